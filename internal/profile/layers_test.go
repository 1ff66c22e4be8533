package profile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The result of merging a later layer over an earlier one: flow mappings below the
// version.
func TestLayers(t *testing.T) {
	const connection = "type: mysql, host: h, username: u"
	for _, row := range []struct{ name, earlier, later, want string }{
		{"a key of a mapping", "database: {host: a, port: 1}", "database: {host: b}", "database: {host: b, port: 1}"},
		{"a new key", "database: {host: a}", "database: {port: 1}", "database: {host: a, port: 1}"},
		{"a list", "hosts: [{name: a, address: 192.0.2.1}]", "hosts: []", "hosts: []"},
		{"null", "database: {host: a, port: 1}", "database: {port: null}", "database: {host: a}"},
		{"null for what is not there", "database: {host: a}", "database: {port: null}\nregistry: null",
			"database: {host: a}"},
		{"null in what is new", "", "database: {host: a, port: null}", "database: {host: a}"},
		{"a reference for a reference", "database: {password: {env: A}}", "database: {password: {file: b}}",
			"database: {password: {file: b}}"},
		{"a reference for a text", "database: {password: password}", "database: {password: {secretAlias: a}}",
			"database: {password: {secretAlias: a}}"},
		{"another type", "database: {type: mysql, port: 1, parameters: {a: b}, host: h}", "database: {type: oracle}",
			"database: {type: oracle, host: h}"},
		{"a type of the same URLs", "database: {type: mysql, port: 1, parameters: {a: b}}", "database: {type: mysql8}",
			"database: {type: mysql8, port: 1, parameters: {a: b}}"},
		{"another type with its own port", "database: {type: mysql, port: 1}", "database: {type: oracle, port: 2}",
			"database: {type: oracle, port: 2}"},
		{"the type of those that have none",
			"database: {" + connection + ", password: password}\ndatasources:\n" +
				"  A: {database: a, configuration: {defaultAutoCommit: false, maxActive: 1}}\n" +
				"  B: {type: oracle, database: b, configuration: {defaultAutoCommit: false}}",
			"database: {type: postgresql}",
			"database: {" + strings.Replace(connection, "mysql", "postgresql", 1) + ", password: password}\ndatasources:\n" +
				"  A: {database: a, configuration: {maxActive: 1}}\n" +
				"  B: {type: oracle, database: b, configuration: {defaultAutoCommit: false}}"},
		{"a url", "datasources: {A: {" + connection + ", password: password, database: a, port: 1, parameters: {}}}",
			"datasources: {A: {type: null, url: 'jdbc:oracle:thin:@h:1/a'}}",
			"datasources: {A: {username: u, password: password, url: 'jdbc:oracle:thin:@h:1/a'}}"},
		{"a property of a user store", "userManagement: {userStore: {type: jdbc, properties: {A: x, B: x}}}",
			"userManagement: {userStore: {properties: {B: z}}}",
			"userManagement: {userStore: {type: jdbc, properties: {A: x, B: z}}}"},
		{"a property of one given as a word", "userManagement: {userStore: jdbc}",
			"userManagement: {userStore: {properties: {B: z}}}",
			"userManagement: {userStore: {type: jdbc, properties: {B: z}}}"},
		{"another user store", "userManagement: {userStore: {type: jdbc, properties: {A: x}}}",
			"userManagement: {userStore: {class: a.B}}", "userManagement: {userStore: {class: a.B}}"},
		{"a user store as a word", "userManagement: {userStore: {type: jdbc, properties: {A: x}}}",
			"userManagement: {userStore: read-write-ldap}", "userManagement: {userStore: read-write-ldap}"},
	} {
		t.Run(row.name, func(t *testing.T) {
			layers := func(texts ...string) Input {
				in := source("")
				in.Sources = nil
				for _, text := range texts {
					in.Sources = append(in.Sources, Source{Name: "layer.yaml", Data: []byte("version: 1\n" + text + "\n")})
				}
				return in
			}
			got, err := Print(layers(row.earlier, row.later))
			if err != nil {
				t.Fatal(err)
			}
			want, err := Print(layers(row.want))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
