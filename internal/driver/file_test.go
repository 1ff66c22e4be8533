package driver

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// entriesOf are the names of the JARs found.
func entriesOf(f *File) []string {
	var names []string
	for _, c := range f.Candidates {
		names = append(names, c.Name)
	}
	return names
}

func TestOpen(t *testing.T) {
	jar := connector(t, "5.1.49", mysql5)
	parts := []part{
		{name: "mysql-5.1.49/README", data: []byte("text")},
		{name: "mysql-5.1.49/src/lib.jar/Driver.java", data: []byte("text")},
		{name: "mysql-5.1.49/mysql.jar", data: jar},
		{name: "mysql-5.1.49/._mysql.jar", data: []byte("of macOS")},
		{name: "mysql-5.1.49/OTHER.JAR", data: []byte("no JAR")},
		{name: "mysql-5.1.49/latest.jar", data: []byte("mysql.jar"), mode: fs.ModeSymlink | 0o777},
	}
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"mysql.jar", jar, []string{"mysql.jar"}},
		{"MYSQL.JAR", jar, []string{"MYSQL.JAR"}},
		{"mysql.zip", zipOf(t, parts...), []string{"mysql-5.1.49/mysql.jar", "mysql-5.1.49/OTHER.JAR"}},
		{"mysql.tar.gz", tarOf(t, parts...), []string{"mysql-5.1.49/mysql.jar", "mysql-5.1.49/OTHER.JAR"}},
		{"mysql.tgz", tarOf(t, parts...), []string{"mysql-5.1.49/mysql.jar", "mysql-5.1.49/OTHER.JAR"}},
		{"download", tarOf(t, parts...), []string{"mysql-5.1.49/mysql.jar", "mysql-5.1.49/OTHER.JAR"}},
		{"backslashes.zip", zipOf(t, part{name: `mysql\mysql.jar`, data: jar}), []string{`mysql\mysql.jar`}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			f, err := Open(put(t, c.name, c.data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, entriesOf(f)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			chosen, err := f.Choose([]Use{{"WSO2UM_DB", mysql5}}, ChooseOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(chosen.Data, jar) {
				t.Errorf("%s: its bytes are not those of the JAR", chosen.Name)
			}
		})
	}
}

// encrypted sets the encryption flag in every header of a ZIP file.
func encrypted(data []byte) []byte {
	data = bytes.Clone(data)
	for signature, at := range map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8} {
		for from := 0; ; {
			i := bytes.Index(data[from:], []byte(signature))
			if i < 0 {
				break
			}
			data[from+i+at] |= 1
			from += i + 4
		}
	}
	return data
}

// flipped changes the byte that a text starts with.
func flipped(data []byte, text string) []byte {
	data = bytes.Clone(data)
	at := bytes.Index(data, []byte(text))
	data[at] ^= 1
	return data
}

