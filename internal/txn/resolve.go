package txn

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"ispatch/internal/problem"
)

// maxLinks is how many symbolic links a path may lead through, as on Linux.
const maxLinks = 40

// errLink is wrapped by the problem of a symbolic link that is not followed: it
// leads outside the folder, nowhere, or in a circle. Such a problem is never
// fs.ErrNotExist: the target of a dangling link is not simply a missing file.
var errLink = errors.New("a symbolic link that is not followed")

// notFollowed returns the problem of the last link that was found.
func (w *walker) notFollowed(code, hint, message string) error {
	return &problem.Problem{
		Code:    code,
		File:    w.asked,
		Message: fmt.Sprintf("symbolic link %s -> %s: %s", show(w.link), strconv.Quote(w.target), message),
		Hint:    hint,
		Err:     errLink,
	}
}

// Resolve follows the symbolic links in a path and returns the path of the file
// itself, relative to the folder, with slashes. This is the file that a change
// replaces and that a diff names. A link may be relative or absolute and lead
// through other links and other folders; only where it ends matters. If that is
// outside the folder, it is an error or, with FollowLinks, the absolute path. A
// missing file, even in a missing directory, is not an error: its path is where
// it would be created. A dangling link and a loop are an errLink. A path that
// is empty, absolute, contains "..", a backslash or a control character, or
// leads into the folder .ispatch, is an error. A file that the last Stable read is not
// looked for again.
func (f *Folder) Resolve(name string) (string, error) {
	if f.seen.saw(name) && !isState(name) {
		return name, nil
	}
	p, err := f.resolve(name)
	return p.Path, err
}

// clean checks and cleans a path from a profile or a journal.
func clean(name string) (string, error) {
	bad := func(message string) (string, error) {
		return "", &problem.Problem{
			File:    name,
			Message: message,
			Hint:    "use a path relative to the folder, with slashes, such as conf/server.xml",
		}
	}
	if name == "" {
		return bad("the path is empty")
	}
	for _, r := range name {
		switch {
		case r == '\\':
			return bad("the path holds a backslash")
		case r < ' ' || r == 0x7f:
			return bad("the path holds a control character")
		}
	}
	if path.IsAbs(name) || filepath.IsAbs(filepath.FromSlash(name)) ||
		filepath.VolumeName(filepath.FromSlash(name)) != "" {
		return bad("the path is absolute")
	}
	for step := range strings.SplitSeq(name, "/") {
		if step == ".." {
			return bad(`the path holds ".."`)
		}
	}
	name = path.Clean(name)
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return bad("the path leads outside the folder")
	}
	return name, nil
}

// isState reports whether a cleaned path is, or is in, a state directory or a
// temporary file of this program.
func isState(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	first = strings.ToLower(first)
	return first == stateName || strings.HasPrefix(first, stateName+"-")
}

// resolve is Resolve, but returns a place.
func (f *Folder) resolve(name string) (place, error) {
	p, err := f.follow(name)
	if err == nil && !p.Outside && isState(p.Path) {
		return place{}, &problem.Problem{
			File:    name,
			Message: "is in the folder " + f.state + ", which holds the state of this program",
			Hint:    "name another file",
		}
	}
	return p, err
}

// follow resolves a path step by step, so that no step of the result is a link.
func (f *Folder) follow(name string) (place, error) {
	name, err := clean(name)
	if err != nil {
		return place{}, err
	}
	w := walker{folder: f, asked: name, at: place{".", false}}
	if name != "." {
		w.pending = strings.Split(name, "/")
	}
	w.own = len(w.pending)
	if err := w.walk(); err != nil {
		return place{}, err
	}
	if w.at.Outside && !f.options.FollowLinks {
		return place{}, w.notFollowed(
			CodeLinkOutside,
			"put the file itself there",
			"leads outside the folder, to "+show(w.at.Path),
		)
	}
	return w.at, nil
}

// followOutside resolves the absolute path of a file that is known to be
// outside the folder, such as the hosts file. Links are followed wherever they
// lead.
func (f *Folder) followOutside(name string) (place, error) {
	if !filepath.IsAbs(name) {
		return place{}, &problem.Problem{
			File:    name,
			Message: "is not an absolute path",
			Hint:    "name a file outside the folder by its absolute path",
		}
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return place{}, &problem.Problem{File: name, Message: "the path holds a control character", Hint: "name another file"}
	}
	start, steps := split(filepath.Clean(name))
	w := walker{folder: f, asked: name, at: f.arrive(start), pending: steps, own: len(steps)}
	if err := w.walk(); err != nil {
		return place{}, err
	}
	if !w.at.Outside && isState(w.at.Path) {
		return place{}, &problem.Problem{
			File:    name,
			Message: "is in the folder " + f.state + ", which holds the state of this program",
			Hint:    "name another file",
		}
	}
	return w.at, nil
}

