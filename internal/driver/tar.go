package driver

import (
	"archive/tar"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// readTar collects the JARs in a .tar.gz.
func (f *File) readTar(r io.Reader) error {
	f.Archive = true
	tooMuch := fmt.Errorf("unpacks to more than %s", size(bounds.unpacked))
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return hinted{explainTar(err), downloadAgain}
	}
	t := tar.NewReader(&metered{unzipped, bounds.unpacked, tooMuch})
	for n := 0; ; n++ {
		header, err := t.Next()
		if err == io.EOF {
			break
		}
		if err == tooMuch {
			return err
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return hinted{explainTar(err), downloadAgain}
		}
		if n >= bounds.entries {
			return fmt.Errorf("is not a driver: it has more than %d entries", bounds.entries)
		}
		mode := header.FileInfo().Mode()
		if header.Typeflag == tar.TypeLink {
			mode |= fs.ModeSymlink // a hard link, to an earlier file
		}
		wanted, err := f.consider(header.Name, mode)
		if err != nil {
			return err
		}
		if !wanted {
			continue
		}
		if room := f.room(); header.Size > room {
			return fmt.Errorf("holds %s of %d bytes, which is more than %s", quote(header.Name), header.Size, size(room))
		}
		data, err := io.ReadAll(t)
		if err == tooMuch {
			return err
		}
		if err != nil {
			return hinted{fmt.Errorf("holds %s: it %w", quote(header.Name), explainTar(err)), downloadAgain}
		}
		f.add(header.Name, data)
	}
	// Read what follows the archive's end too, to verify the checksum.
	if _, err := io.Copy(io.Discard, &metered{unzipped, bounds.unpacked, tooMuch}); err == tooMuch {
		return err
	} else if err != nil {
		return hinted{explainTar(err), downloadAgain}
	}
	return f.notEmpty()
}

// explainTar explains an error of packages tar and gzip to a user.
func explainTar(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, tar.ErrHeader), errors.Is(err, gzip.ErrHeader):
		return errors.New("is not a complete .tar.gz: it is damaged or of another type")
	case errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return errors.New("is damaged: its checksum is wrong")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("is cut off")
	}
	return err
}
