package server

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/problem"
)

// refused returns the problem for which the server's parser refuses a well-formed file,
// or nil if it accepts the file.
func refused(f *File) *problem.Problem {
	if name, p := encodingOf(f.Doc.Children(nil)); p != nil && !knownEncoding(name) {
		return &problem.Problem{Severity: problem.Error, Code: UnknownEncoding, File: f.Path, Line: f.Line(p),
			Message: fmt.Sprintf("the server's parser does not know the encoding %q", name),
			Hint:    "write its registered name, such as UTF-8 or ISO-8859-1"}
	}
	return nil
}

// undeclared returns the problem of a prefix that no xmlns declares.
func undeclared(p *problem.Problem) *problem.Problem {
	p.Code = UndeclaredPrefix
	p.Message += ": the server's parser refuses the file"
	p.Hint = "declare it on the root element; the secure vault's is " +
		`xmlns:svns="http://org.wso2.securevault/configuration"`
	return p
}

// encodingOf returns the encoding that an XML declaration among the tokens of a document names, and the
// declaration, or nil if there is none.
func encodingOf(tokens []etree.Token) (string, *etree.ProcInst) {
	for _, t := range tokens {
		p, ok := t.(*etree.ProcInst)
		if !ok || p.Target != "xml" {
			continue
		}
		_, rest, found := strings.Cut(p.Inst, "encoding")
		if !found {
			return "", nil
		}
		rest = strings.TrimLeft(rest, " \t\r\n=")
		if rest == "" {
			return "", nil
		}
		name, _, _ := strings.Cut(rest[1:], rest[:1]) // between two quotes
		return name, p
	}
	return "", nil
}

// knownEncoding reports whether Xerces, the parser in a Java runtime, accepts this name
// of an encoding. Its EncodingMap has the IANA names; UTF8, latin-1 and other names that
// Java itself accepts are refused.
func knownEncoding(name string) bool {
	upper := strings.ToUpper(name)
	switch upper {
	case "UTF-8",
		"UTF-16",
		"UTF-16LE",
		"UTF-16BE",
		"ISO-10646-UCS-2",
		"ISO-10646-UCS-4",
		"ASCII",
		"US-ASCII",
		"ANSI_X3.4-1968",
		"ISO646-US",
		"IBM367",
		"CP367",
		"LATIN1",
		"L1",
		"LATIN2",
		"L2",
		"LATIN3",
		"LATIN4",
		"LATIN5",
		"BIG5",
		"EUC-JP",
		"EUC-KR",
		"EUC-TW",
		"GB2312",
		"GB18030",
		"GBK",
		"KOI8-R",
		"SHIFT_JIS",
		"ISO-2022-JP",
		"ISO-2022-KR",
		"ISO-2022-CN",
		"TIS-620",
		"WINDOWS-31J",
		"EBCDIC-CP-US":
		return true
	}
	for _, prefix := range []string{"ISO-8859-", "ISO_8859-", "WINDOWS-125", "IBM", "CP"} {
		if rest, found := strings.CutPrefix(upper, prefix); found && rest != "" && strings.Trim(rest, "0123456789") == "" {
			return true
		}
	}
	return false
}
