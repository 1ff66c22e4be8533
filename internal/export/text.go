package export

import (
	"strings"

	"ispatch/internal/profile"
	"ispatch/internal/server"
	"ispatch/patch"
)

// text assembles the profile.
func (e *exporter) text() []byte {
	var b strings.Builder
	comment := func(s string) { b.WriteString(commentLines("# ", "# ", s)) }
	item := func(s string) { b.WriteString(commentLines("#   - ", "#     ", s)) }
	of := strings.TrimSpace(string(e.config.Product) + " " + e.config.Version)
	if of == "" {
		of = "an unknown product"
	}
	comment("What ispatch profile export found in a home of " + of +
		". Applied to a stock home of the same version it gives what that home had.")
	b.WriteString("#\n")
	if len(e.out.Variables) > 0 {
		comment("No password is in here. Set these variables before you apply it, or replace {env: NAME} by {file: " +
			"PATH} or {secretAlias: ALIAS}:")
		for _, v := range e.out.Variables {
			b.WriteString(commentLines("#   ", "#     ", v.Name+": "+v.For))
		}
		b.WriteString("#\n")
	}
	comment("It does not contain:")
	item("the driver's JAR, the hosts file, and whatever is in other files of the home than those named below;")
	item("what a stock home has beyond this stays there: other datasources, the name of one that binds the same " +
		"JNDI name, and what its realm and its own block of the user store have and those of this home lack;")
	if len(e.shipped) > 0 {
		item("datasources on H2 that the server ships for itself, left as they are: " + strings.Join(e.shipped, ", ") + ";")
	}
	if len(e.out.Warnings) == 0 {
		item("nothing else was left out.")
	}
	for _, warning := range e.out.Warnings {
		item(warning)
	}
	b.WriteString("version: 1\n")
	section := func(file, key string, w *yamlWriter) {
		if w.Len() == 0 {
			return
		}
		b.WriteString("\n")
		if file != "" {
			comment(file)
		}
		b.WriteString(key + ":\n" + w.String())
	}
	section(patch.MasterDatasources, profile.SectionDatasources, &e.datasources)
	section(patch.UserManagement, profile.SectionUserManagement, &e.users)
	section(server.UserStoresFolder, profile.SectionUserStores, &e.stores)
	section(patch.RegistryConfiguration, profile.SectionRegistry, &e.registry)
	section("carbon.xml, identity.xml and api-manager.xml, in repository/conf", e.section, &e.server)
	section("What the sections above have no keys for.", profile.SectionPatches, &e.patches)
	return []byte(b.String())
}
