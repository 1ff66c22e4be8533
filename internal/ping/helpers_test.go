package ping

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// planted is a password that is changed by every escaping there is. It must be
// met in no message.
const planted = `pl4nted "s}cr€t'%41;@/&=?#+`

// patience is a timeout that only a hanging test meets.
const patience = time.Minute

// pingWith opens one target and looks for planted passwords in all that is said
// of it.
func pingWith(t *testing.T, p *pinger, target Target) Result {
	t.Helper()
	var results []Result
	p.run(context.Background(), []Target{target}, func(r Result) { results = append(results, r) })
	if len(results) != 1 {
		t.Fatalf("%d results", len(results))
	}
	noSecrets(t, results[0], target.Password)
	return results[0]
}

func pingOne(t *testing.T, target Target) Result {
	t.Helper()
	return pingWith(t, &pinger{timeout: patience, resolver: net.DefaultResolver}, target)
}

func noSecrets(t *testing.T, r Result, passwords ...string) {
	t.Helper()
	r.Target.ValidationQuery = "" // it is no secret, whatever it holds
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data) + fmt.Sprintf("%v %+v %#v", r, r, r)
	for _, p := range r.Problems {
		text += p.Message + p.Hint
	}
	for _, password := range append(passwords, planted, "pl4nted") {
		for _, form := range secrets(password) {
			if at := strings.Index(text, form); at >= 0 {
				t.Errorf("%q holds the password %q", text[max(0, at-60):], form)
				return
			}
		}
	}
}

func codes(r Result) []Code {
	list := []Code{}
	for _, p := range r.Problems {
		list = append(list, p.Code)
	}
	return list
}

// expect compares the codes of a result's problems.
func expect(t *testing.T, r Result, want ...Code) {
	t.Helper()
	if want == nil {
		want = []Code{}
	}
	if !slices.Equal(codes(r), want) {
		t.Errorf("%s: got %v, want %v\nproblems %+v\nsteps %+v\nnotes %q", r.Target.URL, codes(r), want, r.Problems, r.Steps, r.Notes)
	}
	for _, p := range r.Problems {
		t.Logf("%s: %s: %s (%s)", p.Severity, p.Code, p.Message, p.Hint)
		if p.Message == "" || p.Message != strings.TrimSpace(p.Message) || strings.ContainsAny(p.Message+p.Hint, "{}\n") && p.Code != SystemProperty ||
			strings.HasSuffix(p.Message, ".") || strings.HasSuffix(p.Message, ": ") || p.Severity == "" {
			t.Errorf("a message that reads badly: %+v", p)
		}
	}
}

// says looks for words in the messages, hints and notes of a result.
func says(t *testing.T, r Result, words ...string) {
	t.Helper()
	text := strings.Join(r.Notes, "\n")
	for _, p := range r.Problems {
		text += "\n" + p.Message + "\n" + p.Hint
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in\n%s", word, text)
		}
	}
}

// listen serves each connection to a port of the loopback with serve, which
// closes it by returning.
func listen(t *testing.T, serve func(net.Conn)) (port string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { close(done); listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				go func() { <-done; conn.Close() }()
				serve(conn)
			}()
		}
	}()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// silent reads and never speaks.
func silent(conn net.Conn) { io.Copy(io.Discard, conn) }

// closedPort is one that nothing listens on.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// nameServer is a resolver whose only server is on the loopback and answers
// every question with the same code; a negative one is no answer.
func nameServer(t *testing.T, code int) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		for buffer := make([]byte, 512); ; {
			n, from, err := server.ReadFrom(buffer)
			if err != nil {
				return
			}
			if code < 0 || n < 12 {
				continue
			}
			// The question as it came, with the flags of an answer.
			answer := append([]byte(nil), buffer[:n]...)
			answer[2], answer[3] = 0x81, 0x80|byte(code)
			answer[10], answer[11] = 0, 0 // no additional records
			server.WriteTo(answer[:question(answer)], from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// question is where the question of a message ends.
func question(message []byte) int {
	at := 12
	for message[at] != 0 {
		at += 1 + int(message[at])
	}
	return at + 5
}

// everyKind are URLs of every database that can be opened, at the given port.
func everyKind(port string) map[string]string {
	return map[string]string{
		"mysql":      "jdbc:mysql://127.0.0.1:" + port + "/regdb",
		"mariadb":    "jdbc:mariadb://127.0.0.1:" + port + "/regdb",
		"postgresql": "jdbc:postgresql://127.0.0.1:" + port + "/regdb",
		"mssql":      "jdbc:sqlserver://127.0.0.1:" + port + ";databaseName=regdb;encrypt=false",
		"oracle":     "jdbc:oracle:thin:@127.0.0.1:" + port + "/regdb",
	}
}
