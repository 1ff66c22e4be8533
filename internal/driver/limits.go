package driver

import (
	"errors"
	"fmt"
	"io"
)

// limits limit the work on other people's files. Drivers have a few megabytes
// and a few thousand entries.
type limits struct {
	jar       int64 // bytes of a JAR
	unpacked  int64 // bytes of all the contents of a JAR or an archive
	entries   int   // of a JAR or an archive
	directory int64 // bytes of a ZIP file's directory
	text      int64 // bytes of a manifest or a list of services
}

// bounds is a variable so that tests can change it.
var bounds = limits{jar: 256 << 20, unpacked: 1 << 30, entries: 100_000, directory: 32 << 20, text: 4 << 20}

// errDirectory is the error for a ZIP directory beyond the limit.
var errDirectory = errors.New("its table of contents is larger than that of any driver")

// size formats a number of bytes.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 10<<20:
		return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d bytes", n)
}

// readBounded reads all of r. It fails if that is more than a limit.
func readBounded(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("is larger than %s", size(limit))
	}
	return data, nil
}

// A metered reader fails after a number of bytes.
type metered struct {
	r    io.Reader
	left int64
	err  error
}

func (m *metered) Read(p []byte) (int, error) {
	if m.left <= 0 {
		// At the limit, check whether there is anything more to read.
		if n, err := m.r.Read(p[:min(1, len(p))]); n == 0 {
			return 0, err
		}
		return 0, m.err
	}
	n, err := m.r.Read(p[:min(int64(len(p)), m.left)])
	m.left -= int64(n)
	return n, err
}

// A meteredAt fails after a number of bytes while it is metered.
type meteredAt struct {
	io.ReaderAt
	left int64
	off  bool
}

func (m *meteredAt) ReadAt(p []byte, at int64) (int, error) {
	if !m.off {
		if m.left -= int64(len(p)); m.left < 0 {
			return 0, errDirectory
		}
	}
	return m.ReaderAt.ReadAt(p, at)
}
