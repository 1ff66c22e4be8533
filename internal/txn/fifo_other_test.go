//go:build !unix

package txn

import "errors"

func makeFIFO(string) error { return errors.ErrUnsupported }
