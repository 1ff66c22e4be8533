package txn

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"ispatch/internal/problem"
)

const (
	backupsName  = "backups"
	foundName    = "found"
	manifestName = "manifest" // in the folder .ispatch of a backup, where no file's copy can be
	removedName  = ".removed-"
)

// A manifest describes the transaction that made a backup.
type manifest struct {
	ID         string    `json:"id"`
	Time       time.Time `json:"time"`
	RollbackOf string    `json:"rollbackOf,omitempty"`
	Files      []target  `json:"files"`
	Dirs       []string  `json:"dirs,omitempty"`      // the folders it created
	Elsewhere  []string  `json:"elsewhere,omitempty"` // files that the same run changed outside
	Absorbed   []string  `json:"absorbed,omitempty"`  // later backups whose changes are among Files
}

// parseManifest reads a manifest and checks it as parseJournal does.
func parseManifest(record []byte) (*manifest, error) {
	m := &manifest{}
	if err := unseal("backup", record, m); err != nil {
		return nil, err
	}
	if !backupPattern.Get().MatchString(m.ID) || m.RollbackOf != "" && !backupPattern.Get().MatchString(m.RollbackOf) {
		return nil, fmt.Errorf("%w: its id", errDamaged)
	}
	if err := checkTargets(m.Files, false); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	for _, name := range m.Dirs {
		if !insidePath(name) {
			return nil, fmt.Errorf("%w: the folder %q", errDamaged, name)
		}
	}
	for _, id := range m.Absorbed {
		if !backupPattern.Get().MatchString(id) || id <= m.ID {
			return nil, fmt.Errorf("%w: the backup %q", errDamaged, id)
		}
	}
	return m, nil
}

