package command

import (
	"path/filepath"
	"strings"

	"ispatch/internal/unified"
)

// makeDiff makes the diff of the changes: of the bytes that are written. A
// file is named as what is replaced: where a symbolic link leads, not the link.
func (r *run) makeDiff(all planned, secrets []string) error {
	files := make([]unified.File, len(all.changes))
	for i, c := range all.changes {
		name := c.Path
		if !c.Outside {
			var err error
			if name, err = r.home.Resolve(c.Path); err != nil {
				return err
			}
		}
		files[i] = unified.File{Path: strings.TrimPrefix(filepath.ToSlash(name), "/"), Old: c.Old, New: c.New,
			NewMode: c.Mode, Binary: all.binary[c.Path]}
	}
	diff, err := unified.Diff(files, unified.Options{
		Mask: !r.showSecrets, Secrets: secrets, Color: r.color && !r.json})
	r.diff = diff
	return err
}
