package patch

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/lazy"
	"ispatch/internal/server"
)

// SecondaryUserStore is the operation that adds or updates a user store besides
// the primary one: a file of its own in
// repository/deployment/server/userstores.
//
// If no file has the DomainName, DOMAIN.xml is created, with _ for each dot, as
// the server names it. If a file has it, whatever its name, the class and the
// properties that differ change and the rest stays. Two files with the domain
// are a problem that names both. A store that would lack properties that its
// class requires is a problem that lists them.
//
// The server encrypts passwords in these files when it deploys them. Such a
// value stays, with a warning, unless Force is set.
type SecondaryUserStore struct {
	// Domain is the DomainName: letters, digits, dots, - and _.
	Domain string
	// Class is the Java class of the user store.
	Class string
	// Properties are wanted, in their order in a new file. Other properties
	// stay.
	Properties []Property
	// Force allows plain values to replace those that the server encrypted or
	// the secure vault provides.
	Force bool
}

var domainName = lazy.Regexp{Expr: `^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`}

// File returns the file that a new store goes to.
func (o SecondaryUserStore) File() string {
	return path.Join(server.UserStoresFolder, strings.ReplaceAll(o.Domain, ".", "_")+".xml")
}

// Apply implements Operation.
func (o SecondaryUserStore) Apply(docs *Documents) ([]Report, error) {
	if !domainName.Get().MatchString(o.Domain) {
		return nil, &Problem{Message: "the domain of a user store must be letters, digits, dots, - and _",
			File: server.UserStoresFolder}
	}
	name := "user store " + o.Domain
	store, err := o.find(docs)
	if err != nil {
		return nil, err
	}
	inserted := store == nil
	if inserted {
		if store, err = o.create(docs); err != nil {
			return nil, err
		}
	}
	root := store.Root()
	inner := storeBlock{UserStore: UserStore{Class: o.Class, Properties: o.Properties, Force: o.Force}}
	if err := inner.checkValues(store); err != nil {
		return nil, err
	}
	if err := inner.check(store, root, root, !inserted); err != nil {
		return nil, err
	}
	inner.rememberAliases(docs, store.Path, "UserStoreManager")
	var fields []string
	if classOf(root) != o.Class {
		root.CreateAttr("class", o.Class)
		fields = append(fields, "@class")
	}
	fields = append(fields, o.update(store, root)...)
	if inserted {
		return []Report{store.Inserted(name, root)}, nil
	}
	return []Report{store.Report(name, root, fields...)}, nil
}

// find opens the file of the domain. It returns nil if there is none.
func (o SecondaryUserStore) find(docs *Documents) (*Editor, error) {
	var found *server.UserStore
	for _, s := range docs.server().Realm.Stores {
		if path.Dir(s.File.Path) != server.UserStoresFolder || !strings.EqualFold(s.Domain(), o.Domain) {
			continue
		}
		if found != nil {
			return nil, docs.problemAt(found.File.Path, found.Element, "remove one of the two",
				"duplicate user store of the domain %s (also at %s)", o.Domain, s.Syntax)
		}
		found = s
	}
	if found != nil {
		return docs.editPlain(found.File.Path)
	}
	if editor, err := docs.editPlain(o.File()); err == nil {
		return nil, editor.Problem(editor.Root(), "give it the property DomainName",
			"the file exists but is not the user store of the domain %s", o.Domain)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return nil, nil
}

// create creates a file that has only the domain.
func (o SecondaryUserStore) create(docs *Documents) (*Editor, error) {
	text := `<?xml version="1.0" encoding="UTF-8"?>` + "\n<UserStoreManager class=\"\">\n" +
		"    <Property name=\"DomainName\">" + o.Domain + "</Property>\n</UserStoreManager>\n"
	return docs.create(o.File(), []byte(text))
}

// update sets the properties and returns the names of those that changed.
func (o SecondaryUserStore) update(e *Editor, root *etree.Element) (fields []string) {
	for _, p := range o.Properties {
		found, _ := property(e, root, p.Name, p.Value)
		switch {
		case found == nil:
			addProperty(root, newProperty(root, p.Name, p.Value))
		case strings.EqualFold(found.SelectAttrValue("encrypted", ""), "true"):
			if !o.Force {
				e.Warn(found, SecretKept, "", "property %s was encrypted by the server and was left alone", p.Name)
				continue
			}
			found.RemoveAttr("encrypted")
			e.SetValue(found, p.Value, Verbatim, true)
		case !e.SetValue(found, p.Value, Trimmed, o.Force):
			continue
		}
		fields = append(fields, p.Name)
	}
	return fields
}
