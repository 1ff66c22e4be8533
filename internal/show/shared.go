package show

import (
	"slices"
	"strings"
)

// A Shared is a database or a directory that several homes use. Two homes share it if
// they write it the same way; host names are not looked up.
type Shared struct {
	// Name is the type, name and server of a database, or the URL of a directory.
	Name string `json:"name"`
	// Uses are its uses, in the order of the homes.
	Uses []Use `json:"uses"`
}

// A Use holds the references of one home to a database.
type Use struct {
	Home string `json:"home"`
	// By lists the settings, mounts and user stores that refer to it.
	By []string `json:"by"`
}

// SharedBy returns the databases and directories that two or more homes use, in the order
// of the first home. File databases and values with system properties are never shared.
func SharedBy(graphs ...*Graph) []Shared {
	all := []Shared{}
	at := map[string]int{}
	for _, g := range graphs {
		names, by := uses(draw(g))
		for _, name := range names {
			i, known := at[name]
			if !known {
				i = len(all)
				at[name], all = i, append(all, Shared{Name: name})
			}
			all[i].Uses = append(all[i].Uses, Use{g.Home, by[name]})
		}
	}
	return slices.DeleteFunc(all, func(s Shared) bool { return len(s.Uses) < 2 })
}

// uses returns the databases of a home that another home may use, and the references to
// each.
func uses(root *node) (names []string, by map[string][]string) {
	by = map[string][]string{}
	for _, top := range root.children {
		settings := []*node{top}
		if top.kind == ofGroup {
			settings = top.children
		}
		for _, s := range settings {
			if s.kind == ofDatasource {
				continue // a datasource that nothing refers to
			}
			for _, name := range s.databases() {
				if by[name] == nil {
					names = append(names, name)
				}
				by[name] = append(by[name], s.label)
			}
		}
	}
	return names, by
}

// databases returns the names of the databases below a node that another home may use.
func (n *node) databases() []string {
	if n.kind == ofDatabase {
		if n.local {
			return nil
		}
		return []string{n.label}
	}
	var all []string
	for _, child := range n.children {
		for _, name := range child.databases() {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// SharedTree draws the shared databases and directories as a tree.
func SharedTree(o TreeOptions, graphs ...*Graph) string {
	root := &node{kind: ofGroup, label: "what these homes share"}
	for _, s := range SharedBy(graphs...) {
		n := &node{kind: ofDatabase, label: s.Name}
		for _, use := range s.Uses {
			n.children = append(n.children, &node{kind: ofHome, label: use.Home + ": " + strings.Join(use.By, ", ")})
		}
		root.children = append(root.children, n)
	}
	if root.children == nil {
		root.label = "these homes share no database and no directory"
	}
	return newTree(o).draw(root)
}

// sharedNames returns the names of the shared databases and directories.
func sharedNames(graphs []*Graph) []string {
	var names []string
	for _, s := range SharedBy(graphs...) {
		names = append(names, s.Name)
	}
	return names
}
