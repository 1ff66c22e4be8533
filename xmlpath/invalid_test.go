package xmlpath

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInvalid checks that each file of fixtures/xml/invalid is refused with the
// position and the word that positions.txt has for it.
func TestInvalid(t *testing.T) {
	dir := filepath.Join("..", "fixtures", "xml", "invalid")
	list, err := os.Open(filepath.Join(dir, "positions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	told := map[string]bool{}
	for lines := bufio.NewScanner(list); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.SplitN(line, " ", 3)
		name, position, word := fields[0], fields[1], fields[2]
		told[name] = true
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			_, err = Parse(src)
			if err == nil {
				t.Fatal("was accepted")
			}
			e, ok := err.(*Error)
			if !ok {
				t.Fatalf("%T: %v", err, err)
			}
			if got := e.Position.String(); got != position {
				t.Errorf("at %s, want %s: %v", got, position, err)
			}
			if !strings.Contains(strings.ToLower(err.Error()+" "+e.Hint), strings.ToLower(word)) {
				t.Errorf("%q does not say %q", err, word)
			}
		})
	}
	for _, file := range xmlFiles(t, dir) {
		if !told[filepath.Base(file)] {
			t.Errorf("%s: positions.txt does not know it", file)
		}
	}
}

// TestTooLarge checks that a document beyond the limit is refused before it is
// read.
func TestTooLarge(t *testing.T) {
	if _, err := Parse(make([]byte, maxSize+1)); err == nil || !strings.Contains(err.Error(), "64 MiB") {
		t.Errorf("%v", err)
	}
}

// TestManyEntities checks the limit on entity declarations.
func TestManyEntities(t *testing.T) {
	var b strings.Builder
	b.WriteString("<!DOCTYPE a [\n")
	for i := range maxEntities + 1 {
		fmt.Fprintf(&b, "<!ENTITY e%d 'x'>\n", i)
	}
	b.WriteString("]><a/>")
	if _, err := Parse([]byte(b.String())); err == nil || !strings.Contains(err.Error(), "entities") {
		t.Errorf("%v", err)
	}
}
