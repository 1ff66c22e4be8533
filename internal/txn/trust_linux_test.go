package txn

import (
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// In these tests, an attacker owns a home and waits for root to run.

// ofSomeone makes a home that belongs to someone, and a file beside it that
// belongs to root.
func ofSomeone(t *testing.T, files map[string]string) (h *Folder, secret string) {
	t.Helper()
	h = newFolder(t, files)
	give(t, h)
	secret = filepath.Join(filepath.Dir(h.Dir()), "root")
	check(t, os.WriteFile(secret, []byte("root's"), 0o600))
	return h, secret
}

// theirs reports what only root could have created: a file of root's that has
// appeared in the home, or a set-id bit, or a capability.
func theirs(t *testing.T, h *Folder) (found []string) {
	t.Helper()
	check(t, filepath.WalkDir(h.Dir(), func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		capability := make([]byte, 64)
		n, _ := unix.Lgetxattr(name, "security.capability", capability)
		if uid, _ := owner(info); uid != someone || info.Mode()&(fs.ModeSetuid|fs.ModeSetgid) != 0 || n > 0 {
			found = append(found, name+" "+info.Mode().String())
		}
		return nil
	}))
	return found
}

// capability is a value of security.capability that allows everything.
func capability() []byte {
	value := binary.LittleEndian.AppendUint32(nil, 0x02000001) // version 2, effective
	for range 4 {
		value = binary.LittleEndian.AppendUint32(value, ^uint32(0))
	}
	return value
}

// forge rewrites the manifest of the only backup as someone.
func forge(t *testing.T, h *Folder, change func(m *manifest, backup string)) {
	t.Helper()
	list, err := h.Backups()
	check(t, err)
	backup := filepath.Join(h.Dir(), stateName, backupsName, list[0].ID)
	m := list[0].manifest
	change(m, backup)
	record, err := seal("backup", m)
	check(t, err)
	name := filepath.Join(backup, stateName, manifestName)
	check(t, os.Remove(name))
	check(t, os.WriteFile(name, record, 0o600))
	check(t, os.Chown(name, someone, someone))
}

func TestForgedManifest(t *testing.T) {
	const made = "repository/conf/made"
	for _, test := range []struct {
		name   string
		change func(h *Folder, secret string, m *manifest, backup string)
		wants  string // in the error; none where it is followed as far as is safe
		result string // what the file holds then
	}{
		{
			name: "mode and owner",
			change: func(_ *Folder, _ string, m *manifest, _ string) {
				m.Files[0].Old.Mode, m.Files[0].Old.UID, m.Files[0].Old.GID = fs.ModeSetuid|0o755, 0, 0
			},
			result: "old",
		},
		{
			name: "mode, owner and capability of a file that is gone",
			change: func(h *Folder, _ string, m *manifest, _ string) {
				m.Files[0].Old.Mode, m.Files[0].Old.UID, m.Files[0].Old.GID = fs.ModeSetuid|0o755, 0, 0
				m.Files[0].Old.Attrs = map[string][]byte{"security.capability": capability()}
				m.Files[0].New = nil
				check(t, os.Remove(filepath.Join(h.Dir(), aFile)))
			},
			result: "old",
		},
		{
			name: "a hard link to root's file",
			change: func(h *Folder, secret string, _ *manifest, _ string) {
				check(t, os.Remove(filepath.Join(h.Dir(), aFile)))
				check(t, os.Link(secret, filepath.Join(h.Dir(), aFile)))
			},
			wants: "the file belongs to user 0",
		},
		{
			name: "a hard link to someone's own file",
			change: func(h *Folder, _ string, _ *manifest, _ string) {
				check(t, os.Link(filepath.Join(h.Dir(), aFile), filepath.Join(filepath.Dir(h.Dir()), "link")))
			},
			wants: "other names",
		},
		{
			name: "a copy that is a hard link to root's file",
			change: func(_ *Folder, secret string, m *manifest, backup string) {
				check(t, os.Remove(filepath.Join(backup, aFile)))
				check(t, os.Link(secret, filepath.Join(backup, aFile)))
				m.Files[0].Old.SHA256, m.Files[0].Old.Size = digest([]byte("root's")), int64(len("root's"))
			},
			wants: "belongs to another user (0)",
		},
		{
			name: "a file to remove from root's folder",
			change: func(h *Folder, _ string, m *manifest, _ string) {
				check(t, os.Chown(filepath.Join(h.Dir(), "repository/conf"), 0, 0))
				m.Files[0].Old = nil
			},
			wants: "the folder belongs to user 0",
		},
		{
			name: "a file to make in a folder of root's folder",
			change: func(h *Folder, _ string, m *manifest, backup string) {
				put(t, h.Dir(), map[string]string{"theirs/": ""})
				check(t, os.MkdirAll(filepath.Join(backup, "theirs/new"), 0o700))
				check(t, os.Rename(filepath.Join(backup, aFile), filepath.Join(backup, "theirs/new/file")))
				m.Files[0].Path, m.Files[0].New = "theirs/new/file", nil
			},
			wants: "the folder belongs to user 0",
		},
		{
			name: "a file outside",
			change: func(_ *Folder, secret string, m *manifest, _ string) {
				m.Files[0].place = place{secret, true}
			},
			wants: "belongs to another user",
		},
		{
			name: "a file to make",
			change: func(_ *Folder, _ string, m *manifest, backup string) {
				check(t, os.Rename(filepath.Join(backup, aFile), filepath.Join(backup, made)))
				m.Files[0].Path, m.Files[0].New = made, nil
				m.Files[0].Old.Mode, m.Files[0].Old.UID = fs.ModeSetuid|0o777, 0
			},
			result: "new",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, secret := ofSomeone(t, map[string]string{aFile: "old"})
			change(t, h, aFile+"=new")
			forge(t, h, func(m *manifest, backup string) { test.change(h, secret, m, backup) })
			folder, err := os.Stat(filepath.Join(h.Dir(), "repository/conf"))
			check(t, err)
			_, err = h.Rollback(context.Background(), TransactOptions{Force: true}, "")
			if (err != nil) != (test.wants != "") || err != nil && !strings.Contains(err.Error(), test.wants) {
				t.Errorf("the error is %v, want %q", err, test.wants)
			}
			if data, _ := os.ReadFile(secret); string(data) != "root's" {
				t.Errorf("root's file holds %q", data)
			}
			if test.result != "" {
				holds(t, h, aFile, test.result)
			}
			if uid, _ := owner(folder); test.wants == "" && uid == someone {
				if found := theirs(t, h); len(found) > 0 {
					t.Errorf("the attacker has got %q", found)
				}
			}
			if info, err := os.Stat(filepath.Join(h.Dir(), made)); err == nil && info.Mode().Perm() != 0o644 {
				t.Errorf("the file made has the mode %v", info.Mode())
			}
		})
	}
}

