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

// A JAR describes a JAR file.
type JAR struct {
	// Path is relative to the home. For a JAR that is not installed it is the
	// file's name.
	Path string
	// Version is the version in the manifest (Implementation-Version, else
	// Bundle-Version), or else in the file's name; empty if neither has one.
	Version string
	// Bundle reports whether it is an OSGi bundle, which can be in Dropins.
	Bundle bool
	// Wraps is the name of the JAR in Lib from which the server created this
	// bundle; empty for other JARs. Classes, services and version are those of
	// that JAR.
	Wraps string
	// Services are the classes that META-INF/services/java.sql.Driver names.
	Services []string
	// Problem says why the JAR cannot be read; the other fields are then empty.
	Problem string

	classes map[string]uint32 // name to checksum
	link    bool              // it is a symbolic link
}

// Has reports whether the JAR has a class, by its name, such as
// com.mysql.jdbc.Driver. A class of a JAR inside counts if the server would
// load it: if the manifest of an OSGi bundle names that JAR in
// Bundle-ClassPath.
func (j *JAR) Has(class string) bool {
	_, has := j.classes[class]
	return has
}

// Drivers returns the JDBC drivers among the classes of the JAR: those that
// Services names, then those of the database presets that no service names.
// (Connector/J 8 still has the class of Connector/J 5, but does not declare
// it.)
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

// read reads the directory of a JAR, its manifest and its services. With
// nested, it also reads the JARs inside.
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

// merge adds the contents of the JARs inside a bundle.
func (j *JAR) merge(z *zip.Reader, classPath, symbolicName string) error {
	inside := map[string]*zip.File{}
	if classPath != "" {
		for _, f := range slices.Backward(z.File) { // of two with the same name, the first
			inside[f.Name] = f
		}
	}
	allowance := bounds.jar
	for element := range strings.SplitSeq(classPath, ",") {
		element, _, _ = strings.Cut(element, ";")
		element = strings.TrimSpace(element)
		file := inside[strings.TrimPrefix(element, "/")]
		if file == nil || !strings.HasSuffix(element, ".jar") {
			continue // OSGi ignores what is missing
		}
		delete(inside, file.Name) // named twice, it adds nothing
		data, err := unpack(file, allowance)
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

// wrapperName returns the symbolic name of the bundle that the server creates
// from a JAR in Lib; the bundle's file name ends in _1.0.0.jar.
func wrapperName(jar string) string {
	return strings.ReplaceAll(strings.TrimSuffix(jar, ".jar"), "-", "_")
}
