package ansible_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/homestest"
)

// A playground is a folder with the collection, the nodes' homes and a playbook.
type playground struct {
	t     *testing.T
	dir   string
	homes map[string]string // by node

	inventory, playbook string
}

// newPlayground builds the module, lays the collection out as Ansible requires, and creates a home
// for each node. It skips the test if there is no Ansible.
func newPlayground(t *testing.T, nodes ...string) *playground {
	t.Helper()
	if os.Getenv("ISPATCH_LONG") == "" {
		t.Skip("takes long: set ISPATCH_LONG=1")
	}
	if _, err := exec.LookPath("ansible-playbook"); err != nil {
		t.Skip("no ansible-playbook on this machine")
	}
	p := &playground{t: t, dir: t.TempDir(), homes: map[string]string{}, inventory: "inventory.json",
		playbook: "site.json"}
	top := filepath.Join("..", "..")
	collection := filepath.Join(p.dir, "ansible_collections", "ispatch", "wso2")
	if err := os.CopyFS(collection, os.DirFS(filepath.Join(top, "ansible"))); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-o", filepath.Join(collection, "plugins", "modules", "ispatch"), ".")
	build.Dir, build.Env = top, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, node := range nodes {
		p.homes[node] = stockHome(t)
	}
	return p
}

// write writes a file of the playground, from YAML with a value in JSON.
func (p *playground) write(name string, value any) {
	p.t.Helper()
	data, err := json.MarshalIndent(value, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(p.dir, name), data, 0o600)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// A recap is what Ansible says of a node at the end of a play.
type recap struct{ Ok, Changed, Unreachable, Failures int }

// A task is what the module answered on a node.
type task struct {
	Changed bool
	Message string `json:"msg"`
	Diff    []struct{ Before, After string }
}

// play runs the playbook and returns the recap and the module's answer of each node,
// and the exit status.
func (p *playground) play(options ...string) (map[string]recap, map[string]task, int) {
	p.t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command("ansible-playbook", append([]string{"-i", p.inventory, p.playbook}, options...)...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "ANSIBLE_COLLECTIONS_PATH="+p.dir, "ANSIBLE_STDOUT_CALLBACK=json",
		"ANSIBLE_HOST_KEY_CHECKING=false", "ANSIBLE_LOCAL_TEMP="+filepath.Join(p.dir, "tmp"), "ANSIBLE_NOCOLOR=1",
		"LANG=C.UTF-8")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	status := 0
	var exited *exec.ExitError
	if errors.As(err, &exited) {
		status = exited.ExitCode()
	} else if err != nil {
		p.t.Fatal(err)
	}
	var result struct {
		Stats map[string]recap
		Plays []struct {
			Tasks []struct {
				Task  struct{ Name string }
				Hosts map[string]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(out[max(bytes.IndexByte(out, '{'), 0):], &result); err != nil {
		p.t.Fatalf("ansible-playbook: status %d, %v\n%s\n%s", status, err, out, stderr.Bytes())
	}
	answers := map[string]task{}
	for _, play := range result.Plays {
		for _, one := range play.Tasks {
			if !strings.HasSuffix(one.Task.Name, "Configure the server") {
				continue
			}
			for node, answer := range one.Hosts {
				var parsed task
				if err := json.Unmarshal(answer, &parsed); err != nil {
					p.t.Fatalf("%s: %v\n%s", node, err, answer)
				}
				answers[node] = parsed
			}
		}
	}
	return result.Stats, answers, status
}

// state returns the content of every home.
func (p *playground) state() map[string]map[string]string {
	all := map[string]map[string]string{}
	for node, home := range p.homes {
		all[node] = homestest.Contents(p.t, home)
	}
	return all
}

// configure writes an inventory, in which each node has its own home, and a
// playbook with the role.
func (p *playground) configure(connection map[string]any) {
	hosts := map[string]any{}
	for node, home := range p.homes {
		vars := map[string]any{"ispatch_home": home}
		maps.Copy(vars, connection)
		if connection["ansible_connection"] != "local" {
			vars["ansible_host"] = node
		}
		hosts[node] = vars
	}
	p.write("inventory.json", map[string]any{"all": map[string]any{"hosts": hosts}})
	p.write("site.json", []any{map[string]any{
		"hosts": "all", "gather_facts": false,
		"vars": map[string]any{
			"ispatch_program_path": filepath.Join(p.dir, "ispatch"),
			"ispatch_set": map[string]any{
				"database.host": "db.example.com", "database.username": "wso2", "database.password": "S3cr3t&x"},
		},
		"roles": []any{"ispatch.wso2.server"},
	}})
}

// TestRole: the first play changes every node, exactly as check mode said before,
// the second none; no password is in what Ansible shows.
func TestRole(t *testing.T) {
	p := newPlayground(t, "am1", "am2", "km1")
	p.configure(map[string]any{"ansible_connection": "local"})
	p.check()
}

// TestExamples: the example inventory and playbook configure API Managers and Key Managers that fit
// together; a second play changes nothing.
func TestExamples(t *testing.T) {
	p := newPlayground(t)
	examples := filepath.Join(p.dir, "ansible_collections", "ispatch", "wso2", "examples")
	if err := os.Mkdir(filepath.Join(examples, "host_vars"), 0o755); err != nil {
		t.Fatal(err)
	}
	for node, fixture := range map[string]string{"am1": "am-2.6.0", "am2": "am-2.6.0", "km1": "is-km-5.7.0",
		"km2": "is-km-5.7.0"} {
		node += ".example.com"
		p.homes[node] = homestest.Copy(t, filepath.Join("..", "..", "fixtures", "homes", fixture))
		p.write(filepath.Join("ansible_collections", "ispatch", "wso2", "examples", "host_vars", node+".json"),
			map[string]any{"ansible_connection": "local", "ispatch_home": p.homes[node], "ispatch_service": "",
				"ispatch_user": "root", "ispatch_program_path": filepath.Join(p.dir, "ispatch"), "ispatch_strict": true})
	}
	p.inventory, p.playbook = filepath.Join(examples, "inventory.yml"), filepath.Join(examples, "site.yml")
	p.check()
	for _, n := range []string{"1", "2"} {
		km, am := p.homes["km"+n+".example.com"], p.homes["am"+n+".example.com"]
		verify := exec.Command(filepath.Join(p.dir, "ispatch"), "verify", "--strict", "--home", km, "--with", am)
		if out, err := verify.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

// check plays the role in check mode, then for real, then again.
func (p *playground) check() {
	p.t.Helper()
	before := p.state()
	_, checked, status := p.play("--check", "--diff")
	if status != 0 {
		p.t.Fatalf("check mode: status %d, %+v", status, checked)
	}
	if diff := cmp.Diff(before, p.state()); diff != "" {
		p.t.Errorf("check mode wrote something:\n%s", diff)
	}
	_, applied, status := p.play("--diff")
	if status != 0 || len(applied) != len(p.homes) {
		p.t.Fatalf("status %d, %+v", status, applied)
	}
	if diff := cmp.Diff(checked, applied); diff != "" {
		p.t.Errorf("the run is not what check mode said:\n%s", diff)
	}
	for node, answer := range applied {
		if !answer.Changed || len(answer.Diff) < 3 || strings.Contains(fmt.Sprint(answer), "S3cr3t") {
			p.t.Errorf("%s: %+v", node, answer)
		}
	}
	_, again, status := p.play()
	for node, answer := range again {
		if answer.Changed {
			p.t.Errorf("%s: the second run changed it: %+v", node, answer)
		}
	}
	if status != 0 || len(again) != len(p.homes) {
		p.t.Errorf("the second run: status %d, %+v", status, again)
	}
}

// TestOverSSH: the same over a network, with a host for each node. If one is down, the others are
// still configured, and the status says so.
func TestOverSSH(t *testing.T) {
	if os.Getenv("ISPATCH_LONG") == "" {
		t.Skip("takes long: set ISPATCH_LONG=1")
	}
	network := newNetwork(t, 3)
	p := newPlayground(t, network.hosts...)
	connection := map[string]any{
		"ansible_connection": "ssh", "ansible_user": "root", "ansible_port": sshPort,
		"ansible_ssh_private_key_file": network.key,
		"ansible_ssh_common_args":      "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=5",
	}
	p.configure(connection)
	down := slices.Sorted(maps.Keys(p.homes))[0]
	network.stop(down)
	recaps, _, status := p.play()
	if status == 0 {
		t.Error("a node is down, and the status is 0")
	}
	for node := range p.homes {
		if got, want := recaps[node].Unreachable, node == down; (got == 1) != want {
			t.Errorf("%s is unreachable: %d, want %v", node, got, want)
		}
		if node != down && (recaps[node].Failures != 0 || recaps[node].Changed == 0) {
			t.Errorf("%s: %+v", node, recaps[node])
		}
	}
	network.start(down)
	for node := range p.homes { // again, so that there is something to change everywhere
		p.homes[node] = stockHome(t)
	}
	p.configure(connection)
	p.check()
}
