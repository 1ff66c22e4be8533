package profile

import (
	"strings"
	"testing"
)

// braces is what is wrong with a text such as a}b${c, and the hint.
const braces = "has a } before a ${, which stops the server from loading it [choose another value, or leave it to " +
	"the secure vault]"

// The messages: file, line, column, key, what is wrong, and the hint in brackets.
func TestMessages(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"unknown key", "version: 1\ndatabse: {type: mysql}\n",
			`profile.yaml:2:1: unknown key "databse" [did you mean "database"?]`},
		{"unknown key far from any", "version: 1\ndriver:\n  xyzzy: 1\n  file: a\n",
			`profile.yaml:3:3: unknown key "xyzzy" in driver [known here: file, replace]`},
		{"wrong type", "version: 1\ndatabase:\n  type: mysql\n  port: many\n",
			`profile.yaml:4:9: database.port: must be a whole number from 1 to 65535, not the text "many"`},
		{"out of range", "version: 1\ndatabase: {port: 70000}\n",
			`profile.yaml:2:18: database.port: must be a whole number from 1 to 65535, not "70000"`},
		{"duplicate key", "version: 1\ndatabase: {type: mysql}\ndatabase: {type: h2}\n",
			`profile.yaml:3:1: duplicate key "database" (also on line 2)`},
		{"duplicate unknown key", "version: 1\ndriver:\n  xyzzy: 1\n  xyzzy: {a: [{b: {c: 1}}]}\n", `
profile.yaml:3:3: unknown key "xyzzy" in driver [known here: file, replace]
profile.yaml:4:3: duplicate key "xyzzy" (also on line 3)`},
		{"syntax", "version: 1\ndatabase: {type: mysql\nregistry: [\n",
			`profile.yaml:3:1: is not valid YAML: ',' or '}' must be specified`},
		{"an insert alone", "version: 1\npatches: [{insert: <b/>}]\n", `
profile.yaml:2:11: patches.0: needs the key file: the path of a file in the home
profile.yaml:2:11: patches.0: needs the key path: a path in that file`},
		{"a comma in a password", "version: 1\ndatabase: {password: aa, hush}\n",
			`profile.yaml:2:26: unknown key without a value in database [put a text with a comma in quotes]`},
		{"a tab", "version: 1\n\tx: 1\n",
			`profile.yaml:2:1: is not valid YAML: found character TAB that cannot start any token [indent with spaces]`},
		{"a reserved character", "version: 1\ndatabase: {password: @x}\n",
			`profile.yaml:2:22: is not valid YAML: '@' is a reserved character [put the text in quotes]`},
		{"a file that is not there", "version: 1\ndatabase: {password: {file: nowhere.txt}}\n",
			`profile.yaml:2:29: database.password: cannot read nowhere.txt: no such file or directory`},
		{"an empty file", "version: 1\ndatabase: {password: {file: empty.txt}}\n",
			`profile.yaml:2:29: database.password: empty.txt is empty`},
		{"a file with a byte order mark", "version: 1\ndatabase: {password: {file: bom.txt}}\n",
			`profile.yaml:2:29: database.password: bom.txt begins with a byte order mark: save it without one`},
		{"a file of one newline", "version: 1\ndatabase: {password: {file: newline.txt}}\n",
			`profile.yaml:2:29: database.password: newline.txt is empty`},
		{"a file that is no text", "version: 1\ndatabase: {password: {file: bad.txt}}\n",
			`profile.yaml:2:29: database.password: character 1 of the text cannot be written in XML`},
		{"a variable that is not set", "version: 1\ndatabase: {username: {env: NOT_SET}}\n",
			`profile.yaml:2:28: database.username: the environment variable NOT_SET is not set`},
		{"an empty variable", "version: 1\npatches: [{file: a, path: /a, value: {env: EMPTY}}]\n",
			`profile.yaml:2:44: patches.0.value: the environment variable EMPTY is empty`},
		{"a control character", "version: 1\ndatabase: {password: {env: CONTROL}}\n",
			`profile.yaml:2:28: database.password: character 2 of the text cannot be written in XML`},
		{"two references", "version: 1\ndatabase: {password: {env: A, file: b}}\n",
			`profile.yaml:2:22: database.password: takes exactly one of env, file and secretAlias`},
		{"null", "version: 1\ndatabase:\n  password:\n",
			`profile.yaml:3:3: database.password: needs a value: a text, or one of {env: …}, {file: …}, ` +
				`{secretAlias: …} [write an empty text as ""]`},
		{"a password that YAML reads as a number", "version: 1\ndatabase: {password: 0123}\n",
			`profile.yaml:2:22: database.password: must be a text, or one of {env: …}, {file: …}, {secretAlias: …}, ` +
				`not a number [put a text in quotes if it looks like something else]`},
		{"escaped URL", head + "datasources:\n  WSO2UM_DB: {url: 'jdbc:mysql://h:3306/d?a=1&amp;b=2'}\n",
			`profile.yaml:4:20: datasources.WSO2UM_DB.url: holds &amp; [write a plain &: it is escaped when the file is ` +
				`written]`},
		{"an escaped parameter", head + "datasources:\n  A: {type: h2, database: d, parameters: {A: 'a&amp;b'}}\n",
			`profile.yaml:4:46: datasources.A.parameters.A: holds &amp; [write a plain &: it is escaped when the file is ` +
				`written]`},
		{"type and URL", head + "datasources: {A: {type: mariadb, url: 'jdbc:mysql://h/d'}}\n",
			`profile.yaml:3:39: datasources.A.url: does not fit the type mariadb, whose URLs begin with jdbc:mariadb: ` +
				`[for a MariaDB server with MySQL's driver the type is mysql]`},
		{"no known URL", head + "datasources: {A: {url: 'jdbc:informix:x'}}\n", `
profile.yaml:3:24: datasources.A.url: needs configuration.driverClassName: there is no preset for this URL ` +
			`[URLs that need neither begin with jdbc:mysql: jdbc:mariadb: jdbc:postgresql: jdbc:oracle: jdbc:sqlserver: ` +
			`jdbc:db2: jdbc:h2:]
profile.yaml:3:24: datasources.A.url: needs configuration.validationQuery: there is no preset for this URL ` +
			`[URLs that need neither begin with jdbc:mysql: jdbc:mariadb: jdbc:postgresql: jdbc:oracle: jdbc:sqlserver: ` +
			`jdbc:db2: jdbc:h2:]`},
		{"no URL", head + "datasources: {A: {url: 'mysql://h/d'}}\n",
			`profile.yaml:3:24: datasources.A.url: must be a JDBC URL, which begins with jdbc:`},
		{"another database without a URL", head + "datasources: {A: {type: other, database: d}}\n",
			`profile.yaml:3:25: datasources.A: the type other needs a url [a URL is built from parts only for a known type]`},
		{"a port in a URL", head + "datasources: {A: {url: 'jdbc:mysql://h:0/d'}}\n",
			`profile.yaml:3:24: datasources.A.url: has the port 0, which is not from 1 to 65535`},
		{"URL and parts", head + "datasources: {A: {url: 'jdbc:mysql://h/d', database: x}}\n",
			`profile.yaml:3:44: datasources.A: has both url and database, which is part of the url`},
		{"nothing to connect with", "version: 1\ndatasources:\n  A: {database: a}\n", `
profile.yaml:3:3: datasources.A: has no username [give it here, or in database for all datasources]
profile.yaml:3:3: datasources.A: has no password [give it here, or in database for all datasources]
profile.yaml:3:3: datasources.A: has no type, and no url that implies it [give it here, or in database for all ` +
			`datasources]`},
		{"no host", "version: 1\ndatasources:\n  A: {type: mysql, database: a, username: u, password: p}\n",
			`profile.yaml:3:3: datasources.A: has no host [give it here, or in database for all datasources]`},
		{"no database", head + "datasources:\n  A: {}\n",
			`profile.yaml:4:3: datasources.A: has neither database nor url`},
		{"a host of h2", head + "datasources:\n  A: {type: h2, database: a, host: x}\n",
			`profile.yaml:4:30: datasources.A: has a host, but the type h2 runs in the server itself`},
		{"one JNDI name twice", head + "datasources:\n  A: {database: a}\n  B: {database: b, jndi: jdbc/A}\n",
			`profile.yaml:5:26: datasources.B: duplicate JNDI name jdbc/A (also on line 4) [of two datasources with ` +
				`the same JNDI name the server uses the last]`},
		{"pool settings", head + "datasources:\n  A:\n    database: a\n" +
			"    configuration: {maxActve: 5, testOnBorrow: yes, url: x, defaultTransactionIsolation: READ_COMITTED}\n", `
profile.yaml:6:21: unknown key "maxActve" in datasources.A.configuration [did you mean "maxActive"?]
profile.yaml:6:48: datasources.A.configuration.testOnBorrow: must be true or false, not the text "yes"
profile.yaml:6:53: unknown key "url" in datasources.A.configuration [url is a key of the datasource itself]
profile.yaml:6:90: datasources.A.configuration.defaultTransactionIsolation: must be one of NONE, ` +
			`READ_COMMITTED, READ_UNCOMMITTED, REPEATABLE_READ, SERIALIZABLE, not "READ_COMITTED" [did you mean ` +
			`"READ_COMMITTED"?]`},
		{"an unknown datasource", head + "datasources: {WSO2UM_DB: {database: a}}\nuserManagement: {dataSource: " +
			"WSO2_UM_DB}\n",
			`profile.yaml:4:30: userManagement.dataSource: datasource "WSO2_UM_DB" is not in the profile [did you mean ` +
				`"WSO2UM_DB"?]`},
		{"an unknown datasource far from any", head + "datasources: {A: {database: a}, B: {database: b}}\nregistry: " +
			"[{datasource: Other}]\n",
			`profile.yaml:4:25: registry.0.datasource: datasource "Other" is not in the profile [known here: A, B]`},
		{"no datasource at all", "version: 1\nregistry: [{datasource: Other}]\n",
			`profile.yaml:2:25: registry.0.datasource: datasource "Other" is not in the profile [refer to a datasource of the ` +
				`home by its JNDI name, jdbc/…]`},
		{"keep with properties", "version: 1\nuserManagement: {userStore: {type: keep, properties: {A: 1}}}\n",
			`profile.yaml:2:42: userManagement.userStore: keep leaves the user store alone, so it has no properties [set ` +
				`the type of the user store that has them]`},
		{"no user store", "version: 1\nuserManagement: {userStore: {}}\n",
			`profile.yaml:2:29: userManagement.userStore: has neither type nor class [type is one of keep, jdbc, ` +
				`read-write-ldap, read-only-ldap, active-directory]`},
		{"a misspelt user store", "version: 1\nuserManagement: {userStore: jdcb}\n",
			`profile.yaml:2:29: userManagement.userStore: must be one of keep, jdbc, read-write-ldap, read-only-ldap, ` +
				`active-directory, or a mapping, not "jdcb" [did you mean "jdbc"?]`},
		{"a user store of another kind", "version: 1\nuserManagement: {userStore: {type: foo}}\n" +
			"userStores: {A: {type: com.example.Store}}\nidentityServer: {jwt: {signatureAlgorithm: none-at-all}}\n", `
profile.yaml:2:36: userManagement.userStore.type: must be one of keep, jdbc, read-write-ldap, read-only-ldap, ` +
			`active-directory, not "foo" [give another user store by the name of its Java class, with class instead of type]
profile.yaml:3:24: userStores.A.type: must be one of jdbc, read-write-ldap, read-only-ldap, active-directory, not ` +
			`"com.example.Store" [give another user store by the name of its Java class, with class instead of type]
profile.yaml:4:44: identityServer.jwt.signatureAlgorithm: must be one of NONE, SHA256withRSA, not "none-at-all"`},
		{"the server's own registry", "version: 1\nregistry: [{datasource: jdbc/X, dbConfig: wso2registry}]\n",
			`profile.yaml:2:43: registry.0.dbConfig: must be a name other than that of the server's own database, not ` +
				`"wso2registry"`},
		{"several instances", "version: 1\nregistry:\n- {datasource: jdbc/X}\n" +
			"- {datasource: jdbc/X, dbConfig: a, instance: i, mounts: {/a: /a}}\n" +
			"- {datasource: jdbc/X, dbConfig: a, instance: i, mounts: {/a: /b}}\n", `
profile.yaml:3:3: registry.0: needs the key dbConfig: there are several instances [the default, govregistry, ` +
			`is only for a single instance]
profile.yaml:3:3: registry.0: needs the key instance: there are several instances [the default, gov, is only ` +
			`for a single instance]
profile.yaml:5:34: registry.2: duplicate dbConfig a (also on line 4)
profile.yaml:5:47: registry.2: duplicate instance i (also on line 4)
profile.yaml:5:59: registry.2: duplicate mount /a (also on line 4)`},
		{"a user in the vault", "version: 1\ndatabase: {type: mysql, host: h, username: {secretAlias: A}, password: " +
			"p}\ndatasources: {A: {database: a}}\nregistry: [{datasource: A}]\n",
			`profile.yaml:4:12: registry.0: needs a cacheId: the default begins with the datasource's username, ` +
				`which is in the secure vault`},
		{"hosts", "version: 1\nhosts:\n- {name: -a, address: 1.2.3}\n- {name: h}\n", `
profile.yaml:3:10: hosts.0.name: must be a host name: letters, digits, hyphens and dots, not "-a"
profile.yaml:3:23: hosts.0.address: must be an IPv4 or IPv6 address, not "1.2.3"
profile.yaml:4:3: hosts.1: needs the key address: an IPv4 or IPv6 address`},
		{"patches", "version: 1\npatches:\n- {file: ../x, path: /a, value: 1}\n- {file: a, path: /a}\n" +
			"- {file: a, path: /b, value: 1, delete: true}\n- {file: a, path: /b, delete: false}\n", `
profile.yaml:3:10: patches.0.file: must be the path of a file in the home, such as repository/conf/carbon.xml, ` +
			`not "../x"
profile.yaml:4:3: patches.1: has none of value, delete, comment, uncomment, insert
profile.yaml:5:33: patches.2: has both value and delete
profile.yaml:6:19: patches.3: duplicate place a /b (also on line 5)
profile.yaml:6:31: patches.3.delete: must be true, or left out [leave the key out]`},
		{"kinds of patches", "version: 1\npatches:\n- {file: a, path: /a, insert: <b><S3cr3t/></c>}\n" +
			"- {file: a, path: /a, insert: <p:b/>, first: true, after: /a/c}\n- {file: a, path: /b, value: x, key: [c]}\n" +
			"- {file: a, path: /c, comment: true, uncomment: true}\n- {file: a, path: /d, delete: true, ifMissing: true}\n", `
profile.yaml:3:31: patches.0.insert: must be one well-formed XML element (line 1, column 13 of it)
profile.yaml:4:3: patches.1: has more than one of first, before and after
profile.yaml:5:33: patches.2: key goes with insert, not with value
profile.yaml:6:38: patches.3: has both comment and uncomment
profile.yaml:7:37: patches.4: ifMissing goes with value, not with delete`},
		{"fragments that no file takes", "version: 1\npatches:\n- {file: a, path: /a, insert: '<b/><!-- S3cr3t -->'}\n" +
			"- {file: a, path: /a, insert: '<!DOCTYPE b><b/>'}\n- {file: a, path: /a, insert: <b c=\"d\"/>, key: ['@c', k]}\n" +
			"- {file: a, path: /a, insert: '<p:b xmlns:q=\"u\" q:c=\"\"><p:d/></p:b>', key: ['@q:c', 'p:d', d]}\n" +
			"- {file: a, path: /a, insert: <b/>, key: [b c]}\n", `
profile.yaml:3:31: patches.0.insert: a comment after the element [put it before the element]
profile.yaml:4:31: patches.1.insert: a document type cannot be inserted
profile.yaml:5:55: patches.2.key.1: the fragment does not have it
profile.yaml:7:43: patches.4.key.0: must be an attribute or a child, such as @name, id, jndi/name`},
		{"values that no home takes", "version: 1\ndatabase: {type: mysql, host: h, username: u, password: 'a}b${c'}\n" +
			"datasources: {A: {database: 'a}', parameters: {x: '${y}'}}, B: {url: 'jdbc:h2:a}${b'}, C: {database: c,\n" +
			"  configuration: {connectionProperties: 'a}${b'}}}\n" +
			"userManagement: {admin: {password: {env: BRACES}}, userStore: {type: jdbc,\n" +
			"  properties: {password: ' x', A: ' x', B: '}${'}}}\n" +
			"apiManager: {keyManager: {url: 'https://a}${b', username: u, password: ' x'}}\n" +
			"registry: [{datasource: jdbc/X, cacheId: '}${'}]\n" +
			"patches: [{file: a, path: /b, value: '}${'}]\n", `
profile.yaml:2:57: database.password: ` + braces + `
profile.yaml:3:15: datasources.A: its URL ` + braces + `
profile.yaml:3:70: datasources.B.url: ` + braces + `
profile.yaml:4:41: datasources.C.configuration.connectionProperties: ` + braces + `
profile.yaml:5:42: userManagement.admin.password: ` + braces + `
profile.yaml:6:26: userManagement.userStore.properties.password: ` +
			`begins or ends with a blank, which the server cuts off [choose a value without blanks at its ends]
profile.yaml:6:44: userManagement.userStore.properties.B: ` + braces + `
profile.yaml:7:32: apiManager.keyManager.url: ` + braces + `
profile.yaml:7:72: apiManager.keyManager.password: ` +
			`begins or ends with a blank, which the server cuts off [choose a value without blanks at its ends]
profile.yaml:8:42: registry.0.cacheId: ` + braces},
		{"all errors at once", "version: 1\nhosts: [{name: a, address: 192.0.2.1}, {name: A, address: 1.2.3}, {name: a}]\n" +
			"patches:\n- {file: a, path: /b, value: 1}\n- {file: ../a, path: /b, value: 1, delete: true}\n" +
			"- {path: /b, value: 1, insert: <b/>}\n- {file: a, path: '[', comment: false}\n" +
			"- {file: a, path: /b, delete: false}\n- s3cret\n", `
profile.yaml:2:47: hosts.1: duplicate name a (also on line 2)
profile.yaml:2:59: hosts.1.address: must be an IPv4 or IPv6 address, not "1.2.3"
profile.yaml:2:67: hosts.2: needs the key address: an IPv4 or IPv6 address
profile.yaml:2:74: hosts.2: duplicate name a (also on line 2)
profile.yaml:5:10: patches.1.file: must be the path of a file in the home, such as repository/conf/carbon.xml, ` +
			`not "../a"
profile.yaml:5:36: patches.1: has both value and delete
profile.yaml:6:3: patches.2: needs the key file: the path of a file in the home
profile.yaml:6:24: patches.2: has both value and insert
profile.yaml:7:19: patches.3.path: must be an XPath 1.0 location path without variables, id() and lang(), not "["
profile.yaml:7:33: patches.3.comment: must be true, or left out [leave the key out]
profile.yaml:8:19: patches.4: duplicate place a /b (also on line 4)
profile.yaml:8:31: patches.4.delete: must be true, or left out [leave the key out]
profile.yaml:9:3: patches.5: must be a mapping, not a text [its keys are: file, path, all, namespaces, value, ` +
			`ifMissing, delete, comment, uncomment, insert, key, first, before, after]`},
		{"no profile", "# nothing\n",
			`profile.yaml:1:1: needs the key version: the number 1, the version of this format`},
		{"another version", "version: 2\n",
			`profile.yaml:1:10: version: must be the number 1, the version of this format, not "2"`},
		{"no mapping", "s3cret\n",
			`profile.yaml:1:1: must be a mapping, not a text [its keys are: version, database, datasources, ` +
				`userManagement, registry, multiTenant, userStores, identityServer, apiManager, driver, hosts, patches]`},
		{"two documents", "version: 1\n---\nversion: 1\n",
			`profile.yaml:3:1: a second YAML document: a profile is one document`},
		{"not UTF-8", "version: 1\n# caf\xe9\n",
			`profile.yaml:2:6: is not UTF-8 [save the file as UTF-8]`},
		{"an alias", "version: 1\ndatabase: *x\n",
			`profile.yaml:2:11: aliases (*) are not supported [put a text that begins with * in quotes]`},
		{"an anchor", "version: 1\ndatabase: &x {parameters: *x}\n",
			`profile.yaml:2:11: anchors (&) are not supported [to avoid repetition, use the section database, or ` +
				`merge a second profile over a shared one]`},
		{"a tab in a value", "version: 1\ndatabase: {password: a\tb}\n",
			`profile.yaml:2:22: a tab in a text without quotes [put the text in double quotes, and write the tab as \t]`},
		{"a tab in a line after the first", "version: 1\ndatabase:\n  password: a\n   \tb\tc\n",
			`profile.yaml:3:13: a tab in a text without quotes [put the text in double quotes, and write the tab as \t]`},
		{"a merge key", "version: 1\ndatabase: {<<: 5}\n",
			`profile.yaml:2:12: merge keys (<<) are not supported [to avoid repetition, use the section database, ` +
				`or merge a second profile over a shared one]`},
		{"an escaped database", head + "datasources: {A: {type: mssql, database: 'a&amp;b'}}\n",
			`profile.yaml:3:42: datasources.A.database: holds &amp; [write a plain &: it is escaped when the file is written]`},
		{"a parameter without name", head + "datasources: {A: {database: a, parameters: {'': x}}}\n",
			`profile.yaml:3:45: datasources.A.parameters: the key "" must not be empty`},
		{"a key that XML can't hold", head + "datasources: {\"\\x01\": {database: a}}\n",
			`profile.yaml:3:15: datasources: the key "·" holds a character that XML cannot hold`},
		{"a list as a key", "version: 1\n[a]: b\n",
			`profile.yaml:2:4: is not valid YAML: found an invalid key for this map`},
		{"nothing as a key", "version: 1\n~: b\n",
			`profile.yaml:2:1: a key must be a plain text`},
		{"a path of two lines", "version: 1\nregistry: [{datasource: jdbc/X, registryRoot: \"/a\\nb\"}]\n",
			`profile.yaml:2:47: registry.0.registryRoot: must be a text of one line, not "/a·b"`},
		{"a file of two lines", "version: 1\npatches: [{file: \"a\\nb\", path: /a, value: x}]\n",
			`profile.yaml:2:18: patches.0.file: must be a text of one line, not "a·b"`},
		{"a boolean for a word", "version: 1\nuserManagement: {userStore: true}\n",
			`profile.yaml:2:29: userManagement.userStore: must be one of keep, jdbc, read-write-ldap, read-only-ldap, ` +
				`active-directory, or a mapping, not true [put a text in quotes if it looks like something else]`},
		{"a number for a word", "version: 1\ndatabase: {type: 5}\n",
			`profile.yaml:2:18: database.type: must be one of mysql, mysql8, mariadb, postgresql, oracle, mssql, db2, h2, ` +
				`other, not the number 5 [put a text in quotes if it looks like something else]`},
		{"an escaped cacheId", "version: 1\nregistry: [{datasource: jdbc/X, cacheId: 'u@a&amp;b'}]\n",
			`profile.yaml:2:42: registry.0.cacheId: holds &amp; [write a plain &: it is escaped when the file is written]`},
		{"a tag that is not so", "version: 1\ndatabase: {port: !!int x}\n",
			`profile.yaml:2:18: tags (!) are not supported [put a text in quotes, without a tag]`},
		{"an unknown tag", "version: 1\ndatabase: {password: !vault x}\n",
			`profile.yaml:2:22: tags (!) are not supported [put a text in quotes, without a tag]`},
	} {
		t.Run(row.name, func(t *testing.T) {
			p, err := Load(source(row.text))
			if got := messages(t, err); got != strings.TrimSpace(row.want) || p != nil {
				t.Errorf("%s---\n got %s\nwant %s", row.text, got, strings.TrimSpace(row.want))
			}
		})
	}
}

