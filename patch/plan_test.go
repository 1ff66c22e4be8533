package patch_test

import (
	"testing"

	"ispatch/patch"
)

// A silent operation edits a file and reports what it is told to.
type silent struct {
	edits   string
	reports []patch.Report
}

func (o silent) File() string { return o.edits }

func (o silent) Apply(docs *patch.Documents) ([]patch.Report, error) {
	editor, err := docs.Edit(o.edits)
	if err != nil {
		return nil, err
	}
	editor.Root().CreateAttr("x", "1")
	return o.reports, nil
}

// TestDocumentsDecide: changes are in the plan, whatever an operation reports;
// a report on a file that nobody opened does not panic.
func TestDocumentsDecide(t *testing.T) {
	other := patch.Report{File: "nobody/opened.xml", Name: "x", Action: patch.Unchanged}
	for _, reports := range [][]patch.Report{nil, {other}} {
		plan, err := patch.NewPlan(home(nil), []patch.Operation{silent{patch.UserManagement, reports}})
		if err != nil {
			t.Fatal(err)
		}
		if len(plan.Files) != 1 || plan.Files[0].Path != patch.UserManagement || !plan.Files[0].Changed() {
			t.Errorf("%d files are planned, want the one that changed", len(plan.Files))
		}
		last := plan.Reports[len(plan.Reports)-1]
		if last.File != patch.UserManagement || last.Action != patch.Updated || last.Line != 1 {
			t.Errorf("the change is reported as %+v", last)
		}
	}
}
