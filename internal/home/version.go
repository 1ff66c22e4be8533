package home

import (
	"io/fs"
	"strings"

	"ispatch/internal/lazy"
)

var (
	bannerVersion = lazy.Regexp{Expr: `\bv?(\d+\.\d+\.\d+[\w.+-]*)`}
	xmlComment    = lazy.Regexp{Expr: `(?s)<!--.*?-->`}
	xmlVersion    = lazy.Regexp{Expr: `<Version>\s*([^<\s]+)\s*</Version>`}
)

// The files that say which server it is, and which version.
const (
	versionFile = "bin/version.txt"
	carbonFile  = "repository/conf/carbon.xml"
)

// Version returns the version of the server, as "5.7.0": from bin/version.txt
// ("WSO2 Identity Server v5.7.0"), else from the first Version element of
// repository/conf/carbon.xml that is not in a comment, and "" where neither
// says one. A file that cannot be read says none.
func (h *Home) Version() string {
	if data, err := fs.ReadFile(h.FS(), versionFile); err == nil {
		if m := bannerVersion.Get().FindSubmatch(data); m != nil {
			return strings.TrimRight(string(m[1]), ".")
		}
	}
	if data, err := fs.ReadFile(h.FS(), carbonFile); err == nil {
		m := xmlVersion.Get().FindSubmatch(xmlComment.Get().ReplaceAll(data, nil))
		if m != nil && bannerVersion.Get().Match(m[1]) {
			return string(m[1])
		}
	}
	return ""
}
