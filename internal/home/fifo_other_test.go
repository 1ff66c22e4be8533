//go:build !unix

package home

import "errors"

func makeFIFO(string) error { return errors.ErrUnsupported }
