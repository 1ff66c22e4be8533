package ping

import (
	"context"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestConnectionRefused(t *testing.T) {
	port := closedPort(t)
	for kind, url := range everyKind(port) {
		t.Run(kind, func(t *testing.T) {
			r := pingOne(t, Target{URL: url, Username: "wso2", Password: planted})
			expect(t, r, ConnectionRefused)
			says(t, r, "127.0.0.1:"+port)
			if r.Steps.Connected != "" || len(r.Steps.Resolved) != 1 || r.OK() {
				t.Errorf("steps %+v", r.Steps)
			}
		})
	}
}

func TestUnknownHost(t *testing.T) {
	const nonexistent, broken = 3, 2
	for kind, url := range everyKind("1") {
		url = strings.Replace(url, "127.0.0.1", "carbondb.invalid", 1)
		t.Run(kind, func(t *testing.T) {
			r := pingWith(t, &pinger{patience, nameServer(t, nonexistent)}, Target{URL: url, Username: "wso2", Password: planted})
			expect(t, r, UnknownHost)
			says(t, r, "carbondb.invalid", "ispatch hosts set")
		})
	}
	r := pingWith(t, &pinger{patience, nameServer(t, broken)}, Target{URL: "jdbc:mysql://carbondb.invalid/d", Username: "u", Password: planted})
	expect(t, r, UnknownHost)
}

// short is long enough to connect to this machine, however busy it is.
const short = 2 * time.Second

func TestTimeout(t *testing.T) {
	for kind, url := range everyKind(listen(t, silent)) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			r := pingWith(t, &pinger{short, net.DefaultResolver}, Target{URL: url, Username: "wso2", Password: planted})
			expect(t, r, Timeout)
			says(t, r, "took the connection but did not", "within 2s")
			if r.Steps.Connected == "" || r.Steps.LoggedIn {
				t.Errorf("steps %+v", r.Steps)
			}
		})
	}
	t.Run("name server", func(t *testing.T) {
		t.Parallel()
		r := pingWith(t, &pinger{short, nameServer(t, -1)}, Target{URL: "jdbc:mysql://carbondb.invalid/d"})
		expect(t, r, Timeout)
		says(t, r, "carbondb.invalid was not resolved within 2s")
	})
}

// The URL's own limits count where they are shorter.
func TestTimeoutOfTheURL(t *testing.T) {
	port := listen(t, silent)
	for _, url := range []string{
		"jdbc:postgresql://127.0.0.1:" + port + "/d?loginTimeout=1",
		"jdbc:sqlserver://127.0.0.1:" + port + ";databaseName=d;loginTimeout=1",
	} {
		r := pingOne(t, Target{URL: url, Username: "u", Password: planted})
		expect(t, r, Timeout)
		says(t, r, "within 1s (the url's loginTimeout)")
	}
}

func TestServerThatCloses(t *testing.T) {
	for kind, url := range everyKind(listen(t, func(net.Conn) {})) {
		t.Run(kind, func(t *testing.T) {
			expect(t, pingOne(t, Target{URL: url, Username: "wso2", Password: planted}), ConnectionLost)
		})
	}
}

func TestOtherProtocol(t *testing.T) {
	port := listen(t, func(conn net.Conn) {
		conn.Write([]byte("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"))
		silent(conn)
	})
	for _, kind := range []string{"mysql", "mariadb", "postgresql"} {
		expect(t, pingOne(t, Target{URL: everyKind(port)[kind], Username: "wso2", Password: planted}), OtherProtocol)
	}
	// These two drivers can't tell; they must end, and say something.
	for _, kind := range []string{"mssql", "oracle"} {
		r := pingWith(t, &pinger{short, net.DefaultResolver}, Target{URL: everyKind(port)[kind], Username: "wso2", Password: planted})
		if len(r.Problems) != 1 || r.Problems[0].Severity != Error {
			t.Errorf("%s: %+v", kind, r.Problems)
		}
	}
}

