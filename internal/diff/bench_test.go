package diff

import (
	"fmt"
	"strings"
	"testing"
)

// benchPair returns a file like a configuration, of about the given size, and the same
// file with some values changed and some blocks inserted and removed.
func benchPair(size int) File {
	var old, new strings.Builder
	for i := 0; old.Len() < size; i++ {
		block := "    <datasource>\n        <name>DB%d</name>\n" +
			"        <url>jdbc:mysql://am:hush@h:3306/d%d?a=b&amp;password=hush</url>\n" +
			"        <username>user</username>\n" +
			"        <password>hush%d</password>\n        <maxActive>50</maxActive>\n    </datasource>\n\n"
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
		plain := []File{benchPair(size)}
		for name, files := range map[string][]File{"plain": plain, "hidden": hide(plain)} {
			b.Run(fmt.Sprintf("%dKB/%s", size>>10, name), func(b *testing.B) {
				b.SetBytes(int64(len(files[0].Old)))
				b.ReportAllocs()
				for b.Loop() {
					if diff := mustDiff(b, files, Options{}); len(diff) == 0 {
						b.Fatal("no diff")
					}
				}
			})
		}
	}
}
