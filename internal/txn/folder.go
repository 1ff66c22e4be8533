package txn

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"ispatch/internal/problem"
)

// stateName is the folder for lock, journal and backups, and, inside a backup,
// the folder for its manifest. Names of temporary files begin with it and a
// hyphen.
const stateName = ".ispatch"

// Options are those of Open.
type Options struct {
	// FollowLinks allows symbolic links that lead outside the folder.
	FollowLinks bool
}

// A Folder is a root folder whose files are read and changed together. It must
// not be used by several goroutines at the same time; but several processes,
// and several Folders of one process, may use the same directory.
type Folder struct {
	dir     string // absolute, as the user named it
	real    string // without symbolic links
	root    *os.Root
	info    fs.FileInfo
	options Options
	disk    disk
	// state is the name of the folder, in this one, that holds lock, journal and
	// backups.
	state string
	// transient means that the state folder is removed at the end of each run,
	// and belongs only to the user who runs.
	transient bool
	seen      *sightings
}

// Open opens a directory. It returns an error if dir does not exist or is not a
// directory. It writes nothing.
func Open(dir string, o Options) (*Folder, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, failed(dir, "cannot find the folder", err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return nil, failed(dir, "cannot open the folder", err)
	}
	info, err := os.Stat(real)
	if err != nil {
		return nil, failed(dir, "cannot open the folder", err)
	}
	if !info.IsDir() {
		return nil, &problem.Problem{
			File:    dir,
			Message: "is not a directory but " + Kind(info.Mode()),
			Hint:    "name a directory",
		}
	}
	root, err := os.OpenRoot(real)
	if err != nil {
		return nil, failed(dir, "cannot open the folder", err)
	}
	return &Folder{dir: abs, real: real, root: root, info: info, options: o, disk: osDisk{}, state: stateName,
		seen: newSightings()}, nil
}

// Dir returns the absolute path of the folder, as it was named to Open.
func (f *Folder) Dir() string { return f.dir }

// Close releases what Open opened.
func (f *Folder) Close() error {
	f.seen.end()
	return f.root.Close()
}

// in returns a path in the state directory.
func (f *Folder) in(steps ...string) string { return path.Join(f.state, path.Join(steps...)) }