func TestInterrupted(t *testing.T) {
	for kind, url := range everyKind(listen(t, silent)) {
		t.Run(kind, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(100*time.Millisecond, cancel)
			Run(ctx, []Target{{URL: url, Username: "u", Password: planted}}, patience, func(r Result) { expect(t, r, Interrupted) })
		})
	}
}

// A server that answers nobody before all have come is enough to show that all
// are opened at once, and that one that hangs keeps no other waiting.
func TestAllAtOnce(t *testing.T) {
	var together sync.WaitGroup
	together.Add(4)
	port := listen(t, func(net.Conn) { together.Done(); together.Wait() })
	hanging := listen(t, silent)
	urls := everyKind(port)
	var targets []Target
	for _, kind := range []string{"mysql", "mariadb", "mssql", "oracle"} {
		targets = append(targets, Target{Name: kind, URL: urls[kind], Username: "wso2", Password: planted})
	}
	targets = append(targets, Target{Name: "hanging", URL: everyKind(hanging)["mysql"]})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var reporting atomic.Int32
	seen := map[string]Code{}
	Run(ctx, targets, patience, func(r Result) {
		if reporting.Add(1) > 1 {
			t.Error("two reports at once")
		}
		seen[r.Target.Name] = r.Problems[0].Code
		if len(seen) == 4 {
			cancel() // the hanging one comes last, or the others waited for it
		}
		reporting.Add(-1)
	})
	want := map[string]Code{"mysql": ConnectionLost, "mariadb": ConnectionLost, "mssql": ConnectionLost, "oracle": ConnectionLost, "hanging": Interrupted}
	for name, code := range want {
		if seen[name] != code {
			t.Errorf("%s: %q, want %q", name, seen[name], code)
		}
	}
}

func TestNothingToDo(t *testing.T) {
	Run(context.Background(), nil, 0, func(Result) { t.Error("a result of nothing") })
}

// The first host that answers counts, and those before it are told of.
func TestSeveralHosts(t *testing.T) {
	closed, lost := closedPort(t), listen(t, func(net.Conn) {})
	refused := listen(t, func(conn net.Conn) {
		conn.Write(mySQLError(1045, "Access denied for user 'u'@'h' (using password: YES)"))
	})
	r := pingOne(t, Target{URL: "jdbc:mysql:loadbalance://127.0.0.1:" + closed + ",127.0.0.1:" + lost + ",127.0.0.1:" + refused + "/d", Username: "u", Password: planted})
	expect(t, r, WrongPassword)
	says(t, r, "127.0.0.1:"+closed+" refuses", "127.0.0.1:"+lost+" closed", "127.0.0.1:"+refused+" doesn't accept", "loadbalance")
	// A server that answers ends the search, whatever it says.
	r = pingOne(t, Target{URL: "jdbc:mysql://127.0.0.1:" + refused + ",127.0.0.1:" + closed + "/d", Username: "u", Password: planted})
	expect(t, r, WrongPassword)
}

