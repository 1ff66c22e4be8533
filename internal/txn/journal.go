package txn

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"ispatch/internal/lazy"
	"ispatch/internal/problem"
)

// The names of the journal's file, one for each state.
const (
	// journalFile means that the transaction is under way; it must be rolled
	// back.
	journalFile = "journal"
	// journalNew is a journal that is being written. It is ignored.
	journalNew = "journal.new"
	// journalKeep means that every file is as planned. The files beside them
	// must still be removed; the copies of the originals are a backup.
	journalKeep = "journal.keep"
	// journalDrop is like journalKeep, but the copies of the originals are
	// removed too.
	journalDrop = "journal.drop"
)

// The phases of a transaction under way.
const (
	// phasePrepare means that no file of the folder has been touched yet.
	phasePrepare = "prepare"
	// phaseSwap means that every new file is complete and durable beside its
	// target, and targets are being replaced.
	phaseSwap = "swap"
)

// A journal lists what a transaction is about to do, in the order in which to
// undo it.
type journal struct {
	ID         string    `json:"id"`
	Started    time.Time `json:"started"`
	Process    int       `json:"process"`
	Host       string    `json:"host"`
	Home       folderID  `json:"home"`
	Phase      string    `json:"phase"`
	Backup     string    `json:"backup"`               // the folder with the copies of the originals
	Keep       bool      `json:"keep"`                 // whether it is kept as a backup
	RollbackOf string    `json:"rollbackOf,omitempty"` // the backup that is being restored
	Targets    []target  `json:"targets"`
	Dirs       []string  `json:"dirs,omitempty"`    // folders to create, outermost first
	Emptied    []string  `json:"emptied,omitempty"` // folders to remove at the end if they are empty
	Elsewhere  []string  `json:"elsewhere,omitempty"`
}

// A folderID identifies a folder.
type folderID struct {
	Path   string `json:"path"`
	Device uint64 `json:"device"`
	Inode  uint64 `json:"inode"`
}

// A target is one file of a transaction.
type target struct {
	place
	Temp string   `json:"temp"`          // the name of the file beside it: first the new one, then what was swapped out
	Old  *version `json:"old,omitempty"` // nil if the file does not exist before
	New  *version `json:"new,omitempty"` // nil if the file is removed
	// InPlace means that the file is being written in place, so that its bytes
	// may be any mixture.
	InPlace bool `json:"inPlace,omitempty"`
	// held are the bytes of Old in the run that wrote the journal; nil in any
	// other.
	held []byte
}

// A version describes a file before or after the transaction.
type version struct {
	SHA256 string            `json:"sha256"`
	Size   int64             `json:"size"`
	Mode   fs.FileMode       `json:"mode"` // permission, set-id and sticky bits
	UID    int               `json:"uid"`
	GID    int               `json:"gid"`
	Attrs  map[string][]byte `json:"attributes,omitempty"`
}

const modeBits = fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky

// versionOf describes a file's content, without its digest; nil stands for no file.
func versionOf(c *content) *version {
	if c == nil {
		return nil
	}
	uid, gid := owner(c.info)
	return &version{
		Size:  int64(len(c.data)),
		Mode:  c.info.Mode() & modeBits,
		UID:   uid,
		GID:   gid,
		Attrs: c.attrs,
	}
}

// is reports whether c is this version; nil stands for no file.
func (v *version) is(c *content) bool {
	if v == nil || c == nil {
		return v == nil && c == nil
	}
	return !c.special && v.Size == int64(len(c.data)) && v.SHA256 == digest(c.data)
}

var (
	idPattern     = lazy.Regexp{Expr: `^[0-9a-f]{16}$`}
	tempPattern   = lazy.Regexp{Expr: `^\.ispatch-[0-9a-f]{16}-[0-9]{1,6}$`}
	hashPattern   = lazy.Regexp{Expr: `^[0-9a-f]{64}$`}
	backupPattern = lazy.Regexp{Expr: `^[0-9]{8}T[0-9]{6}\.[0-9]{9}Z$`}
)

// newID returns a unique name for a transaction.
func newID() string { return fmt.Sprintf("%016x", rand.Uint64()) }

// tempName returns the name beside the n-th target of a transaction. It is
// hidden, and the server takes it neither for a datasource file
// (*-datasources.xml) nor for a library (*.jar).
func tempName(id string, n int) string { return fmt.Sprintf(".ispatch-%s-%d", id, n) }

// restoreName returns the name of a file written to restore a target from its
// copy. It differs from that of the new file, whose presence has a meaning.
func (t *target) restoreName() string { return t.Temp + "r" }

// parseJournal reads a journal and verifies that its paths are harmless. The
// error is errNewer or errDamaged.
func parseJournal(record []byte) (*journal, error) {
	j := &journal{}
	if err := unseal("journal", record, j); err != nil {
		return nil, err
	}
	bad := func(what string) (*journal, error) { return nil, fmt.Errorf("%w: %s", errDamaged, what) }
	switch {
	case !idPattern.Get().MatchString(j.ID):
		return bad("its id")
	case !backupPattern.Get().MatchString(j.Backup):
		return bad("its backup")
	case j.RollbackOf != "" && !backupPattern.Get().MatchString(j.RollbackOf):
		return bad("the backup it restores")
	case j.Phase != phasePrepare && j.Phase != phaseSwap:
		return bad("its phase")
	}
	if err := checkTargets(j.Targets, true); err != nil {
		return bad(err.Error())
	}
	for _, name := range slices.Concat(j.Dirs, j.Emptied) {
		if !insidePath(name) {
			return bad(fmt.Sprintf("the folder %q", name))
		}
	}
	return j, nil
}

