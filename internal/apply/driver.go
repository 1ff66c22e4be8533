package apply

import (
	"slices"
	"strings"
	"sync"

	"ispatch/internal/driver"
	"ispatch/internal/problem"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// DriverOptions are those of Driver.
type DriverOptions struct {
	// File is the JAR, or the archive that contains it, as the caller named it.
	File string
	// Entry is the name of the JAR if several in the archive fit; it may be empty.
	Entry string
	// Replace removes other versions of the driver.
	Replace bool
	// Uses are the datasources that the driver is for; nil means those of the home.
	Uses []driver.Use
	// Refused returns an error in the file as the caller reports it; nil means as it is.
	Refused func(error) error
}

// Driver returns the part that installs a JDBC driver. The file is read once,
// whatever the number of homes.
func Driver(o DriverOptions) Part {
	open := opener(o.File)
	return func(h *Home) (Planned, error) {
		uses, err := h.uses(o.Uses)
		if err != nil {
			if o.Uses == nil {
				return Planned{}, err
			}
			uses = o.Uses // another part of the run reports the error
		}
		file, err := open()
		if err != nil {
			return Planned{}, o.refused(err)
		}
		chosen, err := file.Choose(uses, driver.ChooseOptions{Entry: o.Entry, Force: h.options.Force})
		if err != nil {
			return Planned{}, o.refused(err)
		}
		in, err := driver.Plan(h.FS(), chosen, uses, o.Replace)
		if err != nil {
			return Planned{}, err
		}
		p := installation(in)
		if h.options.Force {
			_, err := file.Choose(uses, driver.ChooseOptions{Entry: o.Entry})
			p.Overridden = problem.From(err)
		}
		return p, nil
	}
}

func (o DriverOptions) refused(err error) error {
	if o.Refused == nil {
		return err
	}
	return o.Refused(err)
}

// uses returns the driver classes of the home's datasources as they will be after
// the run: those given, and those of the other datasources in the home.
func (h *Home) uses(given []driver.Use) ([]driver.Use, error) {
	config := h.Config()
	if p := config.DatasourceFiles[0].Problem; p != nil {
		return nil, p
	}
	uses := slices.Clone(given)
	for _, d := range config.Datasources {
		known := slices.ContainsFunc(given, func(u driver.Use) bool { return u.Datasource == d.Name.Text })
		if class := d.Setting("driverClassName").Text; class != "" && !known {
			uses = append(uses, driver.Use{Datasource: d.Name.Text, Class: class})
		}
	}
	return uses, nil
}

// installation returns what an installation does to the home.
func installation(in *driver.Installation) Planned {
	p := Planned{Warnings: in.Warnings, Binary: map[string]bool{in.Path: true}}
	report := patch.Report{
		File:   in.Path,
		Name:   "driver " + strings.Join(in.Classes, ", "),
		Action: patch.Unchanged,
	}
	if in.Changed() {
		report.Action = patch.Updated
		if in.Old == nil {
			report.Action = patch.Inserted
		}
		p.Changes = append(p.Changes, txn.Change{Path: in.Path, Old: in.Old, New: in.New, Mode: 0o644})
	}
	p.Reports = append(p.Reports, report)
	for _, other := range in.Removed {
		p.Changes = append(p.Changes, txn.Change{Path: other.Path, Old: other.Old})
		p.Binary[other.Path] = true
		p.Reports = append(p.Reports, patch.Report{File: other.Path, Name: "driver " + other.Class, Action: patch.Removed})
	}
	return p
}

// opener returns a function that opens a driver's file on the first call and
// returns the same file on later ones.
func opener(name string) func() (*driver.File, error) {
	return sync.OnceValues(func() (*driver.File, error) { return driver.Open(name) })
}
