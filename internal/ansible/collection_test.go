package ansible_test

import (
	"io/fs"
	"os"
	"path"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestCollection: every YAML file of the collection can be read, and the descriptions in
// the module's documentation are texts. An unquoted text with a colon is a mapping.
func TestCollection(t *testing.T) {
	dir := os.DirFS("../../ansible")
	read := func(name string, into any) {
		data, err := fs.ReadFile(dir, name)
		if err == nil {
			err = yaml.Unmarshal(data, into)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := fs.WalkDir(dir, ".", func(name string, _ fs.DirEntry, err error) error {
		if path.Ext(name) == ".yml" {
			read(name, new(any))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	var module struct {
		Documentation struct {
			Description []string
			Options     map[string]struct{ Description []string }
		} `yaml:"DOCUMENTATION"`
	}
	read("plugins/modules/ispatch.yml", &module)
	if doc := module.Documentation; len(doc.Description) == 0 || len(doc.Options) == 0 {
		t.Errorf("the module has no documentation: %+v", doc)
	}
}
