package driver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"ispatch/internal/jdbc"
	"ispatch/internal/txn"
)

// The folders from which the server loads drivers, relative to the home. A JAR
// in Lib need not be an OSGi bundle: at each start the server creates one from
// it in Dropins. Only files directly in these folders count.
const (
	Lib     = "repository/components/lib"
	Dropins = "repository/components/dropins"
)

// Installed returns the JARs of Lib and Dropins, sorted by name within each. A
// JAR that cannot be read has its Problem set. A missing folder has no JARs;
// one that cannot be read is an error.
func Installed(fsys fs.FS) ([]JAR, error) {
	var jars []JAR
	for _, folder := range []string{Lib, Dropins} {
		entries, err := fs.ReadDir(fsys, folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			name := path.Join(folder, entry.Name())
			if entry.IsDir() || !strings.HasSuffix(name, ".jar") {
				continue
			}
			jar, err := readFile(fsys, name)
			if err != nil {
				jar = JAR{Path: name, Problem: reason(err)}
			}
			jar.link = entry.Type()&fs.ModeSymlink != 0
			jars = append(jars, jar)
		}
	}
	return jars, nil
}

// Shipped reports whether the server ships a driver class elsewhere than in
// these folders: that of its embedded database.
func Shipped(class string) bool {
	h2, _ := jdbc.Lookup(jdbc.H2)
	return class == h2.Driver
}

// readFile reads a JAR of a home.
func readFile(fsys fs.FS, name string) (JAR, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return JAR{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return JAR{}, err
	}
	if !info.Mode().IsRegular() {
		return JAR{}, fmt.Errorf("is %s, not a file", txn.Kind(info.Mode()))
	}
	if r, ok := f.(io.ReaderAt); ok {
		return read(r, info.Size(), name, true)
	}
	data, err := readBounded(f, bounds.jar)
	if err != nil {
		return JAR{}, err
	}
	return read(bytes.NewReader(data), int64(len(data)), name, true)
}

// reason returns an error without the file's name, which the message already
// has.
func reason(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