// A walker resolves a path.
type walker struct {
	folder       *Folder
	asked        string
	at           place    // the part that is resolved: it exists, and is not a link
	pending      []string // the steps that remain
	own          int      // how many of the last pending steps are from the requested path, not from a link
	links        int
	link, target string // the last link followed
}

func (w *walker) walk() error {
	for len(w.pending) > 0 {
		step := w.pending[0]
		w.pending = w.pending[1:]
		if step == "" || step == "." {
			continue
		}
		if step == ".." {
			w.at = w.up()
			continue
		}
		next := w.join(step)
		info, err := w.lstat(next)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if len(w.pending)+1 > w.own {
				return w.notFollowed("", "make the file it names, or remove the link", "leads to nothing")
			}
			// Nothing of the rest exists, so it can have no link.
			w.at = next
			for _, rest := range w.pending {
				w.at = w.join(rest)
			}
			return nil
		case err != nil:
			return failed(w.asked, "cannot look it up", err)
		case info.Mode()&fs.ModeSymlink != 0:
			w.folder.seen.note(next, &content{info: info})
			if err := w.through(next); err != nil {
				return err
			}
			continue
		case !info.IsDir() && len(w.pending) > 0:
			return &problem.Problem{
				File:    w.asked,
				Message: fmt.Sprintf("%s is not a directory but %s", show(next.Path), Kind(info.Mode())),
				Hint:    "check the path",
			}
		}
		w.at = next
		if w.at.Outside && info.IsDir() {
			w.at = w.folder.arrive(w.at.Path)
		}
	}
	return nil
}

// through prepends the target of a link to the pending steps.
func (w *walker) through(link place) error {
	var target string
	var err error
	if link.Outside {
		target, err = os.Readlink(link.Path)
	} else {
		target, err = w.folder.root.Readlink(link.Path)
	}
	if err != nil {
		return failed(w.asked, "cannot read the symbolic link "+show(link.Path), err)
	}
	w.link, w.target = link.Path, target
	if w.links++; w.links > maxLinks {
		return w.notFollowed("", "remove the link", "is part of a loop")
	}
	own := w.own
	if own > len(w.pending) {
		own = len(w.pending) // the link itself was a step of the requested path
	}
	steps := strings.FieldsFunc(target, func(r rune) bool { return r == '/' || os.IsPathSeparator(uint8(min(r, 0x7f))) })
	if filepath.IsAbs(target) {
		var start string
		start, steps = split(filepath.Clean(target))
		// Clean would remove "x/..", which is wrong if x is a link; keep the
		// steps as they are.
		steps = keepDots(target, steps)
		w.at = w.folder.arrive(start)
	}
	w.pending = append(append([]string{}, steps...), w.pending...)
	w.own = own
	return nil
}

// keepDots returns the steps of an absolute target as written, including "..";
// on Windows, with its volumes, as cleaned.
func keepDots(target string, cleaned []string) []string {
	if filepath.VolumeName(target) != "" {
		return cleaned
	}
	return strings.FieldsFunc(target, func(r rune) bool { return r == filepath.Separator || r == '/' })
}

// split splits an absolute path into the root of its volume and its steps.
func split(abs string) (string, []string) {
	volume := filepath.VolumeName(abs)
	separator := func(r rune) bool { return r == filepath.Separator }
	return volume + string(filepath.Separator), strings.FieldsFunc(abs[len(volume):], separator)
}

// arrive returns the place of a directory with an absolute path: the folder
// itself, however it is reached, is inside.
func (f *Folder) arrive(abs string) place {
	if info, err := os.Lstat(abs); err == nil && os.SameFile(info, f.info) {
		return place{".", false}
	}
	return place{abs, true}
}

func (w *walker) up() place {
	if w.at.Outside {
		return w.folder.arrive(filepath.Dir(w.at.Path))
	}
	if w.at.Path == "." {
		return w.folder.arrive(filepath.Dir(w.folder.real))
	}
	return place{path.Dir(w.at.Path), false}
}

func (w *walker) join(step string) place {
	if w.at.Outside {
		return place{filepath.Join(w.at.Path, step), true}
	}
	return place{path.Join(w.at.Path, step), false}
}

func (w *walker) lstat(p place) (fs.FileInfo, error) {
	if p.Outside {
		return os.Lstat(p.Path)
	}
	return w.folder.root.Lstat(p.Path)
}
