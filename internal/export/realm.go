package export

import (
	"fmt"
	"slices"
	"strings"

	"ispatch/internal/profile"
	"ispatch/internal/secret"
	"ispatch/internal/server"
	"ispatch/patch"
	"ispatch/xmlpath"
)

// realm writes the realm's datasource, the primary user store and the administrator.
// Other settings of the realm that are not as shipped become patches.
func (e *exporter) realm() {
	realm := &e.config.Realm
	if realm.File.Root().Tag != "UserManager" || !realm.Written() {
		e.warn(server.Syntax{File: realm.File}, "there is no <UserManager> with a <Realm>, so nothing of it is exported")
		return
	}
	if realm.Configuration.Written() {
		e.realmSource()
	} else {
		e.warn(realm.Syntax, "the <Realm> has no <Configuration>, so nothing of that is exported")
	}
	if primary := realm.Primary(); primary != nil {
		e.userStore(primary)
	} else {
		e.warn(realm.Syntax, "there is no active UserStoreManager, so none is exported")
	}
	for _, s := range realm.Stores {
		if s.Status != server.PrimaryStore && s.File == realm.File {
			e.warn(s.Syntax, "a user store besides the primary one is left out: a profile has those of files of their own")
		}
	}
	if realm.Configuration.Written() {
		e.administrator()
		e.realmSettings()
	}
	e.realmRest()
}

// properties returns the properties that the server uses, and the names that are repeated
// with different values.
func properties(all server.Properties) (last server.Properties, differ map[string]bool) {
	differ = map[string]bool{}
	for _, p := range all {
		if p.Overridden == nil {
			last = append(last, p)
		} else if final := all.Get(p.Name.Text); final.Text != p.Value.Text {
			differ[p.Name.Text] = true
		}
	}
	return last, differ
}

func (e *exporter) realmSource() {
	ref := e.config.Realm.DataSource
	if ref == nil {
		return
	}
	if _, differ := properties(e.config.Realm.Properties); differ["dataSource"] {
		e.warn(ref.Syntax, "duplicate property dataSource: the last one was taken, and apply refuses this home")
	}
	name, ok := e.reference(ref.Text)
	if !ok {
		e.warn(ref.Syntax, "the realm's dataSource %s cannot be expressed in a profile, and was left out", ref.Text)
		return
	}
	e.users.pair(2, "dataSource", profile.YAMLText(name))
}

// reference returns the reference of a profile to a JNDI name: the name of the
// datasource, if the profile has it.
func (e *exporter) reference(jndi string) (string, bool) {
	if name, ok := e.names[jndi]; ok {
		return name, true
	}
	taken := false
	for _, name := range e.names {
		taken = taken || name == jndi
	}
	rest, ok := strings.CutPrefix(jndi, "jdbc/")
	return jndi, ok && rest != "" && profile.NameError(jndi) == "" && !taken
}

func (e *exporter) userStore(store *server.UserStore) {
	class := server.Trim(store.Class.Text)
	if !profile.KeyAt(profile.SectionUserManagement, "userStore", "class").Accepts(class) {
		e.warn(store.Syntax, "the class of the user store is not valid in a profile, so the store was left out")
		return
	}
	w := &e.users
	w.open(2, "userStore")
	if kind := profile.StoreType(class); kind != "" {
		w.pair(4, "type", profile.YAMLText(kind))
	} else {
		w.pair(4, "class", profile.YAMLText(class))
	}
	w.WriteString(e.storeProperties(store, 4, "USER_STORE_", "of the user store"))
	if !store.Properties.Get("TenantManager").Written() && profile.StoreType(class) != "" {
		e.warn(store.Syntax,
			"the user store has no property TenantManager, without which the server does not start: apply adds it")
	}
}

