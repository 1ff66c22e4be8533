package ping

import (
	"archive/zip"
	"bytes"
	_ "embed"
)

// class is java/Ping.java, compiled by javac --release 8 -g:none. A test
// compiles the source and compares the result.
//
//go:embed java/Ping.class
var class []byte

// archive returns a JAR with the class.
func archive() []byte {
	var buffer bytes.Buffer
	jar := zip.NewWriter(&buffer)
	// Writing to memory cannot fail.
	if w, err := jar.CreateHeader(&zip.FileHeader{Name: "Ping.class", Method: zip.Store}); err == nil {
		w.Write(class)
	}
	jar.Close()
	return buffer.Bytes()
}
