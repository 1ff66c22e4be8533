package secret

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkOddFiles repeats what could make a reader start again and again.
func BenchmarkOddFiles(b *testing.B) {
	for _, text := range []string{
		"<a></a>", "<password>", "<password>\n", "<a b='", "<a b='' ", "<a password='x'/>\n", "<!--", "<!--a>b</a-->",
		"<![CDATA[<a/>]]>",
		"<?", "<!ENTITY a '", "://a:1", "://a:b", "://a:b@", "://a:1?@", "password=", "password: ", "password={",
		"password='",
		"jdbc:oracle:a:", "jdbc:oracle:a:b/@ ", "&", "&amp;", "=a", "a@", " ", "\n", "password ", "&lt;",
	} {
		data := strings.Repeat(text, 1<<20/len(text))
		b.Run(fmt.Sprintf("%q", text), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				Find("x", []byte("<r>jdbc:x "+data+"</r>"), nil)
				Find("x", []byte("<r><!--"+data+"--></r>"), nil)
				Text(data)
			}
		})
	}
}
