package xmlpath

// An Option changes what one call does. An option that means nothing for a
// call is ignored.
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
// a path must match exactly once.
func All() Option { return func(o *options) { o.all = true } }

// IfMissing makes Set leave alone what is there already, whatever its value.
func IfMissing() Option { return func(o *options) { o.ifMissing = true } }

// UncommentTwin makes Set look for the missing element in the comments of its
// parent, and make it active, before it creates a new one.
func UncommentTwin() Option { return func(o *options) { o.uncomment = true } }

// First makes Insert put the fragment before the first element of the parent.
func First() Option { return func(o *options) { o.first, o.before, o.after = true, "", "" } }

// Last makes Insert put the fragment after everything else in the parent, as it
// does without an option for the place.
func Last() Option { return func(o *options) { o.first, o.before, o.after = false, "", "" } }

// Before makes Insert put the fragment before the child of the parent that a
// path from the root names. It must match exactly once.
func Before(path string) Option {
	return func(o *options) { o.first, o.before, o.after = false, path, "" }
}

// After makes Insert put the fragment after the child of the parent that a path
// from the root names, and after a comment on its line. It must match exactly
// once.
func After(path string) Option {
	return func(o *options) { o.first, o.before, o.after = false, "", path }
}

// Key makes a value of the fragment part of its identity: an attribute (@name),
// the text of a child (id), or of something deeper (jndiConfig/name,
// definition/@type). Insert then changes the element of the parent that has the
// same name and the same values, if there is one. Given several times, all of
// them count.
func Key(paths ...string) Option {
	return func(o *options) { o.keys = append(o.keys, paths...) }
}

// Namespace says what a prefix means in a path. Without it a prefix means what
// the document declares it to be.
func Namespace(prefix, uri string) Option {
	return func(o *options) {
		if o.spaces == nil {
			o.spaces = map[string]string{}
		}
		o.spaces[prefix] = uri
	}
}
