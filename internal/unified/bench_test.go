package unified

import (
	"fmt"
	"strings"
	"testing"
)

// benchPair is a file of about so many bytes in the shape of a configuration, and
// itself with some values changed and some blocks inserted and removed.
func benchPair(size int) File {
	var old, new strings.Builder
	for i := 0; old.Len() < size; i++ {
		block := "    <datasource>\n        <name>DB%d</name>\n        <url>jdbc:mysql://am:hush@h:3306/d%d?a=b&amp;password=hush</url>\n" +
			"        <username>user</username>\n        <password>hush%d</password>\n        <maxActive>50</maxActive>\n    </datasource>\n\n"
		text := fmt.Sprintf(block, i, i, i)
		switch i % 50 {
		case 7:
			old.WriteString(text)
			new.WriteString(strings.Replace(text, "hush", "other", 2))
		case 19:
			old.WriteString(text)
		case 31:
			old.WriteString(text)
			new.WriteString(text + fmt.Sprintf(block, -i, i, i))
		default:
			old.WriteString(text)
			new.WriteString(text)
		}
	}
	return File{Path: "x", Old: []byte(old.String()), New: []byte(new.String())}
}

func BenchmarkDiff(b *testing.B) {
	for _, size := range []int{20 << 10, 5 << 20} {
		files := []File{benchPair(size)}
		for name, options := range map[string]Options{"plain": {}, "masked": {Mask: true, Secrets: []string{"hush", "other"}, Color: true}} {
			b.Run(fmt.Sprintf("%dKB/%s", size>>10, name), func(b *testing.B) {
				b.SetBytes(int64(len(files[0].Old)))
				b.ReportAllocs()
				for b.Loop() {
					if diff := mustDiff(b, files, options); len(diff) == 0 {
						b.Fatal("no diff")
					}
				}
			})
		}
	}
}

// BenchmarkMaskOfOddFiles repeats what could make a reader start again and again.
func BenchmarkMaskOfOddFiles(b *testing.B) {
	for _, text := range []string{
		"<a>", "</a>", "<password>", "<password>\n", "<a b='", "<a b='' ", "<a password='x'>\n", "<!--", "<![CDATA[", "<?", "<!ENTITY a '",
		"://a:1", "://a:b", "://a:b@", "://a:1?@", "password=", "password={", "password='", "jdbc:oracle:a:", "jdbc:oracle:a:b/@ ", "&", "&a;", "=a", "a@", " ", "\n",
	} {
		data := strings.Repeat(text, 1<<20/len(text))
		b.Run(fmt.Sprintf("%q", text), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				maskedText("<r>jdbc:x "+data+"</r>", "hush")
				MaskText(data, "hush")
			}
		})
	}
}