// storeProperties renders the properties of a user store, the key included.
func (e *exporter) storeProperties(store *server.UserStore, indent int, prefix, of string) string {
	var lines yamlWriter
	all, differ := properties(store.Properties)
	for _, p := range all {
		name := p.Name.Text
		switch {
		case name == "" || profile.NameError(name) != "":
			e.warn(p.Value.Syntax, "a property %s whose name is %q was left out", of, name)
		case differ[name]:
			e.warn(p.Value.Syntax, "duplicate property %s %s, which was left out", name, of)
		case isDomain(store, name): // it is the section's key
		case refused(p):
			e.warn(p.Value.Syntax, "the value of property %s %s is not valid in a profile, and was left out", name, of)
		default:
			lines.pair(indent+2, name, e.property(p, p.Value.Text, prefix, of))
		}
	}
	if lines.Len() == 0 {
		return ""
	}
	var w yamlWriter
	w.open(indent, "properties")
	return w.String() + lines.String()
}

// refused reports whether a profile cannot have the value of a property, because no home
// takes it.
func refused(p *server.Property) bool {
	reason, _ := patch.Refusal(patch.Value{Text: p.Value.Text}, secret.Name(p.Name.Text))
	return reason != ""
}

// property renders the value of a property, whose text is that of p.Value or, in a patch,
// what is in the file.
func (e *exporter) property(p *server.Property, text, prefix, of string) string {
	name := p.Name.Text
	if _, aliased := vaultAlias(p.Value); aliased || encrypted(p) || secret.Name(name) || reveals(p.Value.Text) {
		return e.secret(p.Value, prefix+snake(name), fmt.Sprintf("property %s %s", name, of))
	}
	return profile.YAMLScalar(text)
}

// encrypted reports whether the server has encrypted the value, as it does in the files
// of secondary user stores.
func encrypted(p *server.Property) bool {
	return strings.EqualFold(p.Value.Element.SelectAttrValue("encrypted", ""), "true")
}

// snake turns a name like ConnectionPassword into Connection_Password.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (e *exporter) administrator() {
	realm := &e.config.Realm
	configuration := realm.Configuration.Element
	admins := configuration.SelectElements("AdminUser")
	if len(admins) == 0 {
		return
	}
	admin := admins[0]
	if len(admins) > 1 || len(admin.SelectElements("UserName")) > 1 || len(admin.SelectElements("Password")) > 1 {
		e.warn(server.Syntax{File: realm.File, Element: admin}, "duplicate administrator, who was left out")
		return
	}
	var lines yamlWriter
	name := realm.AdminName
	if alias, ok := vaultAlias(name); ok {
		lines.pair(4, "username", "{secretAlias: "+profile.YAMLText(alias)+"}")
	} else if name.Text != "" && profile.NameError(name.Text) == "" {
		lines.pair(4, "username", profile.YAMLText(name.Text))
	} else if name.Written() {
		e.warn(name.Syntax, "the administrator's name is not valid in a profile, and was left out")
	}
	if realm.AdminPassword.Written() {
		lines.pair(4, "password", e.secret(realm.AdminPassword, "ADMIN_PASSWORD",
			strings.TrimRight("password of the administrator "+name.Text, " ")))
	}
	if lines.Len() > 0 {
		e.users.open(2, "admin")
		e.users.WriteString(lines.String())
	}
}

// stockText returns the text of an element of the configuration in a stock realm, or "".
func stockText(tag string) string {
	switch tag {
	case "AddAdmin", "OverrideUsernameClaimFromInternalUsername":
		return "true"
	case "AdminRole":
		return "admin"
	case "EveryOneRoleName":
		return "everyone"
	}
	return ""
}

type property struct{ name, value string }

// Properties in a stock realm: of the configuration, and of the authorization manager.
var (
	stockProperties = []property{{"isCascadeDeleteEnabled", "true"}, {"initializeNewClaimManager", "true"}}
	stockAccess     = []property{{"AdminRoleManagementPermissions", "/permission"}, {"AuthorizationCacheEnabled", "true"},
		{"GetAllRolesOfUserEnabled", "false"}}
)

