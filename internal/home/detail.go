package home

// Detail returns the error without its path, and the hint apart, for whoever
// prints them in a place of their own.
func (e *Error) Detail() (message, hint string) {
	bare := *e
	bare.Path, bare.Hint = "", ""
	return bare.Error(), e.Hint
}
