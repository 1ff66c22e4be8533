package verify

import (
	"ispatch/internal/finding"
	"ispatch/internal/lazy"
	"ispatch/internal/problem"
)

// The sources of the facts in the table.
const (
	fromParser     = "the XML parser of the Java runtime"
	fromNamespace  = "carbon-kernel 4.4.35: QName without a namespace, JAXB classes without one"
	fromManager    = "carbon-kernel 4.4.35, DataSourceManager"
	fromRepository = "carbon-kernel 4.4.35, DataSourceRepository"
	fromReader     = "carbon-kernel 4.4.35, RDBMSDataSourceReader"
	fromSettings   = "carbon-kernel 4.4.35, RDBMSConfiguration"
	fromPool       = "tomcat-jdbc, PoolProperties"
	fromUtils      = "carbon-kernel 4.4.35, CarbonUtils.resolveSystemProperty"
	fromRealm      = "carbon-kernel 4.4.35, RealmConfigXMLProcessor"
	fromStores     = "carbon-kernel 4.4.35, DefaultRealm and AbstractUserStoreManager"
	fromLDAP       = "carbon-kernel 4.4.35, checkRequiredUserStoreConfigurations"
	fromRegistry   = "carbon-kernel 4.4.35, RegistryConfigurationProcessor"
	fromPage       = "WSO2's documentation of Identity Server as the Key Manager"
)

// A row is a finding as a list of its fields: code, severity, meaning, what the server
// does, how to fix it, source, and the example before and after.
type row finding.Finding

// Findings returns all kinds of problems, in the order of the documentation.
func Findings() []finding.Group {
	return []finding.Group{
		{Title: "The home and its files", Findings: findings(fileFindings())},
		{Title: "The files of datasources", Findings: findings(datasourceFileFindings())},
		{Title: "A datasource", Findings: findings(append(datasourceFindings(), settingFindings()...))},
		{Title: "References to datasources", Findings: findings(referenceFindings())},
		{Title: "user-mgt.xml", Findings: findings(append(realmFindings(), storeFindings()...))},
		{Title: "registry.xml", Findings: findings(append(registryFindings(), mountFindings()...))},
		{Title: "Two homes (--with)", Findings: findings(pairFindings())},
	}
}

func findings(rows []row) []finding.Finding {
	all := make([]finding.Finding, len(rows))
	for i, r := range rows {
		all[i] = finding.Finding(r)
	}
	return all
}

// severities has the usual severity of each code.
var severities = lazy.Value[map[string]problem.Severity]{Make: func() map[string]problem.Severity {
	all := map[string]problem.Severity{}
	for _, g := range Findings() {
		for _, f := range g.Findings {
			all[f.Code] = f.Severity
		}
	}
	return all
}}

// severityOf returns the usual severity of a code. A code that is not in the table is a
// bug in this package, which the tests find.
func severityOf(code string) problem.Severity {
	if s, ok := severities.Get()[code]; ok {
		return s
	}
	return problem.Error
}