const (
	configurationPath = "/UserManager/Realm/Configuration/"
	accessPath        = "/UserManager/Realm/AuthorizationManager/"
	stockAccessClass  = "org.wso2.carbon.user.core.authorization.JDBCAuthorizationManager"
)

// realmSettings adds patches for the other settings in the realm's configuration.
func (e *exporter) realmSettings() {
	realm := &e.config.Realm
	for _, s := range []struct {
		name  string
		value server.Value
	}{{"AddAdmin", realm.AddAdmin}, {"AdminRole", realm.AdminRole}, {"EveryOneRoleName", realm.EveryoneRole}} {
		all := realm.Configuration.Element.SelectElements(s.name)
		switch {
		case len(all) > 1:
			e.warn(s.value.Syntax, "duplicate <%s> of the realm, which was left out", s.name)
		case s.value.Written() && s.value.Text != stockText(s.name):
			e.patchText("<"+s.name+"> of the realm.", patch.UserManagement, configurationPath+s.name, "REALM_"+snake(s.name),
				s.value.Raw)
		}
	}
	e.patchProperties(realm.Properties, stockProperties, configurationPath, "REALM_", "of the realm")
	for _, at := range realm.Configuration.Element.ChildElements() {
		switch at.Tag {
		case "AddAdmin", "AdminRole", "EveryOneRoleName", "AdminUser", "Property":
		default:
			e.setting(server.Syntax{File: realm.File, Element: at})
		}
	}
}

// setting adds a patch for an element of the realm's configuration that this package does
// not know.
func (e *exporter) setting(at server.Syntax) {
	tag := at.Element.Tag
	value := xmlpath.Value(at.Element)
	switch same := at.Element.Parent().SelectElements(tag); {
	case server.Trim(value) == stockText(tag):
	case len(same) > 1 || len(at.Element.ChildElements()) > 0 || len(at.Element.Attr) > 0 || secret.Name(tag):
		e.warn(at, "<%s> of the realm's configuration is left out", tag)
	default:
		e.patchText("<"+tag+"> of the realm.", patch.UserManagement, configurationPath+tag, "REALM_"+snake(tag), value)
	}
}

// patchProperties adds patches for the properties of an element that are not as shipped.
func (e *exporter) patchProperties(all server.Properties, stock []property, path, prefix, of string) {
	last, differ := properties(all)
	for _, p := range last {
		name := p.Name.Text
		shipped := p.Value.Alias == "" && slices.Contains(stock, property{name, p.Value.Text})
		if shipped || name == "dataSource" {
			continue
		}
		quoted, expressible := literal(name)
		if name == "" || !expressible || profile.NameError(name) != "" || differ[name] {
			e.warn(p.Value.Syntax, "the property %q %s cannot be expressed in a profile, and was left out", name, of)
			continue
		}
		e.patchValue(fmt.Sprintf("Property %s %s.", name, of), patch.UserManagement, path+"Property[@name="+quoted+"]",
			e.property(p, p.Value.Raw, prefix, of))
	}
}

// realmRest adds patches for the authorization manager, and warnings for the rest of the
// realm.
func (e *exporter) realmRest() {
	realm := &e.config.Realm
	for _, at := range realm.Element.ChildElements() {
		switch at.Tag {
		case "Configuration", "UserStoreManager", "AuthorizationManager":
		default:
			e.warn(server.Syntax{File: realm.File, Element: at}, "<%s> of the realm is left out", at.Tag)
		}
	}
	if !realm.Authorization.Written() {
		return
	}
	if class := realm.AuthorizationClass; class.Written() && class.Text != stockAccessClass {
		e.patchText("The authorization manager of the realm.", patch.UserManagement, accessPath+"@class",
			"AUTHORIZATION_MANAGER", class.Text)
	}
	e.patchProperties(realm.AuthorizationProperties, stockAccess, accessPath, "AUTHORIZATION_", "of the "+
		"authorization manager")
}
