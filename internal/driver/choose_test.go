package driver

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestChoose(t *testing.T) {
	m5 := connector(t, "5.1.49", mysql5)
	m5other := connector(t, "5.1.48", mysql5)
	m8 := connector(t, "8.0.30", mysql8, mysql5)
	pg := connector(t, "42", postgres)
	tool := jarOf(t, map[string]string{"com.example.Tool": "x"})
	uses := []Use{{"WSO2_CARBON_DB", "org.h2.Driver"}, {"WSO2AM_DB", mysql5}, {"WSO2UM_DB", mysql5}}
	const hint = "name the JAR of the database's JDBC driver"
	const which = "choose one of them as the entry, or unpack the archive and name the JAR itself"
	tests := []struct {
		name    string
		file    string
		data    []byte
		uses    []Use
		options ChooseOptions
		want    string // the entry, or the message
		hint    string
	}{
		{name: "a JAR", file: "m.jar", data: m5, uses: uses, want: "m.jar"},
		{name: "one of a JAR's classes", file: "m.jar", data: m8, uses: uses, want: "m.jar"},
		{name: "a JAR that nothing uses", file: "p.jar", data: pg, uses: uses, want: "p.jar"},
		{
			name: "a JAR of something else", file: "t.jar", data: tool, uses: []Use{{"A\nB", " com.mysql.jdbc.Driver"}},
			want: `t.jar: holds no driver class; wanted: " com.mysql.jdbc.Driver" ("A\nB")`, hint: hint,
		},
		{name: "a JAR of something else, forced", file: "t.jar", data: tool, options: ChooseOptions{Force: true},
			want: "t.jar"},
		{name: "nothing wanted", file: "p.jar", data: pg, want: "p.jar"},
		{
			name: "an entry of a JAR", file: "m.jar", data: m5, uses: uses, options: ChooseOptions{Entry: "m.jar"},
			want: "m.jar: is a JAR itself, so there is no m.jar in it to choose", hint: "choose no entry",
		},
		{name: "the one that fits", file: "a.zip", data: zipOf(t, part{name: "t.jar", data: tool},
			part{name: "x/m.jar", data: m5}, part{name: "p.jar", data: pg}), uses: uses, want: "x/m.jar"},
		{
			name: "none that is wanted", file: "a.zip", uses: uses, want: "p.jar",
			data: zipOf(t, part{name: "t.jar", data: tool}, part{name: "p.jar", data: pg}),
		},
		{
			name: "none that is a driver", file: "a.zip", uses: uses,
			data: zipOf(t, part{name: "t.jar", data: tool}, part{name: "bad.jar", data: []byte("x")}),
			want: "a.zip: holds no JAR with a driver class: t.jar, bad.jar (which can't be read: it is not a complete ZIP " +
				"file: it is cut off or damaged); wanted: org.h2.Driver (WSO2_CARBON_DB), " +
				"com.mysql.jdbc.Driver (WSO2AM_DB, WSO2UM_DB)",
			hint: hint,
		},
		{
			name: "several that are drivers, and none wanted", file: "a.zip", uses: uses[:1],
			data: zipOf(t, part{name: "m.jar", data: m5}, part{name: "p.jar", data: pg}),
			want: "a.zip: holds 2 JARs that fit: m.jar, p.jar", hint: which,
		},
		{
			name: "several that fit", file: "a.tgz", data: tarOf(t, part{name: "x/b.jar", data: m5}, part{name: "x/a.jar",
				data: m8}, part{name: "p.jar", data: pg}), uses: uses,
			want: "a.tgz: holds 2 JARs that fit: x/a.jar, x/b.jar", hint: which,
		},
		{
			name: "two versions that fit", file: "a.tgz", data: tarOf(t, part{name: "b.jar", data: m5},
				part{name: "a.jar", data: m5other}), uses: uses,
			want: "a.tgz: holds 2 JARs that fit: a.jar, b.jar", hint: which,
		},
		{
			name: "one JAR under several names", file: "a.zip",
			data: zipOf(t, part{name: "mysql-connector-java-5.1.49.jar", data: m5},
				part{name: "mysql-connector-java-5.1.49-bin.jar", data: m5}), uses: uses,
			want: "mysql-connector-java-5.1.49-bin.jar",
		},
		{
			name: "one JAR under several names, and another", file: "a.zip",
			data: zipOf(t, part{name: "1.jar", data: m5}, part{name: "2.jar", data: m8}, part{name: "3.jar", data: m5}),
			uses: uses,
			want: "a.zip: holds 2 JARs that fit: 1.jar, 2.jar", hint: which,
		},
		{name: "chosen by path", file: "a.tgz", data: tarOf(t, part{name: "./x/b.jar", data: m5},
			part{name: "./x/a.jar", data: m8}), uses: uses, options: ChooseOptions{Entry: "x/a.jar"}, want: "./x/a.jar"},
		{name: "chosen by name", file: "a.zip", data: zipOf(t, part{name: `x\b.jar`, data: m5}, part{name: "x/a.jar",
			data: m8}), uses: uses, options: ChooseOptions{Entry: "b.jar"}, want: `x\b.jar`},
		{
			name: "chosen, and doesn't fit", file: "a.zip", data: zipOf(t, part{name: "p.jar", data: pg},
				part{name: "m.jar", data: m8}), uses: uses[1:], options: ChooseOptions{Entry: "p.jar"},
			want: "p.jar",
		},
		{
			name: "chosen, and not there", file: "a.zip", data: zipOf(t, part{name: "p.jar", data: pg},
				part{name: "m.jar", data: m8}), uses: uses, options: ChooseOptions{Entry: "x.jar"},
			want: "a.zip: holds no JAR named x.jar; there are p.jar, m.jar",
		},
		{
			name: "chosen, and a link", file: "a.tgz", data: tarOf(t, part{name: "x.jar", data: []byte("m.jar"),
				mode: 1 << 27}, part{name: "m.jar", data: m8}), uses: uses, options: ChooseOptions{Entry: "x.jar"},
			want: "a.tgz: holds x.jar only as a link, which is not followed; its JARs are m.jar",
		},
		{
			name: "chosen, and there several times", file: "a.zip", data: zipOf(t, part{name: "1/m.jar", data: m5},
				part{name: "2/m.jar", data: m8}), uses: uses, options: ChooseOptions{Entry: "m.jar"},
			want: "a.zip: holds 2 JARs named m.jar: 1/m.jar, 2/m.jar", hint: "unpack the archive, and name the JAR itself",
		},
		{
			name: "damaged within", file: "m.jar", data: damaged(t), uses: uses,
			want: "m.jar: holds com/mysql/jdbc/Driver.class: it is damaged: its checksum is wrong", hint: downloadAgain,
		},
		{
			name: "damaged within an archive", file: "a.zip", data: zipOf(t, part{name: "m.jar", data: damaged(t)}), uses: uses,
			want: "a.zip: holds m.jar, which holds com/mysql/jdbc/Driver.class: it is damaged: its checksum is wrong",
			hint: downloadAgain,
		},
		{
			name: "damaged, chosen and forced", file: "a.zip", data: zipOf(t, part{name: "m.jar", data: []byte("x")}),
			uses: uses, options: ChooseOptions{Entry: "m.jar", Force: true},
			want: "a.zip: holds m.jar, which is not a complete ZIP file: it is cut off or damaged", hint: downloadAgain,
		},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			file := put(t, c.file, c.data)
			f, err := Open(file)
			if err != nil {
				t.Fatal(err)
			}
			chosen, err := f.Choose(c.uses, c.options)
			if err != nil {
				message, hint := told(t, file, err)
				if message != c.want || hint != c.hint {
					t.Errorf("got  %s\nwant %s\nhint %q, want %q", message, c.want, hint, c.hint)
				}
				return
			}
			if chosen.Name != c.want {
				t.Errorf("%s was chosen, want %s", chosen.Name, c.want)
			}
		})
	}
}

