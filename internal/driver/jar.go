package driver

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"ispatch/internal/jdbc"
)

// A JAR is what is known of one.
type JAR struct {
	// Path is relative to the home. Of a JAR that is not installed it is the
	// file's name.
	Path string
	// Version is the one that the manifest gives (Implementation-Version, else
	// Bundle-Version), else that in the file's name; empty where neither has
	// one.
	Version string
	// Bundle reports whether it is an OSGi bundle, which may stand in dropins.
	Bundle bool
	// Wraps is the name of the JAR in lib that the server made this bundle of,
	// empty for any other JAR. Classes, services and version are that one's.
	Wraps string
	// Services are the classes that META-INF/services/java.sql.Driver names.
	Services []string
	// Problem says why the JAR can't be read; everything else is empty then.
	Problem string

	classes map[string]uint32 // name to checksum
	link    bool              // it is reached through a symbolic link
}

// Has reports whether the JAR holds a class, by its name as in com.mysql.jdbc.Driver.
// Classes of JARs inside count where the server would load them: where the
// manifest of an OSGi bundle names them in Bundle-ClassPath.
func (j *JAR) Has(class string) bool {
	_, has := j.classes[class]
	return has
}

// Drivers returns the classes of the JAR that are JDBC drivers: those of
// Services that it holds, then those that the database presets name and no
// service does. (Connector/J 8 still holds the class of Connector/J 5, and
// doesn't declare it.)
func (j *JAR) Drivers() []string {
	var found []string
	note := func(class string) {
		if j.Has(class) && !slices.Contains(found, class) {
			found = append(found, class)
		}
	}
	for _, class := range j.Services {
		note(class)
	}
	for _, t := range jdbc.Types() {
		preset, _ := jdbc.Lookup(t)
		note(preset.Driver)
	}
	return found
}

// read reads the table of contents of a JAR, its manifest and its services, and
// the same of JARs inside where nested is set.
func read(r io.ReaderAt, length int64, name string, nested bool) (JAR, error) {
	jar := JAR{Path: name}
	if length > bounds.jar {
		return jar, fmt.Errorf("has %s, which is more than the %s of the largest driver that is read", size(length),
			size(bounds.jar))
	}
	z, err := openZip(r, length)
	if err != nil {
		return jar, err
	}
	jar.classes = map[string]uint32{}
	var m manifest
	for _, f := range z.File {
		name := f.Name
		switch {
		case f.Flags&1 != 0:
			return jar, fmt.Errorf("is encrypted (%s)", quote(name))
		case strings.HasSuffix(name, classSuffix) && !strings.HasPrefix(name, "META-INF/"):
			jar.classes[strings.ReplaceAll(strings.TrimSuffix(name, classSuffix), "/", ".")] = f.CRC32
		case strings.EqualFold(name, "META-INF/MANIFEST.MF"):
			text, err := unpack(f, bounds.text)
			if err != nil {
				return jar, err
			}
			m = parseManifest(text)
		case name == "META-INF/services/java.sql.Driver":
			text, err := unpack(f, bounds.text)
			if err != nil {
				return jar, err
			}
			jar.Services = parseServices(text)
		}
	}
	symbolicName, _, _ := strings.Cut(m["bundle-symbolicname"], ";")
	jar.Bundle = symbolicName != ""
	jar.Version = printable(m["implementation-version"])
	if jar.Version == "" {
		jar.Version = printable(m["bundle-version"])
	}
	if jar.Version == "" {
		jar.Version = versionOf(path.Base(name))
	}
	if nested {
		err = jar.merge(z, m["bundle-classpath"], strings.TrimSpace(symbolicName))
	}
	return jar, err
}

const classSuffix = ".class"

// merge adds what the JARs hold that a bundle has inside.
func (j *JAR) merge(z *zip.Reader, classPath, symbolicName string) error {
	allowance := bounds.jar
	for _, element := range strings.Split(classPath, ",") {
		element, _, _ = strings.Cut(element, ";")
		element = strings.TrimSpace(element)
		if !strings.HasSuffix(element, ".jar") {
			continue
		}
		at := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == strings.TrimPrefix(element, "/") })
		if at < 0 {
			continue // OSGi goes on without it
		}
		data, err := unpack(z.File[at], allowance)
		if err != nil {
			return err
		}
		allowance -= int64(len(data))
		inner, err := read(bytes.NewReader(data), int64(len(data)), element, false)
		if err != nil {
			return fmt.Errorf("%s in it %w", quote(element), err)
		}
		maps.Copy(j.classes, inner.classes)
		for _, class := range inner.Services {
			if !slices.Contains(j.Services, class) {
				j.Services = append(j.Services, class)
			}
		}
		if symbolicName == wrapperName(element) {
			j.Wraps, j.Version = element, inner.Version
		}
	}
	return nil
}

// wrapperName is the symbolic name of the bundle that the server makes of a JAR
// in lib; the bundle's file has _1.0.0.jar after it.
func wrapperName(jar string) string {
	return strings.ReplaceAll(strings.TrimSuffix(jar, ".jar"), "-", "_")
}
