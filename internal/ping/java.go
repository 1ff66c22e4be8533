package ping

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"ispatch/internal/problem"
)

// Java is the JVM that the server would be started with.
type Java struct {
	// Path is the path of the executable.
	Path string `json:"path"`
	// Version is the version that the installation states, such as 1.8.0_372 or
	// 17.0.15; empty if only starting it would tell.
	Version string `json:"version"`
	// FromPath reports that it was found in PATH because JAVA_HOME is not set.
	// The server's script requires JAVA_HOME.
	FromPath bool `json:"fromPath"`
}

// FindJava returns the JVM that the server would be started with in this
// environment: that of JAVA_HOME, or the first in PATH. It does not run it. A
// JAVA_HOME without a JVM is an error even if PATH has one, because the
// server's script then fails (carbon-kernel 4.4.35, wso2server.sh).
func FindJava(getenv func(string) (string, bool)) (Java, error) {
	name := "java"
	if runtime.GOOS == "windows" {
		name = "java.exe"
	}
	if home, _ := getenv("JAVA_HOME"); home != "" {
		path := filepath.Join(home, "bin", name)
		if !executable(path) {
			return Java{}, newProblem(NoJava, "", "JAVA_HOME is "+problem.Printable(home)+", which has no bin/"+name)
		}
		return Java{Path: path, Version: release(path)}, nil
	}
	search, _ := getenv("PATH")
	for _, folder := range filepath.SplitList(search) {
		if path := filepath.Join(folder, name); filepath.IsAbs(path) && executable(path) {
			return Java{Path: path, Version: release(path), FromPath: true}, nil
		}
	}
	return Java{}, newProblem(NoJava, "", "JAVA_HOME is not set, and no folder of PATH has "+name)
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0)
}

// release reads the version of a JVM from the file "release" of its
// installation.
func release(path string) string {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	home := filepath.Dir(filepath.Dir(real))
	for _, folder := range []string{home, filepath.Dir(home)} { // a JRE inside a JDK has the JDK's file
		if version := readRelease(filepath.Join(folder, "release")); version != "" {
			return version
		}
	}
	return ""
}

func readRelease(path string) string {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), "JAVA_VERSION="); ok {
			return problem.Printable(strings.Trim(value, `"`))
		}
	}
	return ""
}
