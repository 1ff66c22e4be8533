package xmlpath

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/ianaindex"
)

// TestEncodingNamed compares the names with x/text's index of IANA's registry.
func TestEncodingNamed(t *testing.T) {
	for _, name := range strings.Fields(`ISO-8859-1 iso_8859-1:1987 latin1 ISO-8859-2 csISOLatin2 ISO-8859-15 ISO-8859-6-E
		IBM037 cp437 IBM850 windows-1252 WINDOWS-1257 koi8-r KOI8-U macintosh TIS-620 Shift_JIS MS_Kanji EUC-JP EUC-KR
		GBK GB18030 Big5 IBM1047 CCSID01140 windows-874 nonsense EBCDIC-US`) {
		want, _ := ianaindex.IANA.Encoding(name)
		if got := encodingNamed(name); got != want {
			t.Errorf("%s: %v, not %v", name, got, want)
		}
	}
	for _, name := range []string{"UTF-8", "UTF-16", "UTF-7", "ISO-2022-JP", "HZ-GB-2312", "US-ASCII", ""} {
		if got := encodingNamed(name); got != nil {
			t.Errorf("%q is %v", name, got)
		}
	}
}