// damaged is a driver with a byte of its class changed.
func damaged(t *testing.T) []byte {
	return flipped(stored(t, "com/mysql/jdbc/Driver.class", "the driver's code"), "the driver")
}

// TestBombInJAR: a class that unpacks to more than any driver has is detected before the JAR is installed, whatever its
// header says.
func TestBombInJAR(t *testing.T) {
	lower(t, func(l *limits) {
		*l = limits{jar: 1 << 20, unpacked: 3 << 20, entries: 200, directory: 50000, text: 1 << 16}
	})
	bomb := zipOf(t, part{name: "com/mysql/jdbc/Driver.class", data: make([]byte, 2<<20)},
		part{name: "com/mysql/jdbc/Other.class", data: make([]byte, 2<<20)})
	for name, data := range map[string][]byte{"said.jar": bomb, "unsaid.jar": liesAboutSize(bomb, 10)} {
		file := put(t, name, data)
		f, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Choose([]Use{{"A", mysql5}}, ChooseOptions{}); err == nil {
			t.Errorf("%s is taken", name)
		} else if message, _ := told(t, file, err); name == "said.jar" && message != "said.jar: unpacks to more than 3 MiB" {
			t.Error(message)
		}
	}
	// The same for what is read from a JAR to describe it.
	for _, name := range []string{"META-INF/MANIFEST.MF", "META-INF/services/java.sql.Driver"} {
		file := put(t, "m.jar", zipOf(t, part{name: name, data: bytes.Repeat([]byte("x"), 1<<17)}))
		_, err := Open(file)
		if err == nil {
			t.Errorf("%s of 128 KiB is read", name)
		} else if message, _ := told(t, file, err); message != "m.jar: holds "+name+" of 131072 bytes, which is more "+
			"than 65536 bytes" {
			t.Error(message)
		}
	}
	// And for the JARs inside a bundle.
	nested := jarOf(t, map[string]string{
		"META-INF/MANIFEST.MF": "Bundle-SymbolicName: x\nBundle-ClassPath: a.jar,b.jar\n",
		"a.jar":                string(stored(t, "x", strings.Repeat("x", 700_000))), "b.jar": string(stored(t, "x",
			strings.Repeat("x", 700_000))),
	})
	file := put(t, "nested.jar", nested)
	if _, err := Open(file); err == nil {
		t.Error("1.4 MB of JARs inside are read")
	} else if message, _ := told(t, file, err); !strings.HasPrefix(message, "nested.jar: holds b.jar of 700") {
		t.Error(message)
	}
}

