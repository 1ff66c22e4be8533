package driver

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"ispatch/internal/txn"
	"ispatch/patch"
)

// A File is a vendor's download: a JAR, or an archive that holds JARs among
// other things.
type File struct {
	// Name is the name as it was given.
	Name string
	// Archive reports whether the file holds JARs and is not a JAR itself.
	Archive bool
	// Candidates are its JARs, in order, or the file itself.
	Candidates []Candidate

	links []string // names of JARs in the archive that are links to others
}

// A Candidate is a JAR that can be installed.
type Candidate struct {
	// Name is the path in the archive, or the name of the file.
	Name string
	// Data is the content of the JAR.
	Data []byte
	// JAR describes it. If it cannot be read, JAR.Problem says why.
	JAR JAR
}

// Open reads a JAR, or the JARs in a .zip, .tar.gz or .tgz. The content decides
// which of these a file is; only between a JAR and another ZIP file does the
// name decide. The error is a *patch.Problem that names the file. A file is
// refused if it cannot be read, is not a regular file, has another type, or is
// damaged, encrypted or too large for a driver; an archive also if it contains
// no JAR, or a name that leads out of it. Standard input ("-") is refused.
func Open(name string) (*File, error) {
	refuse := func(hint, format string, values ...any) error {
		return &patch.Problem{File: quote(name), Message: fmt.Sprintf(format, values...), Hint: hint}
	}
	if name == "-" {
		return nil, &patch.Problem{Message: "a driver can't be read from standard input: the name of the JAR is needed " +
			"too", Hint: "save it to a file, and name that"}
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, refuse("", "cannot read the driver: %s", reason(err))
	}
	if !info.Mode().IsRegular() {
		return nil, refuse("name the JAR, or the .zip or .tar.gz that it was downloaded in", "is %s, not a file",
			txn.Kind(info.Mode()))
	}
	r, err := os.Open(name)
	if err != nil {
		return nil, refuse("", "cannot read the driver: %s", reason(err))
	}
	defer r.Close()
	if info, err = r.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, refuse("run again", "was replaced while it was opened")
	}
	f, err := open(r, info.Size(), name)
	if err != nil {
		return nil, refuse(hint(err), "%s", reason(err))
	}
	return f, nil
}

// A source is what Open reads from.
type source interface {
	io.Reader
	io.ReaderAt
}

// A hinted error has a hint what to do about it.
type hinted struct {
	error
	hint string
}

func hint(err error) string {
	if h, ok := err.(hinted); ok {
		return h.hint
	}
	return ""
}

const downloadAgain = "download it again"

// open reads an opened file.
func open(r source, length int64, name string) (*File, error) {
	f := &File{Name: name}
	start := make([]byte, 4)
	n, err := r.ReadAt(start, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	start = start[:n]
	isJAR := strings.EqualFold(filepath.Ext(name), ".jar")
	switch {
	case n == 0:
		return nil, hinted{fmt.Errorf("is empty"), downloadAgain}
	case bytes.HasPrefix(start, []byte("PK")) && isJAR:
		err = f.itself(r, length)
	case bytes.HasPrefix(start, []byte("PK")):
		err = f.readZip(r, length)
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}) && !isJAR:
		err = f.readTar(bufio.NewReader(r))
	case start[0] == '<':
		err = hinted{fmt.Errorf("is a web page, neither a JAR nor an archive"), "the download needs a browser, or " +
			"another address"}
	default:
		err = hinted{fmt.Errorf("is neither a JAR nor an archive (.zip, .tar.gz or .tgz)"), "name the JAR, or the " +
			"archive that it was downloaded in"}
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// itself reads the file as a JAR.
func (f *File) itself(r io.ReaderAt, length int64) error {
	base := filepath.Base(f.Name)
	jar, err := read(r, length, base, true)
	if err != nil {
		return hinted{err, downloadAgain}
	}
	data, err := readBounded(io.NewSectionReader(r, 0, length), bounds.jar)
	if err != nil {
		return err
	}
	f.Candidates = []Candidate{{Name: base, Data: data, JAR: jar}}
	return nil
}

// readZip collects the JARs in a ZIP file.
func (f *File) readZip(r io.ReaderAt, length int64) error {
	z, err := openZip(r, length)
	if err != nil {
		return hinted{err, downloadAgain}
	}
	f.Archive = true
	classes := false
	for _, entry := range z.File {
		classes = classes || strings.HasSuffix(entry.Name, classSuffix)
		wanted, err := f.consider(entry.Name, entry.Mode())
		if err != nil {
			return err
		}
		if !wanted {
			continue
		}
		data, err := unpack(entry, f.room())
		if err != nil {
			return hinted{err, downloadAgain}
		}
		f.add(entry.Name, data)
	}
	if len(f.Candidates)+len(f.links) == 0 && classes {
		return hinted{fmt.Errorf("holds classes, as a JAR does, and no JAR"), "if it is one, give it a name that ends " +
			"in .jar"}
	}
	return f.notEmpty()
}

// consider reports whether an entry of an archive is a JAR.
func (f *File) consider(name string, mode fs.FileMode) (bool, error) {
	slashes := strings.ReplaceAll(name, `\`, "/")
	drive := len(slashes) > 1 && slashes[1] == ':'
	if path.IsAbs(slashes) || drive {
		return false, fmt.Errorf("is not a vendor's archive: it holds the absolute name %s", quote(name))
	}
	for step := range strings.SplitSeq(slashes, "/") {
		if step == ".." {
			return false, fmt.Errorf("is not a vendor's archive: it holds the name %s, which leads out of it", quote(name))
		}
	}
	base := path.Base(slashes)
	if !strings.EqualFold(path.Ext(base), ".jar") || strings.HasPrefix(base, "._") || strings.HasSuffix(slashes, "/") {
		return false, nil // ._NAME has macOS's metadata of NAME
	}
	if mode.Type() != 0 {
		f.links = append(f.links, name)
		return false, nil
	}
	return true, nil
}

// room returns the largest size that the next JAR may have.
func (f *File) room() int64 {
	room := bounds.unpacked
	for _, c := range f.Candidates {
		room -= int64(len(c.Data))
	}
	return min(room, bounds.jar)
}

// add adds a JAR of an archive. If it cannot be read, that only matters if it
// is chosen.
func (f *File) add(name string, data []byte) {
	jar, err := read(bytes.NewReader(data), int64(len(data)), path.Base(strings.ReplaceAll(name, `\`, "/")), true)
	if err != nil {
		jar = JAR{Path: jar.Path, Problem: reason(err)}
	}
	f.Candidates = append(f.Candidates, Candidate{Name: name, Data: data, JAR: jar})
}

// notEmpty returns an error if an archive has no JARs.
func (f *File) notEmpty() error {
	switch {
	case len(f.Candidates) > 0:
		return nil
	case len(f.links) > 0:
		return hinted{fmt.Errorf("holds no JAR but the link %s", quote(f.links[0])), downloadAgain}
	}
	return hinted{fmt.Errorf("holds no JAR"), "name the archive of the driver's binaries, not that of its sources"}
}

// verify unpacks the whole JAR to check it.
func (c *Candidate) verify() error {
	if c.JAR.Problem != "" {
		return fmt.Errorf("%s", c.JAR.Problem)
	}
	return verify(bytes.NewReader(c.Data), int64(len(c.Data)))
}