func fileFindings() []row {
	return []row{
		{"interrupted-run", problem.Error,
			"a run of ispatch was interrupted and has left some files changed and others not, or one is at work now",
			"reads what is there", "run `ispatch apply` or `ispatch rollback`: either restores the files first", "", "", ""},
		{"generated-home", problem.Warning,
			"from Identity Server 5.9 on the XML files are generated from `deployment.toml`",
			"generates the XML files again at each start, so that changes to them are lost",
			"configure `deployment.toml`", "Identity Server 5.9.0, its configuration mapper", "", ""},
		{"missing-file", problem.Error,
			"a file is missing that the server needs to start, or to have datasources",
			"does not start, or has no datasources", "restore it from the distribution", fromManager, "", ""},
		{"unreadable-file", problem.Error,
			"a file can't be read: its permissions, a folder with its name, a link out of the home, or its size",
			"can't read it either, or reads something else", "as the message says", "", "", ""},
		{"not-well-formed", problem.Error,
			"the XML can't be parsed",
			"fails; for `registry.xml` it logs a line and goes on with an empty registry",
			"correct the XML at the line", fromParser, "<username>user</user>", "<username>user</username>"},
		{"undeclared-prefix", problem.Error,
			"a prefix, such as svns in `svns:secretAlias`, is not declared",
			"refuses the whole file", "declare it on the root element", fromParser,
			`<readOnly x:y="1">false</readOnly>`, `<readOnly>false</readOnly>`},
		{"unknown-encoding", problem.Error,
			"the XML declaration names an encoding that the server's parser does not know under that name",
			"refuses the whole file", "write the registered name", fromParser,
			"", ""},
		{"default-namespace", problem.Error,
			"an element has a default namespace (`xmlns`)",
			"looks for elements without a namespace and sees neither it nor its contents",
			"remove the attribute", fromNamespace, `<Realm xmlns="http://example.com">`, "<Realm>"},
		{"prefixed-element", problem.Error,
			"an element has a prefix, and so is in a namespace",
			"looks for elements without a namespace and sees neither it nor its contents",
			"remove the prefix", fromNamespace,
			`<x:registryRoot xmlns:x="urn:x">/</x:registryRoot>`, "<registryRoot>/</registryRoot>"},
		{"entity-in-value", problem.Warning,
			"an entity of a document type declaration is in a value",
			"reads nothing in its place", "write the text itself", fromParser, "", ""},
		{"brace-before-placeholder", problem.Error,
			"a } comes before a ${ in one text; in `user-mgt.xml` and `registry.xml` also in a comment",
			"fails when it looks for properties: the datasource, the realm or the registry is not loaded",
			"change one of the two", fromUtils, "<password>a}b${c</password>", "<password>s3cret</password>"},
		{"later-placeholder", problem.Warning,
			"a placeholder that only Identity Server 5.9 and later resolve: `$env{…}`, `${env:…}`, `$sys{…}`, " +
				"`$secret{…}`, `$ref{…}`",
			"uses it as it is written", "write the value, or a system property `${name}`", fromUtils,
			"<username>$env{DB_USER}</username>", "<username>user</username>"},
		{"unknown-element", problem.Warning,
			"an element is unknown where it is, or differs from a known one in its case",
			"ignores it", "correct its name, or remove it; a note in files that WSO2 ships like that", fromSettings,
			"<maxactive>50</maxactive>", "<maxActive>50</maxActive>"},
		{"repeated-element", problem.Warning,
			"an element is there twice",
			"uses the last one in a file of datasources, elsewhere the first", "remove one", fromSettings,
			"<maxWait>1</maxWait>\n<maxWait>60000</maxWait>", "<maxWait>60000</maxWait>"},
		{"unknown-secret-alias", problem.Warning,
			"a `secretAlias` of the secure vault is not in `cipher-tool.properties`",
			"does not find the secret, because the cipher tool does not encrypt it",
			"add a line for it, and run the cipher tool", "WSO2's cipher tool", "", ""},
		{"too-many-problems", problem.Warning,
			"there are more than 1000 problems; the others are left out", "", "fix these first", "", "", ""},
	}
}

func datasourceFileFindings() []row {
	return []row{
		{"leftover-copy", problem.Warning,
			"a file looks like a leftover copy, but its name ends in `-datasources.xml`",
			"reads every file in the folder whose name ends like that", "move it away, or rename it to `….xml.bak`",
			fromManager, "",
			""},
		{"wrong-root", problem.Error,
			"the root element of a file of datasources is not `datasources-configuration`",
			"refuses the file and reads none after it", "correct it", fromManager, "", ""},
		{"no-providers", problem.Error,
			"there is no `<providers>` with the server's reader of datasources",
			"binds none of the file's datasources", "add it", fromManager,
			"<providers/>",
			"<providers>\n<provider>org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader</provider>\n</providers>"},
		{"bad-provider", problem.Error,
			"the class of a provider is empty, misspelt, or has blanks around it",
			"loads no datasource of the file or those after it", "correct it", fromManager,
			"<provider>org.wso2.carbon.ndatasource.RDBMSDataSourceReader</provider>",
			"<provider>org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader</provider>"},
		{"no-datasources", problem.Error,
			"there is no `<datasources>`", "fails on the file and reads none after it", "add it", fromManager, "", ""},
		{"second-datasources", problem.Error,
			"there is a second `<datasources>`", "uses it instead of the first, whose datasources are lost", "merge them",
			fromManager, "</datasource></datasources><datasources>", "</datasource>"},
		{"datasource-outside", problem.Warning,
			"a `<datasource>` is not in `<datasources>`; an error if something refers to its JNDI name",
			"ignores it", "move it", fromManager, "", ""},
		{"duplicate-datasource-name", problem.Error,
			"two datasources have the same name, in one file or in two",
			"ignores the second, every datasource after it, and every later file", "rename or remove one", fromRepository,
			"<name>WSO2UM_DB</name>\n<description>The datasource used by the registry",
			"<name>WSO2REG_DB</name>\n<description>The datasource used by the registry"},
		{"duplicate-jndi-name", problem.Warning,
			"two datasources bind the same JNDI name", "uses the last", "rename or remove one", fromRepository,
			"<name>jdbc/WSO2AM_STATS_DB</name>", "<name>WSO2MBStoreDB</name>"},
	}
}
