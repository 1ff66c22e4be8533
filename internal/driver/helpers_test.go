package driver

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ispatch/patch"
)

const (
	mysql5   = "com.mysql.jdbc.Driver"
	mysql8   = "com.mysql.cj.jdbc.Driver"
	postgres = "org.postgresql.Driver"
)

// A part is an entry of an archive.
type part struct {
	name string
	data []byte
	mode fs.FileMode // a link's data is where it leads
}

// zipOf makes a ZIP file.
func zipOf(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		header := &zip.FileHeader{Name: p.name, Method: zip.Deflate}
		if p.mode != 0 {
			header.SetMode(p.mode)
		}
		entry, err := w.CreateHeader(header)
		if err == nil {
			_, err = entry.Write(p.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tarOf makes a .tar.gz.
func tarOf(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, p := range parts {
		header := &tar.Header{Name: p.name, Mode: 0o644, Size: int64(len(p.data)), Typeflag: tar.TypeReg}
		if p.mode&fs.ModeSymlink != 0 {
			header.Typeflag, header.Linkname, header.Size, p.data = tar.TypeSymlink, string(p.data), 0, nil
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(p.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// jarOf makes a JAR of files: name to content. A name without a slash and
// extension is that of a class.
func jarOf(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var parts []part
	for _, name := range slices.Sorted(maps.Keys(files)) {
		entry := name
		if !strings.Contains(name, "/") && !strings.HasSuffix(name, ".jar") {
			entry = strings.ReplaceAll(name, ".", "/") + ".class"
		}
		parts = append(parts, part{name: entry, data: []byte(files[name])})
	}
	return zipOf(t, parts...)
}

// connector returns a driver with a version: a JAR that is a bundle, as most
// real ones are.
func connector(t testing.TB, version string, classes ...string) []byte {
	t.Helper()
	files := map[string]string{
		"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\r\nBundle-SymbolicName: " +
			strings.ToLower(classes[0]) + "\r\nBundle-Version: " + version + "\r\n\r\n",
		"META-INF/services/java.sql.Driver": strings.Join(classes, "\n") + "\n",
	}
	for _, class := range classes {
		files[class] = "class of " + version
		files[class+"$Inner"] = "class of " + version
	}
	return jarOf(t, files)
}

// wrapper returns the bundle that the server creates from a JAR in lib.
func wrapper(t testing.TB, name string, jar []byte) []byte {
	t.Helper()
	symbolic := strings.ReplaceAll(strings.TrimSuffix(name, ".jar"), "-", "_")
	return jarOf(t, map[string]string{
		"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\r\nBundle-SymbolicName: " + symbolic + "\r\nBundle-Version: " +
			"1.0.0\r\n" +
			"Bundle-ClassPath: .," + name + "\r\nDynamicImport-Package: *\r\n\r\n",
		name: string(jar),
	})
}

// put writes a file and returns its name.
func put(t testing.TB, name string, data []byte) string {
	t.Helper()
	full := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(full, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return full
}

// lower sets limits for the time of a test.
func lower(t testing.TB, change func(*limits)) {
	old := bounds
	change(&bounds)
	t.Cleanup(func() { bounds = old })
}

// told returns what a user sees of an error: message and hint, without the
// test's folder.
func told(t testing.TB, file string, err error) (message, hint string) {
	t.Helper()
	var p *patch.Problem
	if !errors.As(err, &p) {
		t.Fatalf("%v is no *patch.Problem", err)
	}
	return strings.ReplaceAll(p.Error(), filepath.Dir(file)+string(filepath.Separator), ""), p.Hint
}
