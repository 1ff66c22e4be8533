package home

// PlanRollback returns what Rollback would do with the same arguments, for a
// dry run: it takes no lock and writes nothing. An interrupted run that Rollback
// would recover from first is not looked at.
func (h *Home) PlanRollback(id string, force bool) ([]Change, error) {
	list, err := h.Backups()
	if err != nil {
		return nil, err
	}
	undone, err := choose(list, id)
	if err != nil {
		return nil, err
	}
	plan, err := h.restoring(undone, force)
	return plan.changes, err
}
