package lazy

import "sync"

// A Value is a value that is made at its first use. It is safe for concurrent
// use, and must not be copied after its first use.
type Value[T any] struct {
	Make func() T

	once  sync.Once
	value T
}

// Get returns the value.
func (v *Value[T]) Get() T {
	v.once.Do(func() { v.value = v.Make() })
	return v.value
}
