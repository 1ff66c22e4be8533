package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/server"
	"ispatch/internal/show"
	"ispatch/patch"
	"ispatch/xmlpath"
)

// An Exported is a profile that describes a home.
type Exported struct {
	// YAML is its text, with comments.
	YAML []byte
	// Variables are those of the environment that it takes its secrets from.
	Variables []Variable
	// Warnings say what the home has and a profile cannot say, one line each.
	Warnings []string

	values map[string]string // of the variables, in the home
}

// A Variable is one of the environment that a profile refers to.
type Variable struct {
	Name string
	// For says whose secret it is.
	For string
}

// Export returns the profile that, applied to a stock home of the same version,
// gives what the home has whose files fsys reads: its datasources with every
// setting, the realm's datasource, the primary user store and the
// administrator, the registry's databases and mounts, and, as patches, what
// sections have no key for. Applied to the home itself it changes nothing. No
// secret is in it: it has {env: NAME} in place of each, or {secretAlias: …}
// where the secure vault has it.
//
// What a profile cannot say is in Warnings and in a comment of the profile. A
// file that is missing or malformed is an error, patch.Problems: half a home
// would pass for a whole one.
//
// Left out are the datasources that the server ships, as it ships them:
// WSO2_CARBON_DB where nothing of it was changed, any other where its H2
// database is in the server's own folder and neither the realm, the registry,
// the identity tables nor the API Manager's refer to it.
func Export(fsys fs.FS, version string) (*Exported, error) {
	e := &exporter{docs: patch.NewDocuments(fsys), fsys: fsys, version: version,
		graph: show.Of(server.Read(server.NewSource(fsys))),
		out:   &Exported{values: map[string]string{}}, names: map[string]string{}}
	var found patch.Problems
	open := func(file string) *etree.Element {
		doc, err := e.docs.Open(file)
		if err != nil {
			found = addProblem(found, file, err)
			return nil
		}
		return doc.Root()
	}
	open(patch.MasterDatasources)
	users, registry := open(patch.UserManagement), open(patch.RegistryConfiguration)
	defined, err := e.docs.Datasources()
	if err != nil {
		found = addProblem(found, patch.MasterDatasources, err)
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	e.exportDatasources(defined)
	e.exportUsers(users)
	e.exportRegistry(registry)
	e.exportElsewhere()
	e.out.YAML = e.text()
	if err := e.check(); err != nil {
		return nil, err
	}
	return e.out, nil
}

// addProblem collects an error, once.
func addProblem(all patch.Problems, file string, err error) patch.Problems {
	var p *patch.Problem
	if !errors.As(err, &p) {
		p = &patch.Problem{File: file, Message: err.Error()}
	}
	for _, other := range all {
		if other.Error() == p.Error() {
			return all
		}
	}
	return append(all, p)
}

// An exporter makes one profile.
type exporter struct {
	docs    *patch.Documents
	fsys    fs.FS
	version string
	graph   *show.Graph
	out     *Exported

	datasources, users, registry, patches yamlWriter

	shipped []string          // datasources that are left out
	names   map[string]string // of the exported datasources, by JNDI name
	sources []exported        // the exported datasources
}

// An exported is what the registry needs to know of an exported datasource.
type exported struct {
	jndi, cacheID string // cacheID is the default one, empty where the profile can't make it
}

// check makes sure that the profile loads.
func (e *exporter) check() error {
	_, err := Load(Input{
		Sources: []Source{{Name: "exported profile", Data: e.out.YAML}},
		Getenv: func(name string) (string, bool) {
			value, ok := e.out.values[name]
			return value, ok
		},
	})
	if err != nil {
		return fmt.Errorf("the profile of this home would not load, which is a mistake of ispatch: %w", err)
	}
	return nil
}

// warn notes what the profile cannot say.
func (e *exporter) warn(file string, at *etree.Element, format string, args ...any) {
	place := file
	if doc, err := e.docs.Open(file); err == nil && at != nil {
		if position, ok := doc.Position(at); ok {
			place = fmt.Sprintf("%s:%d", file, position.Line)
		}
	}
	e.out.Warnings = append(e.out.Warnings, place+": "+plainLine(fmt.Sprintf(format, args...)))
}

// env renders a secret: the variable that it is to be taken from. An empty one
// is no secret.
func (e *exporter) env(name, purpose, value string) string {
	if value == "" {
		return `""`
	}
	word := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }
	name = strings.Join(strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return !word(r) }), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "DB_" + name
	}
	unique := name
	for i := 2; ; i++ {
		if _, taken := e.out.values[unique]; !taken {
			break
		}
		unique = fmt.Sprintf("%s_%d", name, i)
	}
	e.out.values[unique] = value
	e.out.Variables = append(e.out.Variables, Variable{unique, purpose})
	return "{env: " + unique + "}"
}