// Another user's journal is never followed.
func TestForgedJournal(t *testing.T) {
	h, secret := ofSomeone(t, map[string]string{aFile: "new"})
	j := sampleJournal()
	j.Home, j.Phase, j.Dirs = h.id(), phaseSwap, nil
	j.Targets = []target{{place: place{aFile, false}, Temp: tempName(j.ID, 0), InPlace: true,
		Old: &version{SHA256: digest([]byte("evil")), Size: 4, Mode: fs.ModeSetuid | 0o755},
		New: &version{SHA256: digest([]byte("new")), Size: 3, Mode: fs.ModeSetuid | 0o755}}}
	plant(t, h, j)
	put(t, h.Dir(), map[string]string{slashed(".ispatch/backups", j.Backup, aFile): "evil"})
	check(t, os.Remove(filepath.Join(h.Dir(), aFile)))
	check(t, os.Link(secret, filepath.Join(h.Dir(), aFile)))
	journal := filepath.Join(h.Dir(), stateName, journalFile)
	for _, name := range []string{filepath.Dir(journal), journal} {
		check(t, os.Chown(name, someone, someone))
	}
	_, err := h.Transact(context.Background(), TransactOptions{}, noChange)
	if !errors.Is(err, errForeign) || !strings.Contains(warning(err), "run once as user 12345") {
		t.Errorf("the error is %v", err)
	}
	// Not even root's own journal leads to a file with several names.
	check(t, os.Chown(journal, 0, 0))
	_, err = h.Transact(context.Background(), TransactOptions{}, noChange)
	if !errors.Is(err, errLinked) {
		t.Errorf("the error is %v", err)
	}
	if data, _ := os.ReadFile(secret); string(data) != "root's" {
		t.Errorf("root's file holds %q", data)
	}
}

// The state directory is replaced by a link to a folder of the attacker's
// choice, before any call.
func TestStateDirectorySwapped(t *testing.T) {
	for at := 0; ; at += every(1, 3) {
		h, _ := ofSomeone(t, map[string]string{aFile: "old"})
		elsewhere := filepath.Join(filepath.Dir(h.Dir()), "elsewhere")
		check(t, os.Mkdir(elsewhere, 0o755))
		state, n := filepath.Join(h.Dir(), stateName), 0
		f := newFaulty()
		f.before = func(string) {
			if n++; n-1 == at {
				os.Rename(state, state+".away")
				check(t, os.Symlink(elsewhere, state))
			}
		}
		h.disk = f
		h.Transact(context.Background(), TransactOptions{}, edit(h, aFile, "new"))
		if list, _ := os.ReadDir(elsewhere); len(list) > 0 {
			t.Fatalf("root has made %v there, swapped before call %d, %s", list, at, f.calls[at])
		}
		if n <= at {
			break
		}
	}
}