// stored makes a ZIP file without compression.
func stored(t *testing.T, name, text string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	entry, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// liesAboutSize makes the header of an entry claim a larger size.
func liesAboutSize(data []byte, size uint32) []byte {
	data = bytes.Clone(data)
	at := bytes.Index(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[at+24:], size)
	return data
}

func TestOpenRefuses(t *testing.T) {
	jar := connector(t, "5.1.49", mysql5)
	in := func(name string) []part { return []part{{name: name, data: jar}} }
	link := part{name: "a/mysql.jar", data: []byte("/etc/passwd"), mode: fs.ModeSymlink | 0o777}
	zeros := make([]byte, 4<<20)
	tests := []struct {
		name    string
		file    string
		data    []byte
		message string
	}{
		{"empty", "x.jar", nil, "is empty"},
		{"a web page", "x.jar", []byte("<!DOCTYPE html>"), "is a web page, neither a JAR nor an archive"},
		{"text", "x.jar", []byte("hello"), "is neither a JAR nor an archive (.zip, .tar.gz or .tgz)"},
		{"one byte", "x.zip", []byte("P"), "is neither a JAR nor an archive (.zip, .tar.gz or .tgz)"},
		{"a JAR that is a .tar.gz", "x.jar", tarOf(t, in("a.jar")...), "is neither a JAR nor an archive (.zip, .tar.gz " +
			"or .tgz)"},
		{"a JAR cut off", "x.jar", jar[:len(jar)-30], "is not a complete ZIP file: it is cut off or damaged"},
		{"a .zip cut off", "x.zip", zipOf(t, in("a.jar")...)[:300], "is not a complete ZIP file: it is cut off or damaged"},
		{"a .tar.gz cut off", "x.tgz", tarOf(t, in("a.jar")...)[:300], "holds a.jar: it is cut off"},
		{"a .tar.gz cut off in its header", "x.tgz", []byte("\x1f\x8b\x08"), "is cut off"},
		{"gzip of something else", "x.tgz", gzipOf(t, bytes.Repeat([]byte("text "), 500)), "is not a complete .tar.gz: it " +
			"is damaged or of another type"},
		{"a wrong checksum in a .zip", "x.zip", flipped(stored(t, "a.jar", "some text"), "some text"), "holds a.jar: it " +
			"is damaged: its checksum is wrong"},
		{"a wrong checksum in a .tar.gz", "x.tgz", wrongChecksum(tarOf(t, in("a.jar")...)), "is damaged: its checksum " +
			"is wrong"},
		{"an encrypted JAR", "x.jar", encrypted(jar), "is encrypted (META-INF/MANIFEST.MF)"},
		{"an encrypted .zip", "x.zip", encrypted(zipOf(t, in("a.jar")...)), "is encrypted (a.jar)"},
		{"a way out of a .zip", "x.zip", zipOf(t, in("a/../../b.jar")...), "is not a vendor's archive: it holds the name " +
			"a/../../b.jar, which leads out of it"},
		{"a way out with backslashes", "x.zip", zipOf(t, in(`..\b.jar`)...),
			`is not a vendor's archive: it holds the name ..\b.jar, which leads out of it`},
		{"a way out of a .tar.gz", "x.tgz", tarOf(t, append(in("good.jar"), in("../README")...)...), "is not a vendor's " +
			"archive: it holds the name ../README, which leads out of it"},
		{"an absolute name in a .zip", "x.zip", zipOf(t, in("/b.jar")...), "is not a vendor's archive: it holds the " +
			"absolute name /b.jar"},
		{"a drive", "x.zip", zipOf(t, in(`C:\b.jar`)...), `is not a vendor's archive: it holds the absolute name C:\b.jar`},
		{"an absolute name in a .tar.gz", "x.tgz", tarOf(t, in("/b.jar")...), "is not a vendor's archive: it holds the " +
			"absolute name /b.jar"},
		{"a name that would forge a line", "x.zip", zipOf(t, in("/b\nispatch: done.jar")...),
			`is not a vendor's archive: it holds the absolute name "/b\nispatch: done.jar"`},
		{"a link in a .zip", "x.zip", zipOf(t, link), "holds no JAR but the link a/mysql.jar"},
		{"a link in a .tar.gz", "x.tgz", tarOf(t, link), "holds no JAR but the link a/mysql.jar"},
		{"no JAR in a .zip", "x.zip", zipOf(t, part{name: "README"}), "holds no JAR"},
		{"no JAR in a .tar.gz", "x.tgz", tarOf(t, part{name: "README"}), "holds no JAR"},
		{"a JAR of another name", "x.zip", jar, "holds classes, as a JAR does, and no JAR"},
		{"a large JAR in a .zip", "x.zip", zipOf(t, part{name: "a.jar", data: zeros}), "holds a.jar of 4194304 bytes, " +
			"which is more than 1 MiB"},
		{"a large JAR in a .tar.gz", "x.tgz", tarOf(t, part{name: "a.jar", data: zeros}), "holds a.jar of 4194304 " +
			"bytes, which is more than 1 MiB"},
		{"a JAR said to be large", "x.zip", liesAboutSize(zipOf(t, in("a.jar")...), 300<<20), "holds a.jar of 314572800 " +
			"bytes, which is more than 1 MiB"},
		{"a JAR larger than it is said to be", "x.zip", liesAboutSize(zipOf(t, in("a.jar")...), 10), "holds a.jar: it " +
			"is not a complete ZIP file: it is cut off or damaged"},
		{"a large file", "x.jar", append([]byte("PK\x03\x04"), zeros...), "has 4194308 bytes, which is more than the 1 " +
			"MiB of the largest driver that is read"},
		{"a bomb", "x.tgz", tarOf(t, part{name: "a", data: zeros}, part{name: "b.jar", data: jar}), "unpacks to more " +
			"than 3 MiB"},
		{"a bomb after the end", "x.tgz", gzipOf(t, append(untarred(t, in("b.jar")), zeros...)), "unpacks to more than " +
			"3 MiB"},
		{"many entries of a .zip", "x.zip", zipOf(t, make([]part, 300)...), "is not a driver: it has 300 entries, which is " +
			"more than 200"},
		{"many entries of a .tar.gz", "x.tgz", tarOf(t, many(300)...), "is not a driver: it has more than 200 entries"},
		{"a very long table of contents", "x.zip", zipOf(t, part{name: strings.Repeat("x", 60000)}), "is not a driver: its " +
			"table of contents is larger than that of any driver"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			lower(t, func(l *limits) {
				*l = limits{jar: 1 << 20, unpacked: 3 << 20, entries: 200, directory: 50000, text: 1 << 16}
			})
			file := put(t, c.file, c.data)
			f, err := Open(file)
			if err == nil {
				t.Fatalf("it is taken: %q", entriesOf(f))
			}
			message, _ := told(t, file, err)
			if want := c.file + ": " + c.message; message != want {
				t.Errorf("got  %s\nwant %s", message, want)
			}
		})
	}
}

func many(n int) []part {
	parts := make([]part, n)
	for i := range parts {
		parts[i].name = "x"
	}
	return parts
}