// secret renders an element that holds a secret.
func (e *exporter) secret(at *etree.Element, name, purpose, value string) string {
	if alias, ok := vaultAlias(at); ok {
		return "{secretAlias: " + YAMLText(alias) + "}"
	}
	return e.env(name, purpose, value)
}

// vaultAlias returns the name by which the secure vault knows an element.
func vaultAlias(at *etree.Element) (string, bool) {
	if at == nil {
		return "", false
	}
	for _, a := range at.Attr {
		if a.Key == "secretAlias" && a.Space != "" && a.Value != "" && aliasName(a.Value) == "" {
			return a.Value, true
		}
	}
	return "", false
}

// The shapes of what is exported.
func configurationShape() *shape {
	return root().at([]string{SectionDatasources, "*", "configuration"})
}
func registryShape() *shape  { return root().at([]string{SectionRegistry, "0"}) }
func userStoreShape() *shape { return root().at([]string{SectionUserManagement, "userStore"}) }

// accepts reports whether a text may stand as a value of a shape.
func accepts(s *shape, value string) bool {
	var p problems
	(&decoder{problems: &p}).decode(&node{kind: plain, text: value}, s, nil, "", origin{})
	return len(p.found) == 0
}

// revealing says whether a text other than a password may hold one: a URL, a
// list of properties, an SQL statement.
func revealing(value string) bool {
	lower := strings.ToLower(value)
	for _, word := range []string{"password=", "passwd=", "pwd=", "secret=", "identified by"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	if _, rest, found := strings.Cut(value, "://"); found {
		if end := strings.IndexAny(rest, "/?;# "); end >= 0 {
			rest = rest[:end]
		}
		if strings.Contains(rest, "@") {
			return true
		}
	}
	before, _, found := strings.Cut(value, "@")
	return found && strings.HasPrefix(value, "jdbc:oracle:") && strings.Contains(before, "/")
}

// patchValue adds a patch that gives a path a value, rendered already.
func (e *exporter) patchValue(why, file, path, value string) {
	e.patch(why, file, path)
	e.patches.pair(4, "value", value)
}

// patchText is patchValue for a text, which a secret may hide in.
func (e *exporter) patchText(why, file, path, name, value string) {
	if revealing(value) {
		e.patchValue(why, file, path, e.env(name, why, value))
		return
	}
	e.patchValue(why, file, path, YAMLText(value))
}

// patchAway adds a patch that removes what an operation would add.
func (e *exporter) patchAway(why, file, path string) {
	e.patch(why, file, path)
	e.patches.pair(4, "delete", "true")
}

func (e *exporter) patch(why, file, path string) {
	e.patches.WriteString(commentLines("  # ", "  # ", why))
	fmt.Fprintf(&e.patches, "  - file: %s\n", YAMLText(file))
	e.patches.pair(4, "path", YAMLText(path))
}

// literal renders a text as one of XPath; false where it holds both quotes.
func literal(s string) (string, bool) {
	if !strings.Contains(s, "'") {
		return "'" + s + "'", true
	}
	return `"` + s + `"`, !strings.Contains(s, `"`)
}

// childText is the text of the first child element of a name, false where there
// is none.
func childText(at *etree.Element, tag string) (string, bool) {
	if child := at.SelectElement(tag); child != nil {
		return xmlpath.Value(child), true
	}
	return "", false
}

// lastChild returns the last child element of a name, nil where there is none.
func lastChild(at *etree.Element, tag string) *etree.Element {
	if at == nil {
		return nil
	}
	if all := at.SelectElements(tag); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}
