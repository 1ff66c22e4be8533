package server

import (
	"slices"
	"strings"
	"unicode"

	"ispatch/internal/spelling"
)

// The paths that exist in every registry before anything is mounted.
const (
	ConfigPath     = "/_system/config"
	GovernancePath = "/_system/governance"
	LocalPath      = "/_system/local"
)

// LikelyPath returns the registry path that a mount's path or target was probably meant
// to be: one from which it differs only by blanks, slashes, case or a letter. It returns
// "" if the text is such a path already, or is like none.
func LikelyPath(path string) string {
	paths := []string{ConfigPath, GovernancePath}
	if slices.Contains(paths, path) {
		return ""
	}
	plain := strings.TrimFunc(path, unicode.IsSpace)
	for strings.Contains(plain, "//") {
		plain = strings.ReplaceAll(plain, "//", "/")
	}
	if plain = "/" + strings.Trim(plain, "/"); plain != path && strings.HasPrefix(plain, "/_system/") {
		if near := spelling.Nearest(plain, paths); near != "" && !strings.ContainsAny(plain, "0123456789") {
			return near
		}
		return plain
	}
	near := spelling.Nearest(plain, paths)
	if near == "" || strings.ContainsAny(plain, "0123456789") || strings.Count(plain, "/") != 2 ||
		max(len(plain)-len(near), len(near)-len(plain)) > 1 {
		return ""
	}
	return near
}
