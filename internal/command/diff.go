package command

import (
	"path/filepath"
	"strings"

	"ispatch/internal/diff"
	"ispatch/internal/secret"
)

// makeDiff makes the diff of the changes: of the bytes that are written. A
// file is named as what is replaced: where a symbolic link leads, not the link.
func (r *run) makeDiff(all planned, secrets []secret.Place) error {
	files := make([]diff.File, len(all.changes))
	for i, c := range all.changes {
		name := c.Path
		if !c.Outside {
			var err error
			if name, err = r.home.Resolve(c.Path); err != nil {
				return err
			}
		}
		files[i] = diff.File{Path: strings.TrimPrefix(filepath.ToSlash(name), "/"), Old: c.Old, New: c.New,
			NewMode: c.Mode, Binary: all.binary[c.Path]}
		if !r.showSecrets && !files[i].Binary {
			files[i].OldHidden, files[i].NewHidden = secret.Find(c.Path, c.Old, secrets), secret.Find(c.Path, c.New, secrets)
		}
	}
	var err error
	r.diff, err = diff.Diff(files, diff.Options{Color: r.color && !r.json})
	return err
}
