package server_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/server"
)

// home returns the files of a home from pairs of path and text.
func home(pairs ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		files[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return files
}

func read(pairs ...string) *server.Config { return server.Read(server.NewSource(home(pairs...))) }

const provider = `<providers><provider>org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader</provider></providers>`

// master returns a master-datasources.xml with a list of datasources.
func master(datasources ...string) string {
	return "<datasources-configuration>" + provider + "<datasources>\n" + strings.Join(
		datasources,
		"\n",
	) + "</datasources></datasources-configuration>"
}

// ds returns a datasource with a name, a JNDI name and a database.
func ds(name, jndi, database string) string {
	return fmt.Sprintf(
		`<datasource><name>%s</name><jndiConfig><name>%s</name></jndiConfig><definition type="RDBMS"><configuration>`+
			`<url>jdbc:mysql://h/%s</url></configuration></definition></datasource>`,
		name,
		jndi,
		database,
	)
}

// statuses prints the status of each datasource.
func statuses(c *server.Config) (lines []string) {
	for _, d := range c.Datasources {
		line := fmt.Sprintf("%s %s %s", d.Name.Text, d.JNDI.Text, d.Status)
		if d.Reason != "" {
			line += " " + string(d.Reason)
		}
		lines = append(lines, line)
	}
	return lines
}

// TestBinder: which datasource a lookup finds, and the status of the others.
func TestBinder(t *testing.T) {
	for _, test := range []struct {
		name   string
		files  []string
		want   []string
		binder map[string]string // JNDI name -> database
	}{
		{"a duplicate name hides all after it", []string{server.MasterDatasources, master(
			ds("A", "jdbc/A", "first"), ds("B", "jdbc/B", "b"), ds("A", "jdbc/A2", "second"), ds("C", "jdbc/A", "fourth"))},
			[]string{"A jdbc/A bound", "B jdbc/B bound", "A jdbc/A2 dropped duplicate-name", "C jdbc/A dropped after-stop"},
			map[string]string{"jdbc/A": "first", "jdbc/B": "b", "jdbc/A2": ""}},
		{"a duplicate name hides the files after it", []string{
			server.MasterDatasources, master(ds("A", "jdbc/A", "a"), ds("A", "jdbc/B", "b")),
			server.DatasourcesFolder + "/bps-datasources.xml", master(ds("C", "jdbc/C", "c"))},
			[]string{"A jdbc/A bound", "A jdbc/B dropped duplicate-name", "C jdbc/C dropped after-stop"},
			map[string]string{"jdbc/A": "a", "jdbc/C": ""}},
		{"two without a name are duplicates", []string{server.MasterDatasources, strings.ReplaceAll(master(
			ds("-", "jdbc/A", "a"), ds("-", "jdbc/B", "b")), "<name>-</name>", "")},
			[]string{" jdbc/A bound", " jdbc/B dropped duplicate-name"}, map[string]string{"jdbc/A": "a", "jdbc/B": ""}},
		{"of two binders the last wins", []string{server.MasterDatasources, master(ds("A", "jdbc/X", "a"), ds("B",
			"jdbc/X", "b"))},
			[]string{"A jdbc/X shadowed rebound", "B jdbc/X bound"}, map[string]string{"jdbc/X": "b"}},
		{"blanks are part of a JNDI name", []string{server.MasterDatasources, master(ds("A", "jdbc/X ", "a"))},
			[]string{"A jdbc/X  bound"}, map[string]string{"jdbc/X": "", "jdbc/X ": "a"}},
		{"a second list replaces the first", []string{server.MasterDatasources,
			"<datasources-configuration>" + provider + "<datasources>" + ds("A", "jdbc/A", "a") +
				"</datasources><datasources>" + ds("A", "jdbc/B", "b") +
				"</datasources></datasources-configuration>"},
			[]string{"A jdbc/A dropped replaced", "A jdbc/B bound"}, map[string]string{"jdbc/A": "", "jdbc/B": "b"}},
		{"a datasource outside the list", []string{server.MasterDatasources, strings.Replace(
			master(ds("A", "jdbc/A", "a")), "</datasources>", "</datasources>"+ds("B", "jdbc/B", "b"), 1)},
			[]string{"A jdbc/A bound", "B jdbc/B outside not-in-list"}, map[string]string{"jdbc/B": ""}},
		{"a file that the parser refuses hides those after it", []string{server.MasterDatasources, "<a>",
			server.DatasourcesFolder + "/bps-datasources.xml", master(ds("C", "jdbc/C", "c"))},
			[]string{"C jdbc/C dropped after-stop"}, map[string]string{"jdbc/C": ""}},
		{"a missing file hides nothing", []string{server.DatasourcesFolder + "/bps-datasources.xml", master(ds("C",
			"jdbc/C", "c"))},
			[]string{"C jdbc/C bound"}, map[string]string{"jdbc/C": "c"}},
		{"a prefix that is declared nowhere", []string{server.MasterDatasources, master(ds("A", "jdbc/A", "a"), "<p:x/>"),
			server.DatasourcesFolder + "/bps-datasources.xml", master(ds("C", "jdbc/C", "c"))},
			[]string{"C jdbc/C dropped after-stop"}, map[string]string{"jdbc/C": ""}},
		{"a misspelt provider", []string{server.MasterDatasources, strings.Replace(master(ds("A", "jdbc/A", "a")),
			"SourceReader<", "SourceReder<", 1)},
			[]string{"A jdbc/A dropped after-stop"}, map[string]string{"jdbc/A": ""}},
		{"no provider", []string{server.MasterDatasources, strings.Replace(master(ds("A", "jdbc/A", "a")), provider, "", 1),
			server.DatasourcesFolder + "/bps-datasources.xml", master(ds("C", "jdbc/C", "c"))},
			[]string{"A jdbc/A unbound no-provider", "C jdbc/C bound"}, map[string]string{"jdbc/A": "", "jdbc/C": "c"}},
		{"an element in a namespace is not seen", []string{server.MasterDatasources,
			master(strings.Replace(ds("A", "jdbc/A", "a"), "<datasource>", `<datasource xmlns="urn:x">`, 1), ds("B", "jdbc/B",
				"b"))},
			[]string{"B jdbc/B bound", "A jdbc/A outside in-namespace"}, map[string]string{"jdbc/A": "", "jdbc/B": "b"}},
		{"the last child of a definition counts", []string{server.MasterDatasources,
			master(strings.Replace(ds("A", "jdbc/A", "a"), "</configuration>", "</configuration><foo/>", 1))},
			[]string{"A jdbc/A unbound wrong-configuration"}, map[string]string{"jdbc/A": ""}},
		{"a type in another case", []string{server.MasterDatasources, master(strings.Replace(ds("A", "jdbc/A", "a"),
			"RDBMS", "rdbms", 1))},
			[]string{"A jdbc/A unbound unknown-type"}, map[string]string{"jdbc/A": ""}},
		{"a } before a ${ in the configuration", []string{server.MasterDatasources, master(ds("A", "jdbc/A", "}${x}"),
			ds("B", "jdbc/B", "b<!-- } ${ -->"))},
			[]string{"A jdbc/A unbound brace-first", "B jdbc/B bound"}, map[string]string{"jdbc/A": ""}},
		{"without a JNDI name", []string{server.MasterDatasources, master(ds("A", "", "a"))},
			[]string{"A  unbound no-jndi-name"}, map[string]string{"": ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := read(test.files...)
			if diff := cmp.Diff(test.want, statuses(c)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for jndi, database := range test.binder {
				got := ""
				if d := c.Binder(jndi); d != nil {
					_, got, _ = strings.Cut(d.URL().Text, "jdbc:mysql://h/")
				}
				if got != database {
					t.Errorf("%s is bound to %q, want %q", jndi, got, database)
				}
			}
			for _, d := range c.Datasources {
				if (d.Why() == "") != (d.Status == server.Bound) {
					t.Errorf("%s: status %s, why %q", d.Title(), d.Status, d.Why())
				}
			}
		})
	}
}

// TestElsewhere: the other files that name a datasource, and whether the server
// looks the name up.
func TestElsewhere(t *testing.T) {
	const conf = "repository/conf/"
	metrics := func(all, jdbc string) string {
		return fmt.Sprintf(`<Metrics xmlns="urn:m"><Enabled>%s</Enabled><Reporting><JDBC><Enabled>%s</Enabled>`+
			`<DataSourceName>jdbc/WSO2MetricsDB</DataSourceName></JDBC></Reporting></Metrics>`, all, jdbc)
	}
	for _, test := range []struct{ name, path, content, want string }{
		{"identity.xml", server.IdentityXML,
			`<Server xmlns="urn:x"><JDBCPersistenceManager><DataSource><Name> jdbc/I ` +
				`</Name></DataSource></JDBCPersistenceManager></Server>`,
			"identity jdbc/I at JDBCPersistenceManager/DataSource/Name"},
		{"thrift", conf + "identity/thrift-authentication.xml",
			`<Server><JDBCPersistenceManager><DataSource><Name>jdbc/T</Name></DataSource></JDBCPersistenceManager></Server>`,
			"thrift jdbc/T at JDBCPersistenceManager/DataSource/Name"},
		{"thrift in memory", conf + "identity/thrift-authentication.xml",
			`<Server><ThriftSessionDAO>x.InMemoryThriftSessionDAO</ThriftSessionDAO><JDBCPersistenceManager><DataSource>` +
				`<Name>jdbc/T</Name></DataSource></JDBCPersistenceManager></Server>`,
			"thrift jdbc/T at JDBCPersistenceManager/DataSource/Name, off: sessions are kept in memory"},
		{"consent", conf + "consent-mgt-config.xml",
			`<ConsentManager><DataSource><Name>jdbc/C</Name></DataSource></ConsentManager>`,
			"consent jdbc/C at DataSource/Name"},
		{"api-manager.xml", server.APIManagerXML,
			`<APIManager><DataSourceName>jdbc/WSO2AM_DB</DataSourceName></APIManager>`, "api jdbc/WSO2AM_DB at DataSourceName"},
		{"the attribute of bps.xml", conf + "bps.xml",
			`<BPS><DataBaseConfig><DataSource name="bpsds"/></DataBaseConfig></BPS>`,
			"workflow bpsds at DataBaseConfig/DataSource/@name, a feature"},
		{"bps.xml with a context of its own", conf + "bps.xml",
			`<BPS><DataBaseConfig><DataSource name="bpsds"><JNDI/></DataSource></DataBaseConfig></BPS>`,
			"workflow bpsds at DataBaseConfig/DataSource/@name, a feature, off: it is looked up in a JNDI context of its own"},
		{"humantask.xml", conf + "humantask.xml",
			`<H><PersistenceConfig><DataSource>bpsds</DataSource></PersistenceConfig></H>`,
			"human task bpsds at PersistenceConfig/DataSource, a feature"},
		{"metrics.xml, switched on", conf + "metrics.xml", metrics("true", "true"),
			"metrics jdbc/WSO2MetricsDB at Reporting/JDBC/DataSourceName, a feature"},
		{"metrics.xml, switched off", conf + "metrics.xml", metrics("true", "false"),
			"metrics jdbc/WSO2MetricsDB at Reporting/JDBC/DataSourceName, a feature, off: metrics are not written to a " +
				"database: Reporting/JDBC/Enabled is not true"},
		{"metrics.xml, switched off as a whole", conf + "metrics.xml", metrics("${metrics}", "true"),
			"metrics jdbc/WSO2MetricsDB at Reporting/JDBC/DataSourceName, a feature, off: metrics are not written to a " +
				"database: Enabled is not true"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, ref := range read(test.path, test.content).References {
				line := fmt.Sprintf("%s %s at %s", ref.Role, ref.Text, ref.Path)
				if ref.Feature {
					line += ", a feature"
				}
				if ref.Off != "" {
					line += ", off: " + ref.Off
				}
				got = append(got, line)
			}
			if diff := cmp.Diff([]string{test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestProduct: the product that a home belongs to.
func TestProduct(t *testing.T) {
	carbon := func(name, key, version string) string {
		return fmt.Sprintf(
			`<Server xmlns="http://wso2.org/projects/carbon/carbon.xml"><Name>%s</Name><ServerKey>%s</ServerKey><Version>`+
				`%s</Version>`+
				`<Ports><Offset>1</Offset></Ports></Server>`,
			name,
			key,
			version,
		)
	}
	for _, test := range []struct {
		name, want, version, is string
		files                   []string
	}{
		{"Identity Server", "WSO2 Identity Server", "5.7.0", "5.7.0", []string{server.CarbonXML,
			carbon("WSO2 Identity Server", "IS", "5.7.0")}},
		{"Key Manager", "WSO2 Identity Server as Key Manager", "5.7.0", "5.7.0",
			[]string{server.CarbonXML, carbon("WSO2 Identity Server", "IS", "5.7.0"), server.APIManagerXML, "<APIManager/>"}},
		{"API Manager", "WSO2 API Manager", "2.6.0", "5.7.0", []string{server.CarbonXML, carbon("WSO2 API Manager", "AM",
			"2.6.0"), server.APIManagerXML, "<APIManager/>"}},
		{"Enterprise Integrator", "WSO2 Enterprise Integrator", "6.5.0", "", []string{server.CarbonXML,
			carbon("WSO2 Enterprise Integrator", "EI", "6.5.0")}},
		{"version.txt alone", "WSO2 Identity Server", "5.8.0", "5.8.0", []string{"bin/version.txt",
			"WSO2 Identity Server v5.8.0\n"}},
		{"version.txt before carbon.xml", "WSO2 Identity Server", "5.8.0", "5.8.0",
			[]string{"bin/version.txt", "WSO2 Identity Server v5.8.0", server.CarbonXML, carbon("WSO2 Identity Server", "IS",
				"${x}")}},
		{"a version of two numbers, one within a word, one with a suffix", "WSO2 2.6 of x1.2.3", "5.8.0-beta", "",
			[]string{"bin/version.txt", "WSO2 2.6 of x1.2.3 v5.8.0-beta. (2019)\n"}},
		{"nothing", "", "", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := read(test.files...)
			if string(c.Product) != test.want || c.Version != test.version || c.ISVersion() != test.is {
				t.Errorf("product %q, version %q, as Identity Server %q", c.Product, c.Version, c.ISVersion())
			}
			if c.Carbon.Root() != nil && c.PortOffset() != 1 {
				t.Errorf("offset %d", c.PortOffset())
			}
		})
	}
}