// A misspelt key is one problem: the key that is missing because of it isn't another.
func TestOneMistakeIsOneProblem(t *testing.T) {
	for _, text := range []string{
		"version: 1\ndatabse: {type: mysql, host: h, username: u, password: p}\ndatasources: {A: {database: a}}",
		"version: 1\ndatabase: {type: mysql, host: h, usrname: u, password: p}\ndatasources: {A: {database: a}, B: " +
			"{database: b}}",
		"version: 1\ndatabase: {type: mysqll, host: h, username: u, password: p}\ndatasources: {A: {database: a}, B: " +
			"{database: b}}",
		"version: 1\ndatabase: {type: mysql, host: 'h/', username: u, password: p}\ndatasources: {A: {database: a}, B: " +
			"{database: b}}",
		"version: 1\ndatabase: {type: mysql, host: h, username: u, password: {env: NOT_SET}}\ndatasources: {A: " +
			"{database: a}, B: {database: b}}",
		"version: 1\ndatabase: {type: mysql, host: h, username: u, password: p, parameters: {a: 'b&c'}}\ndatasources: " +
			"{A: {database: a}, B: {database: b}}",
		"version: 1\ndatabase: 5\ndatasources: {A: {database: a}}",
		head + "datasources: {A: {databse: a}}\nuserManagement: {dataSource: A}\nregistry: [{datasource: A}]",
		head + "datasources: {A: 5}\nuserManagement: {dataSource: A}\nregistry: [{datasource: A}]",
		head + "datasource: {A: {database: a}}\nuserManagement: {dataSource: A}",
		head + "registry: [{datasourc: jdbc/X}]",
		head + "registry: [{datasource: jdbc/X, dbConfig: a, instance: a}, {datasource: jdbc/X, dbconfig: b, instance: b}]",
		"version: 1\nuserManagement: {userStore: {typ: jdbc}}",
		"version: 1\nuserManagement: {admin: {user: x}}",
		"version: 1\npatches: [{file: a, path: b, valu: x}]",
		"version: 1\nhosts: [{nam: a, address: 192.0.2.1}]",
		"vrsion: 1\n",
	} {
		_, err := Load(source(text))
		if got := messages(t, err); got == "" || strings.Contains(got, "\n") {
			t.Errorf("%s\n---\n%s", text, got)
		}
	}
}

