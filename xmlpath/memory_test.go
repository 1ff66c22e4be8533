package xmlpath

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// worst has documents of 64 MiB that need as much memory as possible.
var worst = map[string]func(size int) string{
	"empty elements":  func(n int) string { return "<a>" + strings.Repeat("<a/>", n/4) + "</a>" },
	"elements, texts": func(n int) string { return "<a>" + strings.Repeat("<a/>\n", n/5) + "</a>" },
	"attributes": func(n int) string {
		var b strings.Builder
		for i := range 500 {
			fmt.Fprintf(&b, " %c%d=''", 'a'+rune(i%26), i)
		}
		return "<a>" + strings.Repeat("<a"+b.String()+"/>", n/(b.Len()+4)) + "</a>"
	},
	"comments":   func(n int) string { return "<a>" + strings.Repeat("<!---->", n/7) + "</a>" },
	"CDATA":      func(n int) string { return "<a>" + strings.Repeat("<![CDATA[]]>", n/12) + "</a>" },
	"references": func(n int) string { return "<a>" + strings.Repeat("&#9;", n/4) + "</a>" },
	"nested": func(n int) string {
		return strings.Repeat("<a>", 1000) + strings.Repeat("<a></a>", n/7) + strings.Repeat("</a>", 1000)
	},
	"datasources": func(n int) string {
		one := "        <datasource>\n            <name>WSO2_DB</name>\n            <maxActive>50</maxActive>\n        " +
			"</datasource>\n"
		return "<a>\n" + strings.Repeat(one, n/len(one)) + "</a>\n"
	},
}

// TestMemory checks that a document with its whole tree, a change and the result
// needs less memory than 20 times its size, or is refused.
func TestMemory(t *testing.T) {
	const size = maxSize - 16<<10
	if kind := os.Getenv("XMLPATH_MEMORY"); kind != "" {
		d, err := Parse([]byte(worst[kind](size)))
		if err != nil {
			fmt.Println("refused:", err)
			return
		}
		root := d.Root()
		root.CreateAttr("changed", "1")
		if _, err := d.Bytes(); err != nil {
			t.Fatal(err)
		}
		return
	}
	if os.Getenv("ISPATCH_LONG") == "" {
		t.Skip("takes a minute; ISPATCH_LONG=1")
	}
	for kind := range worst {
		t.Run(kind, func(t *testing.T) {
			child := exec.Command(os.Args[0], "-test.run=^TestMemory$", "-test.v")
			child.Env = append(os.Environ(), "XMLPATH_MEMORY="+kind)
			out, err := child.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			times := float64(child.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) * 1024 / size
			refused := strings.Contains(string(out), "refused: ")
			t.Logf("%.1f times its size, refused: %v", times, refused)
			if times > 20 {
				t.Errorf("%.1f times its size", times)
			}
		})
	}
}
