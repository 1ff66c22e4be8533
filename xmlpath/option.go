package xmlpath

// An Option changes what a call does. Calls ignore options that do not apply to
// them.
type Option func(*options)

type options struct {
	all, ifMissing, uncomment, first bool

	before, after string
	keys          []string
	spaces        map[string]string
}

func gather(list []Option) options {
	var o options
	for _, option := range list {
		option(&o)
	}
	return o
}

// All makes Set, Delete, Comment and Uncomment change every match. Without it
// several matches are an error.
func All() Option { return func(o *options) { o.all = true } }

// IfMissing makes Set keep an existing value, even if it differs.
func IfMissing() Option { return func(o *options) { o.ifMissing = true } }

// UncommentTwin makes Set look for a missing element in the comments of its
// parent. If a comment contains it, Set makes that one active and does not create
// a new one.
func UncommentTwin() Option { return func(o *options) { o.uncomment = true } }

// First makes Insert put the fragment before the first element of the parent.
func First() Option { return func(o *options) { o.first, o.before, o.after = true, "", "" } }

// Last makes Insert put the fragment at the end of the parent. This is the
// default.
func Last() Option { return func(o *options) { o.first, o.before, o.after = false, "", "" } }

// Before makes Insert put the fragment before a child of the parent, and before
// the comments directly above that child. The path of the child starts at the root
// and must match exactly once.
func Before(path string) Option {
	return func(o *options) { o.first, o.before, o.after = false, path, "" }
}

// After makes Insert put the fragment after a child of the parent, and after a
// comment on the line of that child. The path of the child starts at the root and
// must match exactly once.
func After(path string) Option {
	return func(o *options) { o.first, o.before, o.after = false, "", path }
}

// Key tells Insert which values identify the element: an attribute (@name), the
// text of a child (id), or something deeper (jndiConfig/name, definition/@type).
// Insert then updates the child of the parent that has the same name and the same
// values, if there is one. Several keys must all be equal.
func Key(paths ...string) Option {
	return func(o *options) { o.keys = append(o.keys, paths...) }
}

// Namespace gives the namespace of a prefix in paths. A prefix without this option
// has the namespace that the document declares for it.
func Namespace(prefix, uri string) Option {
	return func(o *options) {
		if o.spaces == nil {
			o.spaces = map[string]string{}
		}
		o.spaces[prefix] = uri
	}
}
