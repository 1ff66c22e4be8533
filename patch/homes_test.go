package patch_test

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"ispatch/internal/homestest"
	"ispatch/patch"
)

// TestRealHomes: in homes of real users, an operation that is not refused
// changes only its own file, and nothing the second time.
func TestRealHomes(t *testing.T) {
	text := func(text string) *patch.Value { return &patch.Value{Text: text} }
	operations := append(page(),
		patch.PortOffset{Offset: 3},
		patch.Gateway{URL: "https://gw.example.com:9443"},
		patch.RevokeURL{URL: "https://gw.example.com:8243/revoke"},
		patch.JWT{SignatureAlgorithm: "NONE"},
		patch.KeyManager{URL: "https://is.example.com:9444", Client: "WSClient", ThriftServer: ptr(false),
			UserName: text("a"), Password: text("b")},
		patch.Administrator{UserName: text("a"), Password: text("b")},
		patch.UserStore{Class: patch.JDBCUserStore},
		patch.UserStore{Class: patch.ReadWriteLDAPUserStore},
		patch.SecondaryUserStore{Domain: "D", Class: "x.Store"},
		patch.DatasourceRemove{Name: "WSO2AM_STATS_DB"},
		patch.MountSet{Path: "/_system/config", Target: "/_system/x", JNDI: "jdbc/WSO2CarbonDB", DBConfig: "d",
			Instance: "i"},
		patch.MountRemove{Path: "/_system/config", Prune: true})
	done := map[string]bool{}
	for name, dir := range homestest.Homes(t) {
		for _, op := range operations {
			fsys := inMemory(t, dir)
			plan, err := patch.NewPlan(fsys, []patch.Operation{op})
			if err != nil {
				continue // what this home lacks, or why not, is shown elsewhere
			}
			for _, f := range plan.Files {
				if f.Changed() && f.Path != op.File() {
					t.Errorf("%s: %+v changes %s", name, op, f.Path)
				}
				fsys[f.Path] = &fstest.MapFile{Data: f.After}
				done[op.File()] = done[op.File()] || f.Changed()
			}
			again, err := patch.NewPlan(fsys, []patch.Operation{op})
			if err != nil || again.Changed() {
				t.Errorf("%s: %+v a second time: %v", name, op, err)
			}
		}
	}
	for _, op := range operations {
		if !done[op.File()] {
			t.Errorf("%s was changed in no home", op.File())
		}
	}
}

// inMemory reads a folder.
func inMemory(t *testing.T, dir string) fstest.MapFS {
	t.Helper()
	files, disk := fstest.MapFS{}, os.DirFS(dir)
	err := fs.WalkDir(disk, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(disk, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