// checkTargets checks the targets of a journal or a manifest. A manifest's
// targets have no temporary names.
func checkTargets(targets []target, temps bool) error {
	seen := map[place]bool{}
	for _, t := range targets {
		if !t.Outside && !insidePath(t.Path) || t.Outside && !outsidePath(t.Path) {
			return fmt.Errorf("the path %q", t.Path)
		}
		if seen[t.place] {
			return fmt.Errorf("the path %q twice", t.Path)
		}
		seen[t.place] = true
		if temps != tempPattern.Get().MatchString(t.Temp) || !temps && t.Temp != "" {
			return fmt.Errorf("the temporary name %q", t.Temp)
		}
		if t.Old == nil && t.New == nil {
			return fmt.Errorf("neither an old nor a new file for %q", t.Path)
		}
		for _, v := range []*version{t.Old, t.New} {
			if v != nil && (!hashPattern.Get().MatchString(v.SHA256) || v.Size < 0 || v.Mode&^modeBits != 0) {
				return fmt.Errorf("the entry for %q", t.Path)
			}
		}
	}
	return nil
}

// insidePath reports whether this program could have recorded a path.
func insidePath(name string) bool {
	cleaned, err := clean(name)
	return err == nil && cleaned == name && name != "." && !isState(name)
}

func outsidePath(name string) bool {
	return filepath.IsAbs(name) && filepath.Clean(name) == name && filepath.Dir(name) != name
}

// id returns what identifies the folder in a journal.
func (f *Folder) id() folderID {
	device, inode := identity(f.info)
	return folderID{Path: f.real, Device: device, Inode: inode}
}

// owns reports whether a journal belongs to this folder: it was written under
// the same path (on another machine, a restored disk, in a new container), or
// in the very same directory (now renamed, or mounted elsewhere). In a copy of
// a home neither is true.
func (f *Folder) owns(j *journal) bool {
	id := f.id()
	return j.Home.Path == id.Path || id.Inode != 0 && j.Home.Inode == id.Inode && j.Home.Device == id.Device
}

// writeJournal replaces the journal durably: a run that starts after it finds
// this journal; one that starts before, the previous one.
func (s *state) writeJournal(j *journal) error {
	record, err := seal("journal", j)
	if err != nil {
		return err
	}
	what := s.folder.in(journalFile)
	if err := s.removeIfThere(journalNew); err != nil {
		return failed(what, "cannot write the journal", err)
	}
	if err := s.writeFile(s.dir, journalNew, record, nil); err != nil {
		return failed(what, "cannot write the journal", err)
	}
	if err := s.disk.rename(s.dir, journalNew, journalFile); err != nil {
		return failed(what, "cannot put the journal in place", err)
	}
	if err := s.disk.sync(s.dir); err != nil {
		return failed(what, "cannot make the journal durable", err)
	}
	return nil
}

// readJournal reads one of the journal's files. It returns nil if it does not
// exist.
func (s *state) readJournal(name string) (*journal, error) {
	what := s.folder.in(name)
	c, err := s.dir.read(name, maxRecord)
	if errors.Is(err, fs.ErrPermission) {
		if info, second := s.dir.root.Lstat(name); second == nil && accountOf(info).uid != os.Geteuid() {
			return nil, foreignJournal(what, accountOf(info).uid)
		}
	}
	if err != nil {
		return nil, failed(what, "cannot read the journal of an interrupted run", err)
	}
	if c == nil {
		return nil, nil
	}
	// The folder's owner could write a journal; no other user must be misled by
	// it.
	if uid := accountOf(c.info).uid; !believed(uid) {
		return nil, foreignJournal(what, uid)
	}
	j, err := parseJournal(c.data)
	if err != nil {
		hint := "compare the files that it names with their copies below " + s.folder.in("backups") +
			", restore what is wrong, then delete " + what
		if errors.Is(err, errNewer) {
			hint = "run that version on this folder once"
		}
		return nil, &problem.Problem{
			File:    what,
			Message: "cannot recover from an interrupted run with this journal: " + err.Error(),
			Err:     err,
			Hint:    hint,
		}
	}
	return j, nil
}

// foreignJournal returns the problem of a journal that another user must
// recover from.
func foreignJournal(what string, uid int) error {
	return &problem.Problem{File: what, Err: errForeign,
		Message: fmt.Sprintf("a run of another user (%d) was interrupted, and only that user can recover from it", uid),
		Hint:    fmt.Sprintf("run once as user %d; or delete this file, if the files it names are right as they are", uid)}
}

// when describes the run in messages.
func (j *journal) when() string {
	return fmt.Sprintf("the run of %s (process %d on %s)", j.Started.UTC().Format(time.RFC3339), j.Process, show(j.Host))
}
