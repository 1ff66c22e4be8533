package diff

import (
	"fmt"
	"strings"
)

// headerName is the name of a file as `---`, `+++` and `Binary files` lines give
// it; absent is the side on which there is no such file.
func headerName(prefix, name string, absent bool) string {
	if absent {
		return "/dev/null"
	}
	// git leaves a blank at the end as it is, and patch then loses it in spite
	// of the TAB; both read the quoted form.
	return quoteName(prefix+name, strings.HasSuffix(name, " "))
}

// gitName is the name as `diff --git` gives it. That line has no TAB, so a blank
// is quoted: git would not need it, patch does.
func gitName(prefix, name string) string {
	return quoteName(prefix+name, strings.Contains(name, " "))
}

// quoteName writes a name as a C string, in quotes, if it holds a byte that git
// (with its default core.quotePath) writes so, or if always is set.
func quoteName(name string, always bool) string {
	var quoted strings.Builder
	for i := 0; i < len(name); i++ {
		c := name[i]
		if short := strings.IndexByte("\a\b\t\n\v\f\r\"\\", c); short >= 0 {
			quoted.WriteByte('\\')
			quoted.WriteByte(`abtnvfr"\`[short])
		} else if c < ' ' || c >= 0x7f {
			fmt.Fprintf(&quoted, `\%03o`, c)
		} else {
			quoted.WriteByte(c)
		}
	}
	if quoted.Len() == len(name) && !always {
		return name
	}
	return `"` + quoted.String() + `"`
}
