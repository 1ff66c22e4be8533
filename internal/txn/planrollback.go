package txn

// PlanRollback returns the outcome that Rollback would have with the same
// arguments, for a dry run: it takes no lock and writes nothing. An interrupted
// run that Rollback would recover from first is not looked at.
func (f *Folder) PlanRollback(id string, force bool) (*Outcome, error) {
	out := &Outcome{}
	list, err := f.Backups()
	if err != nil {
		return out, err
	}
	undone, err := f.choose(list, id)
	if err != nil {
		return out, err
	}
	plan, err := f.restoring(undone, force)
	out.Changes = plan.changes
	out.leftElsewhere(undone)
	return out, err
}

// leftElsewhere warns of files that runs which are rolled back have changed
// outside the folder.
func (o *Outcome) leftElsewhere(undone []Backup) {
	for _, b := range undone {
		for _, name := range b.manifest.Elsewhere {
			o.warn(name, "the run of %s changed it too; it is not part of this folder, and is left", b.ID)
		}
	}
}
