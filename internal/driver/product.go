package driver

import (
	"path"
	"strings"

	"ispatch/internal/lazy"
)

var nameVersion = lazy.Regexp{Expr: `[-_]v?(\d+(?:\.\d+)*[A-Za-z0-9.]*)`}

// versionOf returns the version in the name of a JAR, or "" if it has none.
func versionOf(name string) string {
	if m := nameVersion.Get().FindStringSubmatch(strings.TrimSuffix(name, ".jar")); m != nil {
		return m[1]
	}
	return ""
}

// stem returns the name of a JAR without its version and what follows, in one
// spelling: both mysql-connector-java-5.1.49-bin.jar and the server's
// mysql_connector_java_5.1.38_bin_1.0.0.jar become mysql-connector-java.
func stem(name string) string {
	name = strings.TrimSuffix(name, ".jar")
	if at := nameVersion.Get().FindStringIndex(name); at != nil {
		name = name[:at[0]]
	}
	return strings.ToLower(strings.ReplaceAll(name, "_", "-"))
}

// base returns the file name under which a driver was installed.
func (j *JAR) base() string {
	if j.Wraps != "" {
		return path.Base(j.Wraps)
	}
	return path.Base(j.Path)
}

// shared returns the first driver class that both JARs have, or "" if there is
// none.
func (j *JAR) shared(other *JAR) string {
	for _, class := range j.Drivers() {
		if other.Has(class) {
			return class
		}
	}
	return ""
}

// mostly reports whether a JAR is a driver and little else: whether most of its
// classes are of the vendor of a class. An extension of the server may include
// a driver too, and must not count as one.
func (j *JAR) mostly(class string) bool {
	parts := strings.SplitN(class, ".", 3)
	vendor := parts[0] + "."
	if len(parts) == 3 && len(parts[0]) <= 3 { // com, org, net …; but oracle
		vendor += parts[1] + "."
	}
	of := 0
	for name := range j.classes {
		if strings.HasPrefix(name, vendor) {
			of++
		}
	}
	return 2*of > len(j.classes)
}
