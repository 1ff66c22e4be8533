package xmlpath

import (
	"fmt"
	"strings"
	"testing"
)

// megabyte is a document of about one mebibyte in the shape of
// master-datasources.xml.
func megabyte() []byte {
	var b strings.Builder
	b.WriteString("<datasources-configuration>\n    <datasources>\n")
	for i := 0; b.Len() < 1<<20; i++ {
		fmt.Fprintf(&b, `
        <datasource>
            <name>DB_%d</name>
            <!-- the database of department %d -->
            <definition type="RDBMS">
                <configuration>
                    <url>jdbc:mysql://db.example.com:3306/db%d?autoReconnect=true&amp;useSSL=false</url>
                    <maxActive>50</maxActive>
                </configuration>
            </definition>
        </datasource>
`, i, i, i)
	}
	b.WriteString("    </datasources>\n</datasources-configuration>\n")
	return []byte(b.String())
}

// BenchmarkParse reads a document of a megabyte.
func BenchmarkParse(b *testing.B) {
	src := megabyte()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := Parse(src); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseWrite reads a document of a megabyte, changes a value and
// writes it, which parses the result again.
func BenchmarkParseWrite(b *testing.B) {
	src := megabyte()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		d, err := Parse(src)
		if err != nil {
			b.Fatal(err)
		}
		SetValue(d.Root().SelectElement("datasources").SelectElement("datasource").SelectElement("name"), "DB")
		if _, err := d.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
