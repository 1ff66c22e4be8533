package txn

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
)

// digest returns the SHA-256 of data in hexadecimal.
func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// digests returns the digests of two texts. What both begin with, which is most of
// a large file with a small edit, is hashed once.
func digests(a, b []byte) (ofA, ofB string) {
	const part = 64 << 10
	sumA := sha256.New()
	for len(a) >= part && len(b) >= part && bytes.Equal(a[:part], b[:part]) {
		sumA.Write(a[:part])
		a, b = a[part:], b[part:]
	}
	sumB, err := sumA.(hash.Cloner).Clone()
	if err != nil {
		panic(err) // never fails for SHA-256
	}
	sumA.Write(a)
	sumB.Write(b)
	return hex.EncodeToString(sumA.Sum(nil)), hex.EncodeToString(sumB.Sum(nil))
}
