package txn

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Journal and manifest are JSON between a line with the type and a line with
// the SHA-256 of everything before it:
//
//	ispatch journal 2
//	{ … }
//	sha256 9f86d0…
//
// so that one that is incomplete or was edited is never accepted.

// format is the version of both; a later one is refused.
const format = 2

// errNewer means that a later version of this program wrote a record.
var errNewer = errors.New("it was written by a newer ispatch")

// errDamaged means that a record is not as it was written.
var errDamaged = errors.New("it is damaged")

// seal encodes a record.
func seal(what string, value any) ([]byte, error) {
	body, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return nil, err
	}
	record := fmt.Appendf(nil, "ispatch %s %d\n%s\n", what, format, body)
	return fmt.Appendf(record, "sha256 %s\n", digest(record)), nil
}

// unseal decodes a record into value. The error is errNewer or errDamaged.
func unseal(what string, record []byte, value any) error {
	head, rest, _ := bytes.Cut(record, []byte("\n"))
	number, ok := bytes.CutPrefix(head, []byte("ispatch "+what+" "))
	version, err := strconv.Atoi(string(number))
	if !ok || err != nil || version < 1 {
		return fmt.Errorf("%w: its first line does not say ispatch %s", errDamaged, what)
	}
	if version > format {
		return fmt.Errorf("%w (format %d; this one reads up to %d)", errNewer, version, format)
	}
	const trailer = len("sha256 ") + 2*sha256.Size + 1
	if len(rest) < trailer {
		return fmt.Errorf("%w: it is cut short", errDamaged)
	}
	end := len(record) - trailer
	if string(record[end:]) != "sha256 "+digest(record[:end])+"\n" {
		return fmt.Errorf("%w: its checksum does not fit", errDamaged)
	}
	decoder := json.NewDecoder(bytes.NewReader(record[len(head)+1 : end]))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("%w: there is something after its end", errDamaged)
	}
	return nil
}
