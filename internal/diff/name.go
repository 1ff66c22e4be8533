package diff

import (
	"fmt"
	"strings"
)

// headerName returns the name of a file for `---`, `+++` and `Binary files` lines. absent
// means that there is no such file on this side.
func headerName(prefix, name string, absent bool) string {
	if absent {
		return "/dev/null"
	}
	// git leaves a trailing blank as it is, but patch drops it in spite of the TAB; both
	// read the quoted form.
	return quoteName(prefix+name, strings.HasSuffix(name, " "))
}

// gitName returns the name of a file for a `diff --git` line. That line has no TAB, so a
// blank is quoted: git does not need that, but patch does.
func gitName(prefix, name string) string {
	return quoteName(prefix+name, strings.Contains(name, " "))
}

// quoteName returns a name as a quoted C string if it holds a byte that git (with its
// default core.quotePath) would quote, or if always is set.
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
