// Package inventory lists the datasources and JDBC drivers of a home, and which
// datasource uses which driver. The types define the JSON output, which is a promise:
// keys are only ever added. A URL may hold a password: mask it before printing.
package inventory

import (
	"io/fs"
	"slices"

	"ispatch/internal/driver"
	"ispatch/internal/problem"
	"ispatch/internal/server"
	"ispatch/internal/spelling"
)

// A Datasource is a datasource of the home.
type Datasource struct {
	Name     string   `json:"name"`
	JNDI     string   `json:"jndi"`
	URL      string   `json:"url"`
	Username string   `json:"username"`
	Driver   string   `json:"driver"`
	Status   string   `json:"status"`
	File     string   `json:"file"`
	Line     int      `json:"line"`
	UsedBy   []string `json:"usedBy"`
	// Why explains why a lookup of its JNDI name does not find it.
	Why string `json:"why,omitempty"`
}

// Bound reports whether a lookup of its JNDI name finds it.
func (d Datasource) Bound() bool { return d.Status == string(server.Bound) }

// Datasources returns the datasources of a home, in the server's order.
func Datasources(config *server.Config) []Datasource {
	list := []Datasource{}
	for _, d := range config.Datasources {
		list = append(list, describe(config, d))
	}
	return list
}

// Find returns the datasource with the given name. If there is none, the error is a
// problem that suggests the nearest name.
func Find(config *server.Config, name string) (Datasource, error) {
	d, err := Lookup(config, name)
	if err != nil {
		return Datasource{}, err
	}
	return describe(config, d), nil
}

// Lookup returns the datasource with the given name as the server reads it. If there is
// none, the error is a problem that suggests the nearest name.
func Lookup(config *server.Config, name string) (*server.Datasource, error) {
	if d := config.Datasource(name); d != nil {
		return d, nil
	}
	var names []string
	for _, d := range config.Datasources {
		names = append(names, d.Name.Text)
	}
	hint := ""
	if near := spelling.Nearest(name, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return nil, problem.New(hint, "there is no datasource %s", name)
}

func describe(config *server.Config, d *server.Datasource) Datasource {
	out := Datasource{Name: d.Name.Text, JNDI: d.JNDI.Text, URL: d.URL().Text, Username: d.Username().Text,
		Driver: d.DriverClass().Text, Status: string(d.Status), File: d.File.Path, Line: d.Line(), Why: d.Why(),
		UsedBy: []string{}}
	for _, ref := range config.References {
		if ref.Datasource == d && ref.Off == "" && !slices.Contains(out.UsedBy, string(ref.Role)) {
			out.UsedBy = append(out.UsedBy, string(ref.Role))
		}
	}
	return out
}

// Drivers lists the JARs that the server loads drivers from.
type Drivers struct {
	Home    string    `json:"home"`
	JARs    []JAR     `json:"jars"`
	Missing []Missing `json:"missing"`
}

// A JAR is a JAR that holds drivers.
type JAR struct {
	Path    string   `json:"path"`
	Drivers []string `json:"drivers"`
	Version string   `json:"version"`
	Bundle  bool     `json:"bundle"`
	// BundleOf is the JAR in lib from which the server made this bundle.
	BundleOf string   `json:"bundleOf,omitempty"`
	UsedBy   []string `json:"usedBy"`
	Problem  string   `json:"problem,omitempty"`
}

// A Missing is a datasource whose driver class is in no JAR.
type Missing struct {
	Datasource string `json:"datasource"`
	Class      string `json:"class"`
	File       string `json:"file"`
	Line       int    `json:"line"`
}

// DriversOf returns the drivers of a home, and which datasources use them. It returns an
// error if the folders or master-datasources.xml can't be read.
func DriversOf(fsys fs.FS, dir string, config *server.Config) (*Drivers, error) {
	jars, err := driver.Installed(fsys)
	if err != nil {
		return nil, err
	}
	if p := config.DatasourceFiles[0].Problem; p != nil {
		return nil, p
	}
	list := &Drivers{Home: dir, JARs: []JAR{}, Missing: []Missing{}}
	for _, jar := range jars {
		line := JAR{Path: jar.Path, Drivers: append([]string{}, jar.Drivers()...), Version: jar.Version,
			Bundle: jar.Bundle, BundleOf: jar.Wraps, UsedBy: []string{}, Problem: jar.Problem}
		for _, d := range config.Datasources {
			if class := d.Setting("driverClassName").Text; jar.Has(class) {
				line.UsedBy = append(line.UsedBy, d.Name.Text)
				if !slices.Contains(line.Drivers, class) {
					line.Drivers = append(line.Drivers, class)
				}
			}
		}
		list.JARs = append(list.JARs, line)
	}
	for _, d := range config.Datasources {
		use := driver.Use{Datasource: d.Name.Text, Class: d.Setting("driverClassName").Text}
		if use.Class == "" || len(driver.Missing(jars, []driver.Use{use})) == 0 {
			continue
		}
		list.Missing = append(list.Missing, Missing{use.Datasource, use.Class, d.File.Path, d.Line()})
	}
	return list, nil
}
