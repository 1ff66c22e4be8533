//go:build !linux

package txn

import "errors"

// Other systems have no exchange that the transaction could use: it compares,
// then renames, and what is written to a file between the two is lost.

func exchange(*dir, string, string) error  { return errors.ErrUnsupported }
func renameNew(*dir, string, string) error { return errors.ErrUnsupported }
