package txn

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Journal and manifest are JSON between a line that says what it is and a line
// with the SHA-256 of all that comes before:
//
//	ispatch journal 2
//	{ … }
//	sha256 9f86d0…
//
// so that one that was cut short or edited is never taken for good.

// format is the version of both; a reader refuses a later one.
const format = 2

// errNewer is a record written by a later version of this program.
var errNewer = errors.New("it was written by a newer ispatch")

// errDamaged is a record that is not as it was written.
var errDamaged = errors.New("it is damaged")

// seal writes a record.
func seal(what string, value any) ([]byte, error) {
	body, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return nil, err
	}
	record := fmt.Appendf(nil, "ispatch %s %d\n%s\n", what, format, body)
	return fmt.Appendf(record, "sha256 %s\n", hash(record)), nil
}

// unseal reads a record into value. The error is errNewer or errDamaged.
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
	if string(record[end:]) != "sha256 "+hash(record[:end])+"\n" {
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

// hash is the SHA-256 of data in hexadecimal.
func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
