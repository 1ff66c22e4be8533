package profile

import (
	"regexp"
	"testing"

	"ispatch/patch"
)

// Profiles as people write them for homes that are already configured: flow mappings
// over several lines, URLs with two parameters.
func TestFlowMappingsOverLines(t *testing.T) {
	p := load(t, source(`
version: 1
datasources:
  WSO2REG_DB: {type: mysql, username: wso2, password: n3w, configuration: {maxActive: 80},
    url: "jdbc:mysql://db-service:3306/SHARED_DB?autoReconnect=true&useSSL=false"}
registry:
  - {datasource: WSO2REG_DB, dbConfig: govregistry, instance: gov, url: "https://publisher",
     readOnly: false, enableCache: true, registryRoot: /,
     mounts: {/_system/governance: /_system/governance, /_system/config: /_system/is-as-km/config}}
`))
	r := p.Registry[0]
	if p.Datasources[0].URL != "jdbc:mysql://db-service:3306/SHARED_DB?autoReconnect=true&useSSL=false" ||
		r.CacheID != "wso2@jdbc:mysql://db-service:3306/SHARED_DB" ||
		len(r.Mounts) != 2 || r.Mounts[1] != (patch.Mount{Path: "/_system/config", Target: "/_system/is-as-km/config"}) {
		t.Errorf("%+v\n%+v", p.Datasources, r)
	}
	p = load(t, source("version: 1\nuserManagement: {dataSource: jdbc/WSO2CarbonDB, userStore: {type: "+
		"read-write-ldap}}\n"))
	if len(p.Operations(Options{})) != 2 {
		t.Errorf("%+v", p)
	}
}

// The parts of messages that other programs match.
func TestMessagesMatch(t *testing.T) {
	for _, row := range []struct{ text, option, argument, want string }{
		{"version: 1\ndatabse: {type: mysql}\n", "", "", `(?s)profile\.yaml:2:1\b.*\bdatabase\b`},
		{"version: 1\ndatabase: {type: mysql}\ndatabase: {type: h2}\n", "", "", `profile\.yaml:3:\d+\b.*database`},
		{"version: 1\ndatabase: {type: mysql\nregistry: [\n", "", "", `profile\.yaml:\d+:\d+`},
		{"version: 1\ndatabase: {type: mysql, host: h, username: u, password: {file: nowhere.txt}}\ndatasources: " +
			"{WSO2UM_DB: {database: userdb}}\n", "", "", `nowhere\.txt`},
		{string(Default()), SetEnvOption, "database.password=NOT_SET", `database\.password.*NOT_SET`},
		{string(Default()), SetFileOption, "database.password=nowhere.txt", `database\.password.*nowhere\.txt`},
		{string(Default()), SetOption, "datasources.WSO2UM_DB.url=jdbc:h2:a&amp;b", `WSO2UM_DB\.url.*&amp;`},
	} {
		s := source(row.text)
		if row.option != "" {
			s = source(row.text, row.option, row.argument)
		}
		_, err := Load(s)
		if got := messages(t, err); !regexp.MustCompile(row.want).MatchString(got) {
			t.Errorf("%s %s %s\n%s doesn't match %s", row.text, row.option, row.argument, got, row.want)
		}
	}
}
