package txn

// PlanRollback returns what Rollback would do with the same arguments, for a
// dry run: it takes no lock and writes nothing. An interrupted run that Rollback
// would recover from first is not looked at.
func (f *Folder) PlanRollback(id string, force bool) ([]Change, error) {
	list, err := f.Backups()
	if err != nil {
		return nil, err
	}
	undone, err := f.choose(list, id)
	if err != nil {
		return nil, err
	}
	plan, err := f.restoring(undone, force)
	return plan.changes, err
}