func gzipOf(t *testing.T, data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// untarred is a tar file without the gzip around it.
func untarred(t *testing.T, parts []part) []byte {
	r, err := gzip.NewReader(bytes.NewReader(tarOf(t, parts...)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wrongChecksum changes the checksum at the end of a gzip file.
func wrongChecksum(data []byte) []byte {
	data = bytes.Clone(data)
	data[len(data)-8] ^= 1
	return data
}

func TestOpenWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo.jar")
	if tool, err := exec.LookPath("mkfifo"); err == nil {
		if out, err := exec.Command(tool, fifo).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		_, err := Open(fifo)
		if message, _ := told(t, fifo, err); message != "fifo.jar: is a FIFO, not a file" {
			t.Error(message)
		}
	}
	for name, want := range map[string]string{
		dir:                           filepath.Base(dir) + ": is a directory, not a file",
		filepath.Join(dir, "nowhere"): "nowhere: cannot read the driver: no such file or directory",
		"-":                           "a driver can't be read from standard input: the name of the JAR is needed too",
	} {
		_, err := Open(name)
		if message, _ := told(t, name, err); message != want {
			t.Errorf("%s: %s", name, message)
		}
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "dangling.jar")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(dir, "dangling.jar")); err == nil {
		t.Error("a link to nothing is taken")
	}
}

// TestRealTools opens what zip and tar have made.
func TestRealTools(t *testing.T) {
	jar := connector(t, "5.1.49", mysql5)
	for archive, call := range map[string][]string{
		"a.zip":    {"zip", "-q", "-r", "../a.zip", "."},
		"a.tar.gz": {"tar", "czf", "../a.tar.gz", "."},
		"p.tar.gz": {"tar", "czf", "../p.tar.gz", "--format=posix", "."},
		"v.tar.gz": {"tar", "czf", "../v.tar.gz", "--format=v7", "."},
	} {
		t.Run(archive, func(t *testing.T) {
			if _, err := exec.LookPath(call[0]); err != nil {
				t.Skipf("no %s on this machine", call[0])
			}
			dir := t.TempDir()
			in := filepath.Join(dir, "in", "mysql-connector-java-5.1.49")
			if err := os.MkdirAll(filepath.Join(in, "src"), 0o755); err != nil {
				t.Fatal(err)
			}
			for name, data := range map[string][]byte{"mysql-connector-java-5.1.49-bin.jar": jar,
				"src/x.jar": []byte("none"), "README": nil} {
				if err := os.WriteFile(filepath.Join(in, name), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			run := exec.Command(call[0], call[1:]...)
			run.Dir = filepath.Join(dir, "in")
			if out, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%v %s", err, out)
			}
			f, err := Open(filepath.Join(dir, archive))
			if err != nil {
				t.Fatal(err)
			}
			c, err := f.Choose([]Use{{"A", mysql5}}, ChooseOptions{})
			if err != nil || !bytes.Equal(c.Data, jar) {
				t.Fatalf("%v", err)
			}
		})
	}
}

// FuzzArchive: for any file, opening it and choosing from it ends in an error
// or in a JAR with the wanted class, within the limits.
func FuzzArchive(f *testing.F) {
	jar := connector(f, "5.1.49", mysql5)
	inside := part{name: "a/mysql.jar", data: jar}
	f.Add(jar, "x.jar")
	f.Add(jar, "x.zip")
	f.Add(zipOf(f, inside, part{name: "../b", data: jar}), "x.zip")
	f.Add(zipOf(f, inside), "x.zip")
	f.Add(tarOf(f, inside), "x.tgz")
	f.Add(tarOf(f, part{name: "l.jar", data: []byte("x"), mode: fs.ModeSymlink}, inside), "x.tar.gz")
	f.Add(wrapper(f, "mysql.jar", jar), "w.jar")
	f.Add(encrypted(jar), "x.jar")
	f.Add([]byte("\x1f\x8b\x08"), "x")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		lower(t, func(l *limits) {
			*l = limits{jar: 1 << 20, unpacked: 3 << 20, entries: 1000, directory: 1 << 20, text: 1 << 16}
		})
		uses := []Use{{"A", mysql5}}
		file, err := open(bytes.NewReader(data), int64(len(data)), name)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without a message")
			}
			return
		}
		if len(file.Candidates) == 0 {
			t.Fatal("no error, and no JAR")
		}
		total := 0
		for _, c := range file.Candidates {
			total += len(c.Data)
		}
		if file.Archive && total > 3<<20 {
			t.Fatalf("%d bytes of JARs are held", total)
		}
		c, err := file.Choose(uses, ChooseOptions{})
		if err != nil {
			return
		}
		if !c.JAR.Has(mysql5) {
			t.Fatalf("%s does not hold the class", c.Name)
		}
		z, err := zip.NewReader(bytes.NewReader(c.Data), int64(len(c.Data)))
		if err != nil || len(z.File) == 0 {
			t.Fatalf("%s is no ZIP file: %v", c.Name, err)
		}
	})
}
