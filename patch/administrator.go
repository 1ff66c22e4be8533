package patch

import "github.com/beevik/etree"

// Administrator is the operation that sets the administrator's name and
// password: AdminUser of the realm's configuration in user-mgt.xml. The server
// reads them when it first starts with a user store.
//
// A missing element is inserted. A present element changes if it differs. An
// element that is there twice is a problem that names both lines. A nil field
// leaves its element unchanged. A value that the server would read differently,
// because it trims it, is a problem.
type Administrator struct {
	UserName *Value
	Password *Value
	// Force allows a plain value to replace one that the secure vault provides.
	Force bool
}

// File implements Operation.
func (Administrator) File() string { return UserManagement }

// Apply implements Operation.
func (o Administrator) Apply(docs *Documents) ([]Report, error) {
	configuration, err := docs.realmConfiguration()
	if err != nil {
		return nil, err
	}
	admin, err := configuration.Child(configuration.element, "AdminUser", "<AdminUser>")
	if err != nil {
		return nil, err
	}
	if err := o.check(configuration.Editor, admin); err != nil {
		return nil, err
	}
	inserted := admin == nil
	if inserted {
		admin = etree.NewElement("AdminUser")
		InsertAfterSibling(configuration.element, admin, "AdminRole", "AddAdmin")
	}
	var fields []string
	set := func(tag string, v *Value, after ...string) {
		if v == nil {
			return
		}
		if changed, _ := configuration.Upsert(admin, tag, *v, Trimmed, o.Force, after...); changed {
			fields = append(fields, tag)
		}
		docs.rememberAlias(*v, UserManagement, "UserManager/Realm/Configuration/AdminUser/"+tag)
	}
	set("UserName", o.UserName)
	set("Password", o.Password, "UserName")
	if inserted {
		return []Report{configuration.Inserted("AdminUser", admin)}, nil
	}
	return []Report{configuration.Report("AdminUser", admin, fields...)}, nil
}

// check refuses duplicate elements, and values that the server would not read
// as they are given.
func (o Administrator) check(e *Editor, admin *etree.Element) error {
	var problems Problems
	for _, field := range []struct {
		tag, what string
		value     *Value
	}{{"UserName", "the administrator's name", o.UserName}, {"Password", "the administrator's password", o.Password}} {
		if _, err := e.Child(admin, field.tag, "<"+field.tag+"> of <AdminUser>"); err != nil {
			problems = append(problems, err.(*Problem))
		}
		if field.value == nil {
			continue
		}
		if p := checkReadable(UserManagement, field.what, *field.value); p != nil {
			problems = append(problems, p)
		}
	}
	return problems.Err()
}