// TestChooseProperties: for any archive, the chosen JAR has a wanted class or, if none does, any driver, with exactly
// the bytes that were put in; and nothing is chosen only if nothing or several fit.
func TestChooseProperties(t *testing.T) {
	classes := []string{mysql5, mysql8, postgres, "com.example.Tool"}
	rapid.Check(t, func(rt *rapid.T) {
		var parts []part
		fits, drivers := map[string]bool{}, map[string]bool{}
		wanted := rapid.SampledFrom(classes[:3]).Draw(rt, "wanted")
		for i := range rapid.IntRange(1, 5).Draw(rt, "JARs") {
			held := rapid.SliceOfNDistinct(rapid.SampledFrom(classes), 1, 3, rapid.ID[string]).Draw(rt, "classes")
			version := rapid.SampledFrom([]string{"1", "2"}).Draw(rt, "version")
			data := connector(t, version, held...)
			for _, class := range held {
				if class == wanted {
					fits[string(data)] = true
				}
			}
			drivers[string(data)] = true // it declares each of its classes
			parts = append(parts, part{name: fmt.Sprintf("dir/%d.jar", i), data: data})
		}
		if len(fits) == 0 {
			fits = drivers
		}
		name, data := "a.zip", []byte(nil)
		if rapid.Bool().Draw(rt, "tar") {
			name, data = "a.tgz", tarOf(t, parts...)
		} else {
			data = zipOf(t, parts...)
		}
		f, err := open(bytes.NewReader(data), int64(len(data)), name)
		if err != nil {
			rt.Fatal(err)
		}
		c, err := f.Choose([]Use{{"A", wanted}}, ChooseOptions{})
		switch {
		case err == nil && !fits[string(c.Data)]:
			rt.Fatalf("%s was chosen", c.Name)
		case err == nil && len(fits) > 1 && !sameClasses(fits):
			rt.Fatalf("%s was chosen of several", c.Name)
		case err != nil && len(fits) == 1:
			rt.Fatal(err)
		}
	})
}

// sameClasses reports whether JARs differ only in the order in which their services are named.
func sameClasses(jars map[string]bool) bool {
	var first *JAR
	for data := range jars {
		jar, err := read(strings.NewReader(data), int64(len(data)), "x.jar", false)
		if err != nil {
			return false
		}
		if first == nil {
			first = &jar
		} else if !same(first, &jar) {
			return false
		}
	}
	return true
}