// copyName returns the path of a file's copy in its backup: the file's own path
// or, for one outside the folder, that path in .ispatch/outside.
func copyName(t *target) string {
	if !t.Outside {
		return t.Path
	}
	name := filepath.ToSlash(t.Path)
	if volume := filepath.VolumeName(t.Path); volume != "" {
		name = strings.NewReplacer(":", "", `\`, "_", "/", "_").Replace(volume) + name[len(volume):]
	}
	return path.Join(stateName, "outside", name)
}

// newBackupID returns a name from the time, later than that of any backup.
func (s *state) newBackupID(now time.Time) (string, error) {
	const layout = "20060102T150405.000000000Z"
	ids, err := s.backupIDs()
	if err != nil {
		return "", failed(s.folder.in(backupsName), "cannot list the backups", err)
	}
	id := now.UTC().Format(layout)
	if n := len(ids); n > 0 && id <= ids[n-1] {
		last, err := time.Parse(layout, ids[n-1])
		if err != nil {
			return "", &problem.Problem{
				File:    s.folder.in(backupsName, ids[n-1]),
				Message: "is not the name of a backup",
				Hint:    "move it elsewhere",
			}
		}
		id = last.Add(time.Nanosecond).Format(layout)
	}
	return id, nil
}

// backupIDs returns the names of the folders of backups, complete or not,
// oldest first.
func (s *state) backupIDs() ([]string, error) {
	d, err := s.dir.sub(backupsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer d.close()
	return listIDs(d)
}

func listIDs(d *dir) ([]string, error) {
	list, err := d.entries()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, entry := range list { // sorted by name, hence by time
		if entry.IsDir() && backupPattern.Get().MatchString(entry.Name()) {
			ids = append(ids, entry.Name())
		}
	}
	return ids, nil
}

// store copies the originals of a transaction, with a manifest if they are to
// be kept. Everything is durable when it returns.
func (s *state) store(j *journal, jobs []*job) error {
	what := s.folder.in(backupsName, j.Backup)
	tree, err := s.tree(backupsName, j.Backup)
	if err != nil {
		return failed(what, "cannot make the folder for the originals", err)
	}
	defer tree.close()
	for _, w := range jobs {
		if w.was == nil {
			continue
		}
		name := copyName(&w.target)
		d, err := tree.dir(path.Dir(name))
		if err == nil {
			err = s.writeCopy(d, path.Base(name), w.was.data, w.was.info)
		}
		if err != nil {
			return failed(path.Join(what, name), "cannot copy the original of "+show(w.Path), err)
		}
	}
	if j.Keep {
		if err := s.writeManifest(tree, j, s.owns(jobs)); err != nil {
			return failed(what, "cannot write the list of its files", err)
		}
	}
	if err := tree.sync(); err != nil {
		return failed(what, "cannot make the copies of the originals durable", err)
	}
	return nil
}

// owns returns the owner for a transaction's manifest, on whom depends how far
// it is believed: the folder's owner if it lists only what that user could
// change, otherwise the user who runs.
func (s *state) owns(jobs []*job) account {
	heir := s.folder.heir()
	for _, w := range jobs {
		if w.Outside || w.dir != nil && (&limit{heir}).allows(w.dir, w.was, w.New == nil) != nil {
			return nobody
		}
	}
	return heir
}

// writeCopy writes a copy of a file that info describes, readable only by that
// file's owner.
func (s *state) writeCopy(d *dir, name string, data []byte, info fs.FileInfo) error {
	if os.Geteuid() == 0 {
		uid, gid := owner(info)
		err := s.writeFile(d, name, data, &version{UID: uid, GID: gid, Mode: 0o600})
		if err == nil || !refused(err) { // an owner that does not exist in this container
			return err
		}
	}
	return s.writeFile(d, name, data, nil)
}

func (s *state) writeManifest(tree *tree, j *journal, to account) error {
	m := manifest{ID: j.Backup, Time: j.Started, RollbackOf: j.RollbackOf, Dirs: j.Dirs, Elsewhere: j.Elsewhere}
	for _, t := range j.Targets {
		t.Temp, t.InPlace = "", false
		m.Files = append(m.Files, t)
	}
	d, err := tree.dir(stateName)
	if err != nil {
		return err
	}
	return s.writeRecord(d, manifestName, &m, to)
}

// writeRecord writes a manifest. It holds no secrets, so the folder's owner may
// read one that belongs to another user.
func (s *state) writeRecord(d *dir, name string, m *manifest, to account) error {
	record, err := seal("backup", m)
	if err != nil {
		return err
	}
	return s.writeFile(d, name, record, &version{UID: to.uid, GID: to.gid, Mode: s.recordMode(to)})
}

// recordMode returns the mode for a manifest.
func (s *state) recordMode(to account) fs.FileMode {
	if heir := s.folder.heir(); heir.known() && heir != to {
		return 0o644
	}
	return 0o600
}

// ensureManifest turns copies that were made only for the time of the run into
// a backup.
func (s *state) ensureManifest(j *journal) error {
	tree, err := s.tree(backupsName, j.Backup)
	if err != nil {
		return err
	}
	defer tree.close()
	d, err := tree.dir(stateName)
	if err != nil {
		return err
	}
	c, err := d.read(manifestName, maxRecord)
	if err != nil {
		return err
	}
	if c != nil {
		if _, err := parseManifest(c.data); err == nil {
			return nil
		}
		if err := s.disk.remove(d, manifestName); err != nil { // incomplete
			return err
		}
	}
	if err := s.writeManifest(tree, j, nobody); err != nil {
		return err
	}
	return tree.sync()
}

// copyOf reads the copy of a target's original and verifies it.
func (s *state) copyOf(j *journal, t *target) ([]byte, error) {
	return s.folder.readCopy(&Backup{ID: j.Backup}, t)
}

// readCopy reads a copy from a backup. If another user made the backup, the
// copy must belong to that user: root must not read other files on that user's
// behalf.
func (f *Folder) readCopy(b *Backup, t *target) ([]byte, error) {
	where := f.in(backupsName, b.ID, copyName(t))
	c, err := f.readPlace(place{where, false}, maxTarget)
	if err != nil {
		return nil, failed(where, "cannot read the copy of "+show(t.Path), err)
	}
	if c == nil {
		return nil, &problem.Problem{
			File:    where,
			Message: "the copy of " + show(t.Path) + " is missing",
			Hint:    "restore that file from a backup of your own",
		}
	}
	if b.by != nil && (accountOf(c.info).uid != b.by.uid || names(c.info) > 1) {
		return nil, foreign(where, accountOf(c.info).uid)
	}
	if !t.Old.is(c) {
		return nil, &problem.Problem{
			File:    where,
			Message: "the copy of " + show(t.Path) + " is damaged: it is not what was copied",
			Hint:    "look at it before you use it",
		}
	}
	return c.data, nil
}

// dropBackup removes a backup. It is renamed first, so that a half removed one
// is never mistaken for a backup.
func (s *state) dropBackup(id string) error {
	d, err := s.dir.sub(backupsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer d.close()
	there, err := d.exists(id)
	if err != nil {
		return err
	}
	if there {
		if err := s.disk.rename(d, id, removedName+id); err != nil {
			return err
		}
	}
	if err := s.removeTree(d, removedName+id); err != nil {
		return err
	}
	return s.disk.sync(d)
}

func (s *state) removeTree(d *dir, name string) error {
	info, err := d.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.IsDir() {
		sub, err := d.sub(name)
		if err != nil {
			return err
		}
		defer sub.close()
		list, err := sub.entries()
		if err != nil {
			return err
		}
		for _, entry := range list {
			if err := s.removeTree(sub, entry.Name()); err != nil {
				return err
			}
		}
	}
	return s.disk.remove(d, name)
}

// A tree creates folders in the state directory as they are needed, and makes
// them durable together.
type tree struct {
	state *state
	dirs  map[string]*dir // by path below the folder
	order []*dir          // in the order in which they were opened
}

// tree opens the folder steps[0]/steps[1]/…, and creates what is missing of it.
func (s *state) tree(steps ...string) (*tree, error) {
	t := &tree{state: s, dirs: map[string]*dir{".": s.dir}, order: []*dir{s.dir}}
	d, err := t.dir(path.Join(steps...))
	if err != nil {
		t.close()
		return nil, err
	}
	t.dirs = map[string]*dir{".": d}
	return t, nil
}

func (t *tree) dir(name string) (*dir, error) {
	if d := t.dirs[name]; d != nil {
		return d, nil
	}
	parent, err := t.dir(path.Dir(name))
	if err != nil {
		return nil, err
	}
	base := path.Base(name)
	d, err := t.state.makeDir(parent, base, 0o700, t.state.folder.heir())
	if errors.Is(err, fs.ErrExist) {
		d, err = parent.sub(base)
	}
	if err != nil {
		return nil, err
	}
	t.dirs[name] = d
	t.order = append(t.order, d)
	return d, nil
}

func (t *tree) sync() error {
	for i := len(t.order) - 1; i >= 0; i-- {
		if err := t.state.disk.sync(t.order[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) close() {
	for _, d := range t.order {
		if d != t.state.dir {
			d.close()
		}
	}
}
