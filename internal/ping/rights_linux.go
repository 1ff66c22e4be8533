package ping

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"ispatch/internal/problem"
)

// identify decides which user the JVM runs as: the home's owner if root is the
// caller, otherwise the caller. A home that root owns is refused if another
// user could write anything that the JVM loads or that configures it: the JVM
// itself, the home's folders and JARs, and these files.
func identify(home, java string, files []string) (identity, *problem.Problem) {
	if os.Geteuid() != 0 {
		return identity{}, nil
	}
	info, err := os.Stat(home)
	if err != nil {
		return identity{}, &problem.Problem{Message: "the home's owner is not known", Err: err}
	}
	owner := info.Sys().(*syscall.Stat_t)
	if owner.Uid == 0 {
		return identity{}, roots(home, java, files)
	}
	return identity{credentialOf(owner.Uid, owner.Gid)}, nil
}

// credentialOf returns a user with all groups. A user without an account, as in
// a container, has only the given group.
func credentialOf(uid, gid uint32) *syscall.Credential {
	c := &syscall.Credential{Uid: uid, Gid: gid}
	account, err := user.LookupId(strconv.FormatUint(uint64(uid), 10))
	if err != nil {
		return c
	}
	if n, err := strconv.ParseUint(account.Gid, 10, 32); err == nil {
		c.Gid = uint32(n)
	}
	groups, _ := account.GroupIds()
	for _, group := range groups {
		if n, err := strconv.ParseUint(group, 10, 32); err == nil {
			c.Groups = append(c.Groups, uint32(n))
		}
	}
	return c
}

// jarFolders are the folders in which the Java part looks for JARs.
var jarFolders = []string{"repository/components/lib", "repository/components/dropins",
	"repository/components/plugins", "lib", "bin"}

// roots checks that everything that matters is writable by root only.
func roots(home, java string, files []string) *problem.Problem {
	var paths []string
	for _, name := range append([]string{"", "repository/conf", "repository/conf/carbon.xml"}, files...) {
		paths = append(paths, filepath.Join(home, filepath.FromSlash(name)))
	}
	for _, folder := range jarFolders {
		folder = filepath.Join(home, filepath.FromSlash(folder))
		paths = append(paths, folder)
		entries, _ := os.ReadDir(folder)
		for _, entry := range entries {
			if strings.HasSuffix(entry.Name(), ".jar") {
				paths = append(paths, filepath.Join(folder, entry.Name()))
			}
		}
	}
	seen := map[string]bool{}
	for _, path := range append(paths, java) {
		if bad := writable(path, seen); bad != "" {
			if relative, err := filepath.Rel(home, bad); err == nil && filepath.IsLocal(relative) && relative != "." {
				bad = relative
			}
			return newProblem(UnsafeHome, "", problem.Printable(bad)+" can be written by others")
		}
	}
	return nil
}

// writable returns the first step of a path, following links, that a user other
// than root could change. It returns "" if there is none, or no such path.
func writable(path string, seen map[string]bool) string {
	rest, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	at, links := "/", 0
	for {
		if !seen[at] {
			info, err := os.Lstat(at)
			if os.IsNotExist(err) {
				return ""
			}
			if err != nil || changeable(info, rest == "") {
				return at
			}
			// A sticky folder is safe to pass through, but not to load JARs from.
			seen[at] = info.Mode()&os.ModeSticky == 0
		}
		if target, err := os.Readlink(at); err == nil {
			if links++; links > 100 {
				return at
			}
			rest, at = filepath.Join(target, rest), filepath.Dir(at)
			if filepath.IsAbs(target) {
				at = "/"
			}
		}
		rest = strings.TrimLeft(rest, "/")
		if rest == "" {
			return ""
		}
		step, left, _ := strings.Cut(rest, "/")
		at, rest = filepath.Join(at, step), left
	}
}

// changeable reports whether a user other than root may change what is at a
// path: its last step, or a folder above it. The group's bits are also the mask
// of an access control list. In a sticky folder above, such as /tmp, nobody can
// move other users' files.
func changeable(info os.FileInfo, last bool) bool {
	stat := info.Sys().(*syscall.Stat_t)
	switch {
	case stat.Uid != 0:
		return true
	case info.Mode()&os.ModeSymlink != 0:
		return false // its folder's mode decides
	case info.IsDir() && info.Mode()&os.ModeSticky != 0 && !last:
		return false
	}
	return info.Mode()&0o002 != 0 || info.Mode()&0o020 != 0 && stat.Gid != 0
}
