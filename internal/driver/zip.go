package driver

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
)

// openZip reads the directory of a ZIP file.
func openZip(r io.ReaderAt, length int64) (*zip.Reader, error) {
	m := &meteredAt{ReaderAt: r, left: bounds.directory}
	z, err := zip.NewReader(m, length)
	m.off = true
	switch {
	case errors.Is(err, errDirectory):
		return nil, fmt.Errorf("is not a driver: %w", err)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, explain(err)
	case len(z.File) > bounds.entries:
		return nil, fmt.Errorf("is not a driver: it has %d entries, which is more than %d", len(z.File), bounds.entries)
	}
	return z, nil
}

// unpack returns the content of an entry, after verifying its checksum.
func unpack(f *zip.File, limit int64) ([]byte, error) {
	name := quote(f.Name)
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("is encrypted (%s)", name)
	}
	if f.UncompressedSize64 > uint64(limit) {
		return nil, fmt.Errorf("holds %s of %d bytes, which is more than %s", name, f.UncompressedSize64, size(limit))
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("holds %s: it %w", name, explain(err))
	}
	defer r.Close()
	data, err := readBounded(r, limit)
	if err != nil {
		return nil, fmt.Errorf("holds %s: it %w", name, explain(err))
	}
	return data, nil
}

// verify unpacks everything and discards it, to find damage before the server
// does.
func verify(r io.ReaderAt, length int64) error {
	z, err := openZip(r, length)
	if err != nil {
		return err
	}
	tooMuch := fmt.Errorf("unpacks to more than %s", size(bounds.unpacked))
	left := bounds.unpacked
	for _, f := range z.File {
		if f.UncompressedSize64 > uint64(left) {
			return tooMuch
		}
		entry, err := f.Open()
		if err != nil {
			return fmt.Errorf("holds %s: it %w", quote(f.Name), explain(err))
		}
		n, err := io.Copy(io.Discard, &metered{entry, left, tooMuch})
		entry.Close()
		left -= n
		if err == tooMuch {
			return err
		}
		if err != nil {
			return fmt.Errorf("holds %s: it %w", quote(f.Name), explain(err))
		}
	}
	return nil
}

// explain explains an error of package zip to a user.
func explain(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, zip.ErrFormat):
		return errors.New("is not a complete ZIP file: it is cut off or damaged")
	case errors.Is(err, zip.ErrChecksum), errors.As(err, &corrupt):
		return errors.New("is damaged: its checksum is wrong")
	case errors.Is(err, zip.ErrAlgorithm):
		return errors.New("uses a compression method that this program doesn't support")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("is cut off")
	}
	return err
}