func TestNotOpened(t *testing.T) {
	out := os.Stdout
	for _, row := range []struct {
		target Target
		code   Code
		words  string
	}{
		{Target{URL: "jdbc:mysql://h/d", Username: "u", Password: "password", Alias: true}, SecretAlias, "secure vault"},
		{Target{URL: "jdbc:h2:./repository/database/WSO2CARBON_DB;DB_CLOSE_ON_EXIT=FALSE"}, BeyondPing, "H2"},
		{Target{URL: "jdbc:h2:${carbon.home}/x", Alias: true}, BeyondPing, "H2"},
		{Target{URL: "jdbc:db2://h:50000/D:currentSchema=S;"}, BeyondPing, "Db2"},
		{Target{URL: "jdbc:jtds:sqlserver://h:1433/d"}, BeyondPing, "no driver"},
		{Target{URL: "jdbc:oracle:thin:@ALIAS", Username: "u", Password: planted}, BeyondPing, "can't take apart"},
		{Target{URL: "jdbc:oracle:oci:@h:1521/s", Username: "u", Password: planted}, BeyondPing, "can't take apart"},
		{Target{URL: "jdbc:oracle:thin:@h:1521/s"}, BeyondPing, "operating system"},
		{Target{URL: "jdbc:mysql://address=(host=h)(port=1)/d"}, BeyondPing, "can't take apart"},
		{Target{URL: "jdbc:sqlserver://h;integratedSecurity=true"}, BeyondPing, "integratedSecurity"},
		{Target{URL: "jdbc:sqlserver://h;authentication=ActiveDirectoryPassword;user=u"}, BeyondPing, "(authentication)"},
		{Target{URL: "jdbc:mysql://${db.host}:3306/d"}, SystemProperty, "the url holds ${db.host}"},
		{Target{URL: "jdbc:mysql://h:3306/d?password=${db.password}"}, SystemProperty, "the url holds a system property ${…}"},
		{Target{URL: "jdbc:mysql://h:3306/d", Username: "${u}"}, SystemProperty, "the username holds ${u}"},
		{Target{URL: "jdbc:mysql://h:3306/d", Password: "x${pl4nted}"}, SystemProperty, "the password holds a system property ${…}"},
		{Target{URL: "jdbc:mysql://h:3306/d", ValidationQuery: "SELECT ${x}"}, SystemProperty, "the validationQuery holds"},
		{Target{URL: ""}, BadURL, "is missing"},
		{Target{URL: "mysql://h/d"}, BadURL, "doesn't begin with the word jdbc"},
		{Target{URL: "\n  jdbc:mysql://h/d"}, BadURL, "blank or a newline"},
		{Target{URL: "jdbc:mysql://h/d?autoReconnect=true\n"}, BadURL, "blank or a newline"},
		{Target{URL: "jdbc:mysql://h:0/d"}, BadURL, "port 0"},
	} {
		r := pingOne(t, row.target)
		expect(t, r, row.code)
		says(t, r, row.words)
		want := Note
		if row.code == BadURL {
			want = Error
		}
		if r.Problems[0].Severity != want || r.Steps.Address != "" || r.OK() {
			t.Errorf("%s: %+v, %+v", row.target.URL, r.Problems, r.Steps)
		}
	}
	if os.Stdout != out {
		t.Error("standard output is not what it was")
	}
}

// What is known of a parameter decides whether it is told of.
func TestUnknownParameters(t *testing.T) {
	port := closedPort(t)
	r := pingOne(t, Target{URL: "jdbc:mysql://127.0.0.1:" + port + "/d?autoReconnect=true&serverTimezone=UTC&characterEncoding=UTF-8&zaphod=" + "pl4nted&useSSL=perhaps", Username: "u", Password: planted})
	says(t, r, "the url's parameter zaphod is not known", "the url's useSSL has a value")
	if len(r.Notes) != 2 {
		t.Errorf("%q", r.Notes)
	}
	for _, url := range []string{
		"jdbc:postgresql://127.0.0.1:" + port + "/d?prepareThreshold=0&currentSchema=s&ssl=false",
		"jdbc:sqlserver://127.0.0.1:" + port + ";databaseName=d;SendStringParametersAsUnicode=false;ENCRYPT=false",
	} {
		if r := pingOne(t, Target{URL: url, Username: "u", Password: planted}); len(r.Notes) != 0 {
			t.Errorf("%s: %q", url, r.Notes)
		}
	}
}

// Codes are a promise, and every one has its text.
func TestTexts(t *testing.T) {
	for code, text := range texts {
		if strings.ToLower(string(code)) != string(code) || strings.Trim(string(code), "abcdefghijklmnopqrstuvwxyz-") != "" {
			t.Errorf("code %q", code)
		}
		if text.message == "" || text.severity != Note && text.severity != Error && text.severity != Warning {
			t.Errorf("%s: %+v", code, text)
		}
	}
	var used []Code
	used = slices.AppendSeq(used, maps.Values(mySQLCodes))
	used = slices.AppendSeq(used, maps.Values(postgreSQLCodes))
	used = slices.AppendSeq(used, maps.Values(sqlServerCodes))
	used = slices.AppendSeq(used, maps.Values(oracleCodes))
	for _, code := range used {
		if _, ok := texts[code]; !ok {
			t.Errorf("no text for %q", code)
		}
	}
}
