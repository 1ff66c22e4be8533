package profile

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write docs/profile.schema.json anew")

// The schema in docs matches the keys.
func TestSchemaIsWritten(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "profile.schema.json")
	if *update {
		if err := os.WriteFile(file, Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(written), string(Schema())); diff != "" {
		t.Errorf("run go test ./internal/profile -update (-file +keys)\n%s", diff)
	}
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("profile.schema.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("profile.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON is a profile as another program reads it.
func asJSON(t testing.TB, text string) any {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return instance
}

const head = "version: 1\ndatabase: {type: mysql, host: h, username: u, password: p}\n"

// Profiles that the parser and the schema both accept.
var goodProfiles = []string{
	"version: 1",
	"version: 1\ndatasources: {}\nregistry: []\nhosts: []\npatches: []\nuserManagement: {}\ndatabase: {}",
	head + "datasources: {A: {database: a}}",
	head + "datasources: {A: {database: a, port: 65535, host: '[::1]', description: d, jndi: x/y, parameters: {a: " +
		"1, b: true, c: 1.5, d: '', e: x}}}",
	head + "datasources: {A: {url: 'jdbc:mysql://h/d?a=b&c=d'}}",
	head + "datasources: {A: {url: 'jdbc:mysql:loadbalance://a,b/d', type: mysql8, username: x, password: ''}}",
	head + "datasources: {A: {type: h2, database: d, parameters: {}}}",
	head + "datasources: {A: {database: a, configuration: {}}}",
	head + "datasources: {A: {database: a, configuration: {maxActive: -1, maxAge: 9223372036854775807, maxWait: " +
		"2147483647, testOnBorrow: false, driverClassName: a.B, validationQuery: '', defaultTransactionIsolation: " +
		"NONE, initSQL: x}}}",
	"version: 1\ndatabase: {host: 'fe80::1%eth0', password: {env: DB_PASSWORD}, username: {file: plain.txt}}",
	"version: 1\ndatabase: {host: 'a_b.${c}', password: {secretAlias: x.y}}",
	"version: 1\nuserManagement: {dataSource: jdbc/X, userStore: keep, admin: {username: a}}",
	"version: 1\nuserManagement: {userStore: {type: keep}, admin: {password: {secretAlias: A}}}",
	"version: 1\nuserManagement: {userStore: {type: jdbc, properties: {A: 1, B: true, C: '', D: {file: " +
		"password.txt}, E F: x}}}",
	"version: 1\nuserManagement: {userStore: {class: a.B$C}}",
	"version: 1\nregistry: [{datasource: jdbc/X}]",
	"version: 1\nregistry: [{datasource: jdbc/X, dbConfig: a, instance: b, url: 'https://h', readOnly: true, " +
		"enableCache: false, registryRoot: /, cacheId: x@y, mounts: {/_system/a: /_system/b, /: /...}}]",
	"version: 1\nregistry: [{datasource: jdbc/X, dbConfig: a, instance: b}, {datasource: jdbc/X, dbConfig: c, " +
		"instance: d}]",
	"version: 1\ndriver: {file: ../x.jar}",
	"version: 1\nmultiTenant: false",
	"version: 1\nuserStores: {a.b: {type: jdbc, properties: {A: 1}}, c: {class: x.Y}}",
	"version: 1\nidentityServer: {portOffset: 1, identityDataSource: jdbc/X, gateway: {url: 'https://h:9443', " +
		"environment: x y}, revokeURL: 'https://h:8243/revoke', jwt: {signatureAlgorithm: NONE}}",
	"version: 1\napiManager: {portOffset: 0, identityDataSource: jdbc/X, keyManager: {url: 'http://h', " +
		"client: WSClient, thriftServer: false, username: u, password: {secretAlias: x}}}",
	"version: 1\ndriver: {file: x.jar, replace: true}",
	"version: 1\npatches: [{file: a, path: /a, uncomment: true}, {file: a, path: /b, uncomment: true, value: x}, " +
		"{file: a, path: /c, comment: true, all: true}, {file: a, path: 'p:d', value: x, ifMissing: true, " +
		"namespaces: {p: 'urn:x'}}, {file: a, path: /a, insert: '<b id=\"1\"><c><d/></c></b>', key: ['@id', c/d], " +
		"after: /a/b}, " +
		"{file: a, path: /a, insert: <b/>, first: true}]",
	"version: 1\ndatasources: {A: {url: '${DATABASE_URL}', type: other, username: u, password: p, " +
		"configuration: {driverClassName: a.B, validationQuery: x}}}",
	"version: 1\nregistry: [{datasource: jdbc/X, url: ''}]",
	"version: 1\nhosts: [{name: a-b.c_d, address: 192.0.2.1}, {name: x, address: '2001:db8::1'}]",
	"version: 1\npatches: [{file: a/b.xml, path: /a, value: ''}, {file: a.b, path: //x, value: 1}, {file: c d, " +
		"path: /a, delete: true}, {file: ..a, path: /b, value: {env: DB_PASSWORD}}]",
}

// Profiles that both reject.
var badProfiles = []string{
	"version: 1\ndatabase: {type: mysql, host: h, username: \"a\\nb\", password: p}\ndatasources: {A: {database: a}}",
	"[]", "x", "version: 2", "version: '1'", "version: 1.5", "version: 1\nversions: 1",
	"version: 1\ndatabase: []", "version: 1\ndatabase: {url: 'jdbc:h2:x'}",
	"version: 1\ndatabase: {type: informix}", "version: 1\ndatabase: {type: ''}", "version: 1\ndatabase: {port: 0}",
	"version: 1\ndatabase: {port: 65536}",
	"version: 1\ndatabase: {port: '3306'}", "version: 1\ndatabase: {host: ''}", "version: 1\ndatabase: {host: 'a b'}",
	"version: 1\ndatabase: {host: 'h:3306'}",
	"version: 1\ndatabase: {host: 5}", "version: 1\ndatabase: {parameters: [a]}",
	"version: 1\ndatabase: {parameters: {a: [1]}}",
	"version: 1\ndatabase: {username: 5}", "version: 1\ndatabase: {password: true}",
	"version: 1\ndatabase: {password: {}}",
	"version: 1\ndatabase: {password: {env: A, file: b}}", "version: 1\ndatabase: {password: {evn: A}}",
	"version: 1\ndatabase: {password: {env: ''}}",
	"version: 1\ndatabase: {password: {env: 'A=B'}}", "version: 1\ndatabase: {password: {secretAlias: 'a b'}}",
	"version: 1\ndatabase: {password: {file: 5}}", "version: 1\ndatabase: {password: [a]}",
	head + "datasources: []", head + "datasources: {'': {database: a}}", head + "datasources: {' A': {database: a}}",
	head + "datasources: {A: {databse: a}}", head + "datasources: {A: {database: ''}}",
	head + "datasources: {A: {database: a, url: 'jdbc:mysql://h/d'}}",
	head + "datasources: {A: {host: a, url: 'jdbc:mysql://h/d'}}",
	head + "datasources: {A: {port: 1, url: 'jdbc:mysql://h/d'}}",
	head + "datasources: {A: {parameters: {}, url: 'jdbc:mysql://h/d'}}",
	head + "datasources: {A: {url: 'jdbc:mysql://h/d?a&amp;b'}}", head + "datasources: {A: {url: 'mysql://h/d'}}",
	head + "datasources: {A: {url: 'jdbc:mysql://h/d '}}", head + "datasources: {A: {type: h2, database: d, host: h}}",
	head + "datasources: {A: {type: h2, database: d, port: 1}}",
	head + "datasources: {A: {database: a, description: ''}}", head + "datasources: {A: {database: a, jndi: ''}}",
	head + "datasources: {A: {database: a, jndi: 'a '}}",
	head + "datasources: {A: {database: a, configuration: {maxActve: 1}}}",
	head + "datasources: {A: {database: a, configuration: {maxActive: '1'}}}",
	head + "datasources: {A: {database: a, configuration: {maxActive: -2}}}",
	head + "datasources: {A: {database: a, configuration: {maxActive: 2147483648}}}",
	head + "datasources: {A: {database: a, configuration: {testOnBorrow: 1}}}",
	head + "datasources: {A: {database: a, configuration: {testOnBorrow: yes}}}",
	head + "datasources: {A: {database: a, configuration: {url: x}}}",
	head + "datasources: {A: {database: a, configuration: {password: x}}}",
	head + "datasources: {A: {database: a, configuration: {driverClassName: ''}}}",
	head + "datasources: {A: {database: a, configuration: {driverClassName: ' a'}}}",
	head + "datasources: {A: {database: a, configuration: {defaultTransactionIsolation: none}}}",
	head + "datasources: {A: {database: a, configuration: {validationQuery: 1}}}",
	head + "datasources: {A: {database: a, configuration: {databaseProps: []}}}",
	"version: 1\nuserManagement: {datasource: jdbc/X}", "version: 1\nuserManagement: {dataSource: ''}",
	"version: 1\nuserManagement: {userStore: ldap}",
	"version: 1\nuserManagement: {userStore: {type: jdbc, class: a.B}}",
	"version: 1\nuserManagement: {userStore: {type: keep, properties: {}}}",
	"version: 1\nuserManagement: {userStore: {type: ldap}}", "version: 1\nuserManagement: {userStore: {class: 'a b'}}",
	"version: 1\nuserManagement: {userStore: {class: a..b}}",
	"version: 1\nuserManagement: {userStore: {type: jdbc, properties: {A: {env: X, file: y}}}}",
	"version: 1\nuserManagement: {userStore: {type: jdbc, properties: {' A': x}}}",
	"version: 1\nuserManagement: {userStore: [jdbc]}",
	"version: 1\nuserManagement: {admin: {user: x}}", "version: 1\nuserManagement: {admin: {username: ''}}",
	"version: 1\nuserManagement: {admin: x}",
	"version: 1\nregistry: {}", "version: 1\nregistry: [null]", "version: 1\nregistry: [{}]",
	"version: 1\nregistry: [{datasource: ''}]", "version: 1\nregistry: [{datasource: jdbc/X, dbconfig: a}]",
	"version: 1\nregistry: [{datasource: jdbc/X, dbConfig: wso2registry}]",
	"version: 1\nregistry: [{datasource: jdbc/X, readOnly: 'false'}]",
	"version: 1\nregistry: [{datasource: jdbc/X, enableCache: 1}]",
	"version: 1\nregistry: [{datasource: jdbc/X, registryRoot: ''}]",
	"version: 1\nregistry: [{datasource: jdbc/X, registryRoot: a}]",
	"version: 1\nregistry: [{datasource: jdbc/X, mounts: {a: /a}}]",
	"version: 1\nregistry: [{datasource: jdbc/X, mounts: {/a: a}}]",
	"version: 1\nregistry: [{datasource: jdbc/X, mounts: {/a/: /a}}]",
	"version: 1\nregistry: [{datasource: jdbc/X, mounts: {/a: /a/../b}}]",
	"version: 1\nregistry: [{datasource: jdbc/X, mounts: {/a: //a}}]",
	"version: 1\nregistry: [{datasource: jdbc/X, mounts: {/a: null}}]",
	"version: 1\nregistry: [{datasource: jdbc/X, mounts: [/a]}]",
	"version: 1\nregistry: [{datasource: jdbc/X, url: 'a&amp;b'}]",
	"version: 1\nregistry: [{datasource: jdbc/X, cacheId: ''}]",
	"version: 1\nregistry: [{datasource: jdbc/X}, {datasource: jdbc/X, dbConfig: a, instance: b}]",
	"version: 1\nregistry: [{datasource: jdbc/X, dbConfig: a, instance: b}, {datasource: jdbc/X, dbConfig: c}]",
	"version: 1\nuserStores: {'a b': {type: jdbc}}", "version: 1\nuserStores: {a: {type: keep}}",
	"version: 1\nuserStores: {a: {type: jdbc, class: a.B}}", "version: 1\nuserStores: [x]",
	"version: 1\nidentityServer: {portOffset: -1}", "version: 1\nidentityServer: {gateway: {url: gw}}",
	"version: 1\nidentityServer: {jwt: {signatureAlgorithm: none}}", "version: 1\napiManager: {keyManager: {client: x}}",
	"version: 1\npatches: [{file: a, path: /a, comment: true, value: x}]",
	"version: 1\npatches: [{file: a, path: /a, value: x, key: [b]}]",
	"version: 1\npatches: [{file: a, path: /a, insert: <b/>, key: b}]",
	"version: 1\npatches: [{file: a, path: /a, delete: true, ifMissing: true}]",
	"version: 1\ndriver: {file: ''}", "version: 1\ndriver: x.jar", "version: 1\ndriver: {file: a, files: b}",
	"version: 1\nhosts: {}", "version: 1\nhosts: [{name: h}]", "version: 1\nhosts: [{address: 192.0.2.1}]",
	"version: 1\nhosts: [{name: h, address: 192.0.2}]", "version: 1\nhosts: [{name: h, address: 192.0.2.256}]",
	"version: 1\nhosts: [{name: h, address: x}]", "version: 1\nhosts: [{name: -a, address: 192.0.2.1}]",
	"version: 1\nhosts: [{name: 'a b', address: 192.0.2.1}]", "version: 1\nhosts: [{name: a..b, address: 192.0.2.1}]",
	"version: 1\nhosts: [{name: 192.0.2.1, address: 192.0.2.1}]",
	"version: 1\nhosts: [{name: h, address: 192.0.2.1, alias: b}]",
	"version: 1\npatches: {}", "version: 1\npatches: [{file: a, path: /a}]",
	"version: 1\npatches: [{file: a, path: /a, value: x, delete: true}]",
	"version: 1\npatches: [{file: a, path: /a, delete: false}]",
	"version: 1\npatches: [{file: a, path: '', value: x}]", "version: 1\npatches: [{file: '', path: /a, value: x}]",
	"version: 1\npatches: [{file: /a, path: /a, value: x}]", "version: 1\npatches: [{file: ../a, path: /a, value: x}]",
	"version: 1\npatches: [{file: a/../b, path: /a, value: x}]",
	"version: 1\npatches: [{file: ., path: /a, value: x}]", "version: 1\npatches: [{file: a//b, path: /a, value: x}]",
	"version: 1\npatches: [{file: 'a\\b', path: /a, value: x}]",
	"version: 1\npatches: [{file: 'C:/a', path: /a, value: x}]",
	"version: 1\npatches: [{file: a/, path: /a, value: x}]", "version: 1\npatches: [{file: ./a, path: /a, value: x}]",
	"version: 1\npatches: [{file: a, path: /a, value: null}]",
	"version: 1\npatches: [{file: a, path: /a, value: [x]}]", "version: 1\npatches: [{path: /a, value: x}]",
	"version: 1\npatches: [{file: a, xpath: /a, value: x}]",
}

// Profiles that are valid only as a layer over another. The schema, which is for layers
// too, accepts them.
var onlyLayers = []string{
	"{}",
	"version: null",
	"version: 1\ndatabase: null",
	"version: 1\ndatabase: {parameters: {a: null}}",
	"version: 1\ndatabase: {username: null}",
	head + "datasources: {A: null}",
	head + "datasources: {A: {}}",
	"version: 1\nuserManagement: null",
	"version: 1\nuserManagement: {userStore: {}}",
	"version: 1\nuserManagement: {userStore: {properties: {A: b}}}",
	"version: 1\nuserManagement: {userStore: {type: jdbc, properties: {A: null}}}",
	"version: 1\nuserManagement: {admin: {}}",
	"version: 1\ndriver: {}",
}

// Errors that a JSON Schema cannot express but the parser reports, each with the reason.
var onlyTheParser = map[string]string{
	"a URL that has no preset":           head + "datasources: {A: {url: 'jdbc:x:y'}}",
	"a URL of nothing":                   head + "datasources: {A: {url: 'jdbc:mysql:'}}",
	"a value given elsewhere is missing": "version: 1\ndatasources: {A: {database: a}}",
	"names that others refer to":         "version: 1\nuserManagement: {dataSource: A}",
	"a reference of the registry":        "version: 1\nregistry: [{datasource: A}]",
	"the type of another key":            head + "datasources: {A: {type: mssql, url: 'jdbc:mysql://h/d'}}",
	"a port within a URL":                head + "datasources: {A: {url: 'jdbc:mysql://h:70000/d'}}",
	"parameters by the type":             head + "datasources: {A: {type: oracle, database: a, parameters: {a: b}}}",
	"what a database's name may hold":    head + "datasources: {A: {database: 'a?b'}}",
	"what a parameter may hold":          head + "datasources: {A: {database: a, parameters: {a: 'b&c'}}}",
	"two JNDI names that are one":        head + "datasources: {A: {database: a}, B: {database: b, jndi: jdbc/A}}",
	"two dbConfigs of one name": "version: 1\nregistry: [{datasource: jdbc/X, dbConfig: a, instance: a}, " +
		"{datasource: jdbc/X, dbConfig: a, instance: b}]",
	"two mounts of one path": "version: 1\nregistry: [{datasource: jdbc/X, dbConfig: a, instance: a, " +
		"mounts: {/a: /a}}, {datasource: jdbc/X, dbConfig: b, instance: b, mounts: {/a: /a}}]",
	"two hosts of one name": "version: 1\nhosts: [{name: h, address: 192.0.2.1}, {name: H, address: " +
		"192.0.2.2}]",
	"two patches of one place": "version: 1\npatches: [{file: a, path: /a, value: x}, {file: a, path: /a, " +
		"value: y}]",
	"a cacheId of a user in the vault": "version: 1\ndatabase: {type: mysql, host: h, username: {secretAlias: A}, " +
		"password: p}\ndatasources: {A: {database: a}}\nregistry: [{datasource: A}]",
	"a variable that is not set":     "version: 1\ndatabase: {password: {env: NOT_SET}}",
	"a file that is not there":       "version: 1\ndatabase: {password: {file: nowhere.txt}}",
	"how YAML writes a number":       "version: 1\ndatabase: {port: 0x1F}",
	"a number with a leading zero":   "version: 1\ndatabase: {port: 0700}",
	"characters that XML can't hold": "version: 1\ndatabase: {password: \"a\\u0001b\"}",
	"blanks that are not ASCII":      head + "datasources: {A: {database: a, jndi: \"x\\u00a0\"}}",
}

func TestSchemaAgrees(t *testing.T) {
	s := schema(t)
	for _, text := range append(slices.Clone(goodProfiles), string(Default())) {
		if _, err := Load(source(text)); err != nil {
			t.Errorf("the parser rejects\n%s\n%v", text, err)
		}
		if err := s.Validate(asJSON(t, text)); err != nil {
			t.Errorf("the schema rejects\n%s\n%v", text, err)
		}
	}
	for _, text := range badProfiles {
		if _, err := Load(source(text)); err == nil {
			t.Errorf("the parser accepts\n%s", text)
		}
		if err := s.Validate(asJSON(t, text)); err == nil {
			t.Errorf("the schema accepts\n%s", text)
		}
	}
	for _, text := range onlyLayers {
		if _, err := Load(source(text)); err == nil {
			t.Errorf("the parser accepts\n%s", text)
		}
		if err := s.Validate(asJSON(t, text)); err != nil {
			t.Errorf("the schema rejects the layer\n%s\n%v", text, err)
		}
	}
	for reason, text := range onlyTheParser {
		if _, err := Load(source(text)); err == nil {
			t.Errorf("the parser accepts %s\n%s", reason, text)
		}
		if err := s.Validate(asJSON(t, text)); err != nil {
			t.Errorf("the schema can express %s: move it to badProfiles\n%s\n%v", reason, text, err)
		}
	}
}