// Problems are in the order of the profile, then in the order of the options.
func TestOrder(t *testing.T) {
	s := source("patches: [{file: /x, path: a, value: b}]\nhosts: [{name: h}]\ndatabase: {port: x}\nversion: 1\n",
		"--set", "registry=x", "--set-env", "database.password=NOT_SET")
	_, err := Load(s)
	want := []string{"profile.yaml:1:", "profile.yaml:2:", "profile.yaml:3:", "--set registry:",
		"--set-env database.password:"}
	lines := strings.Split(messages(t, err), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%s", messages(t, err))
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("%d: %s, want %s…", i, lines[i], want[i])
		}
	}
}

// No message shows a password, no matter which error it has.
func TestNoMessageHasAPassword(t *testing.T) {
	const secret = "s3cr3t-Passw0rd"
	t.Setenv("S3CRET", secret)
	for _, text := range []string{
		head + "datasources: {A: {database: a, password: {env: S3CRET}, username: \"" + secret + "\\n\"}}",
		head + "datasources: {A: {url: 'jdbc:mysql://h/d?password=" + secret + " '}}",
		head + "datasources: {A: {url: 'jdbc:mysql://h/d?password=" + secret + "&amp;'}}",
		head + "datasources: {A: {url: 'jdbc:mysql://u:" + secret + "@h/d?a&amp;b'}}",
		head + "datasources: {A: {url: '" + secret + "'}}",
		head + "datasources: {A: {database: d, parameters: {password: '" + secret + "&'}}}",
		head + "datasources: {A: {database: d, parameters: {password: '" + secret + "\u0001'}}}",
		"version: 1\ndatabase: {password: [" + secret + "]}",
		"version: 1\ndatabase: {password: {secretAlias: [" + secret + "]}}",
		"version: 1\ndatabase: {password: !!int " + secret + "}",
		"version: 1\ndatabase: {password: \"" + secret + "\\0\"}",
		"version: 1\ndatabase: {password: \"" + secret + "\\q\"}",
		"version: 1\ndatabase: {password: '" + secret + "}",
		"version: 1\ndatabase: {password: " + secret + ", password: " + secret + "}",
		"version: 1\ndatabase:\n  password: " + secret + "\n    port: 5",
		"version: 1\nregistry: [{datasource: jdbc/X, url: 'https://u:" + secret + "@h&amp;'}]",
		secret,
	} {
		_, err := Load(Input{Sources: []Source{{Name: "profile.yaml", Data: []byte(text)}}})
		if got := messages(t, err); got == "" || strings.Contains(got, secret) {
			t.Errorf("%s\n---\n%s", text, got)
		}
	}
	for _, key := range []string{"database.port", "database.type", "version", "database.host", "hosts.0.address",
		"database", "registry.0.dbConfig", "userManagement.userStore", "datasources.A.url"} {
		s := Input{Sources: []Source{{Name: "profile.yaml", Data: []byte(head +
			"hosts: [{name: h, address: 192.0.2.1}]\nregistry: [{datasource: jdbc/X}]")}},
			Overrides: []Override{{Kind: kinds[SetEnvOption], Option: SetEnvOption, Key: key, Value: "S3CRET"},
				{Kind: kinds[SetOption], Option: SetOption, Key: "database.nothing", Value: "x"}}}
		_, err := Load(s)
		if got := messages(t, err); got == "" || strings.Contains(got, secret) {
			t.Errorf("%s: %s", key, got)
		}
	}
	if _, err := ParseOverride(kinds[SetOption], SetOption, secret); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("ParseOverride: %v", err)
	}
}
