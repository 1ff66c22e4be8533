package ping

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"

	"ispatch/internal/server"
)

// poolCases are elements and the values that the pool gets. Numbers and booleans are trimmed; for a
// bad one the pool or the server uses a default; a string is used as it is.
var poolCases = map[string]struct {
	written string
	want    map[string]string
}{
	"every setting": {`<defaultAutoCommit>true</defaultAutoCommit><defaultReadOnly>false</defaultReadOnly>
		<defaultTransactionIsolation>READ_COMMITTED</defaultTransactionIsolation><maxActive>51</maxActive>
		<maxIdle>7</maxIdle><maxWait>60001</maxWait><testOnBorrow>1</testOnBorrow><testOnReturn>true</testOnReturn>
		<testWhileIdle>true</testWhileIdle><validationQuery>SELECT 1 </validationQuery>
		<timeBetweenEvictionRunsMillis>5001</timeBetweenEvictionRunsMillis>
		<minEvictableIdleTimeMillis>60002</minEvictableIdleTimeMillis><removeAbandoned>true</removeAbandoned>
		<removeAbandonedTimeout>61</removeAbandonedTimeout><logAbandoned>true</logAbandoned>
		<validationInterval> 30001 </validationInterval><fairQueue>false</fairQueue>
		<abandonWhenPercentageFull>9</abandonWhenPercentageFull><maxAge>12345678901</maxAge>
		<useEquals>false</useEquals><suspectTimeout>8</suspectTimeout><validationQueryTimeout>6</validationQueryTimeout>
		<alternateUsernameAllowed>true</alternateUsernameAllowed>
		<connectionProperties>a=b;c=d</connectionProperties>`,
		map[string]string{"defaultautocommit": "true", "defaultreadonly": "false", "defaulttransactionisolation": "2",
			"maxactive": "51", "maxidle": "7", "maxwait": "60001", "testonborrow": "true", "testonreturn": "true",
			"testwhileidle": "true", "validationquery": "SELECT 1 ", "timebetweenevictionrunsmillis": "5001",
			"minevictableidletimemillis": "60002", "removeabandoned": "true", "removeabandonedtimeout": "61",
			"logabandoned": "true", "validationinterval": "30001", "fairqueue": "false",
			"abandonwhenpercentagefull": "9", "maxage": "12345678901", "useequals": "false", "suspecttimeout": "8",
			"validationquerytimeout": "6", "alternateusernameallowed": "true", "connectionproperties": "a=b;c=d",
			"initialsize": "0", "minidle": "0", "jmxenabled": "false", "initsql": "null"}},
	"nothing": {"", map[string]string{"defaultautocommit": "null", "maxactive": "100", "maxidle": "8", "minidle": "0",
		"initialsize": "0", "maxwait": "30000", "testonborrow": "false", "validationquery": "null",
		"jmxenabled": "false", "defaulttransactionisolation": "-1", "username": "SA"}},
	"what is left out": {`<initialSize>5</initialSize><minIdle>4</minIdle><jmxEnabled>true</jmxEnabled>
		<initSQL>DROP TABLE x</initSQL>`,
		map[string]string{"initialsize": "0", "minidle": "0", "jmxenabled": "false", "initsql": "null"}},
	"bad values": {`<maxActive>fifty</maxActive><maxWait></maxWait><testOnBorrow>TRUE</testOnBorrow>
		<defaultTransactionIsolation>serializable</defaultTransactionIsolation>`,
		map[string]string{"maxactive": "100", "maxwait": "0", "testonborrow": "false", "defaulttransactionisolation": "-1"}},
	"properties": {`<databaseProps><property name="NON_KEYWORDS">x</property></databaseProps>`,
		map[string]string{"dbproperties": "{NON_KEYWORDS=x}"}},
}

// TestPool: the pool gets the values that the server reads from the elements, according to its own
// getters; an interceptor of the home prints them.
func TestPool(t *testing.T) {
	long(t)
	home := newHome(t)
	recorder := compile(t, "testdata/Recorder.java", "/usr/share/java/tomcat9-jdbc.jar")
	write(t, home+"/repository/components/lib/recorder.jar", recorder)
	_, port := javaServer(t, []string{"h2.jar"}, "org.h2.tools.Server", func(port string) []string {
		return []string{"-tcp", "-tcpPort", port, "-ifNotExists", "-baseDir", "."}
	})
	url := "jdbc:h2:tcp://127.0.0.1:" + port + "/./db"

	for name, test := range poolCases {
		t.Run(name, func(t *testing.T) {
			file := fmt.Sprintf(`<datasources-configuration><providers>
				<provider>org.wso2.carbon.ndatasource.rdbms.RDBMSDataSourceReader</provider></providers><datasources>
				<datasource><name>A</name><jndiConfig><name>jdbc/WSO2AM_DB</name></jndiConfig><definition type="RDBMS">
				<configuration><url>%s</url><username>SA</username><password>b0ss</password>
				<driverClassName>org.h2.Driver</driverClassName><jdbcInterceptors>test.Recorder</jdbcInterceptors>%s
				</configuration></definition></datasource></datasources></datasources-configuration>`, url, test.written)
			files := fstest.MapFS{server.MasterDatasources: {Data: []byte(file)}}
			targets := Targets(server.Read(server.NewSource(files)), home)
			targets[0].Roles = nil
			report := ping(t, optionsFor(home), targets...)
			expect(t, report.Results[0])
			got := map[string]string{}
			for _, line := range report.Output {
				if name, value, ok := strings.Cut(strings.TrimPrefix(line, "pool "), "="); ok {
					got[name] = value
				}
			}
			for name, want := range test.want {
				if got[name] != strings.TrimRight(want, " ") && got[name] != want {
					t.Errorf("%s is %q, not %q", name, got[name], want)
				}
			}
			if name == "what is left out" {
				says(t, report.Results[0], "opened without initialSize, minIdle, jmxEnabled and initSQL")
			}
		})
	}
}

// compile makes a JAR of a class.
func compile(t *testing.T, source string, jars ...string) []byte {
	t.Helper()
	classes := t.TempDir()
	args := []string{"--release", "8", "-Xlint:-options", "-cp", strings.Join(jars, ":"), "-d", classes, source}
	if out, err := exec.Command(program(t, "javac"), args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var buffer bytes.Buffer
	w := zip.NewWriter(&buffer)
	if err := w.AddFS(os.DirFS(classes)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return buffer.Bytes()
}