// The lock is a file that an attacker has put there: root neither writes to it
// nor waits for its holder.
func TestLockLaidByAnother(t *testing.T) {
	for name, lay := range map[string]func(secret, lock string) error{
		"hard link": os.Link, "symbolic link": os.Symlink,
	} {
		h, secret := ofSomeone(t, map[string]string{aFile: "old"})
		state := filepath.Join(h.Dir(), stateName)
		check(t, os.Mkdir(state, 0o700))
		check(t, os.Chown(state, someone, someone))
		check(t, lay(secret, filepath.Join(state, lockFile)))
		_, err := h.Transact(context.Background(), TransactOptions{}, edit(h, aFile, "new"))
		if err == nil || !strings.HasPrefix(err.Error(), ".ispatch/lock: ") {
			t.Errorf("%s: the error is %v", name, err)
		}
		if data, _ := os.ReadFile(secret); string(data) != "root's" {
			t.Errorf("%s: root's file holds %q", name, data)
		}
		holds(t, h, aFile, "old")
	}
}

// Root and the home's owner take turns, and neither locks the other out.
func TestRootAndOwnerTakeTurns(t *testing.T) {
	h, _ := ofSomeone(t, map[string]string{aFile: "0"})
	const jar = "repository/components/lib/x.jar"
	plan := edits(h, map[string]string{aFile: "1", jar: "PK"})
	_, err := h.Transact(context.Background(), TransactOptions{}, plan)
	check(t, err)
	if info, err := os.Stat(filepath.Join(h.Dir(), jar)); err != nil || info.Mode() != 0o644 {
		t.Errorf("the new file has the mode %v", info.Mode())
	}
	if found := theirs(t, h); len(found) > 0 {
		t.Errorf("root has kept %q", found)
	}
	for name, f := range snapshot(t, filepath.Join(h.Dir(), stateName)) {
		if f.mode.Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", name, f.mode)
		}
	}
	owner := func(name string, args ...string) {
		t.Helper()
		if _, failure := asSomeone(t, name, append([]string{h.Dir()}, args...)...); failure != "" {
			t.Fatal(failure)
		}
	}
	owner("change", aFile+"=2")
	holds(t, h, aFile, "2")
	set(t, h, aFile, "3") // root
	owner("rollback")
	holds(t, h, aFile, "2")
	back(t, h, "") // root, of the owner's
	holds(t, h, aFile, "1")
	owner("rollback") // of root's
	holds(t, h, aFile, "0")
	if _, err := os.Stat(filepath.Join(h.Dir(), jar)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the new file is still there: %v", err)
	}
	if found := theirs(t, h); len(found) > 0 {
		t.Errorf("root has kept %q", found)
	}
}

// What root changes of its own in another user's home, root can roll back, and
// the owner sees who owns it.
func TestFilesOfRootInAnothersHome(t *testing.T) {
	h, _ := ofSomeone(t, map[string]string{aFile: "0"})
	check(t, os.Chown(filepath.Join(h.Dir(), aFile), 0, 0))
	check(t, os.Chmod(filepath.Join(h.Dir(), aFile), 0o600))
	check(t, os.Chown(filepath.Join(h.Dir(), filepath.Dir(aFile)), 0, 0))
	id := set(t, h, aFile, "1")
	copied, err := os.Stat(filepath.Join(h.Dir(), stateName, backupsName, id, aFile))
	check(t, err)
	if uid, _ := owner(copied); uid != 0 {
		t.Errorf("the copy of root's file belongs to %d", uid)
	}
	_, failure := asSomeone(t, "rollback", h.Dir())
	if !strings.Contains(failure, "permission denied") {
		t.Errorf("it says %q", failure)
	}
	holds(t, h, aFile, "1")
	back(t, h, "")
	holds(t, h, aFile, "0")
}

// Root is killed at any call. The home's owner can go on at once, or after root
// has run again, and the message says so.
func TestRootKilledInAnothersHome(t *testing.T) {
	step := every(1, 9)
	for at := 0; ; at += step {
		h, _ := ofSomeone(t, map[string]string{aFile: "0"})
		f := newFaulty()
		f.at, f.fault = at, kills[2*(at%2)]
		h.disk = f
		h.Transact(context.Background(), TransactOptions{}, edit(h, aFile, "1"))
		_, failure := change(t, h, aFile+"=2")
		if strings.Contains(failure, "another user (0)") {
			root := open(t, h.Dir(), Options{})
			_, err := root.Transact(context.Background(), TransactOptions{}, noChange)
			check(t, err)
			_, failure = change(t, h, aFile+"=2")
		}
		if failure != "" {
			t.Fatalf("killed %s call %d, %s: the owner is told %q", f.fault.name, at, f.calls[at], failure)
		}
		holds(t, h, aFile, "2")
		if !f.met {
			break
		}
	}
}
