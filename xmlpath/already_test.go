package xmlpath

import (
	"errors"
	"strings"
	"testing"
)

// TestSetOfWhatThePathCompares: the second time the path itself finds nothing, and nothing
// is created again.
func TestSetOfWhatThePathCompares(t *testing.T) {
	for _, test := range []struct{ src, path, want string }{
		{"<r><n id='x'/></r>", "/r/n[@id='x']/@id", "<r><n id='y'/></r>"},
		{"<r><n><m>x</m></n></r>", "/r/n[m='x']/m", "<r><n><m>y</m></n></r>"},
		{"<r><n><m>x</m></n></r>", "/r/n[m='x']/m/text()", "<r><n><m>y</m></n></r>"},
		{"<r><n><m k='x'/></n></r>", "/r/n[m/@k='x']/m/@k", "<r><n><m k='y'/></n></r>"},
		{"<r><n id='x'/></r>", "//n[@id='x']/@id", "<r><n id='y'/></r>"},
		{"<r><n>x</n><n>z</n></r>", "/r/n[.='x']", "<r><n>y</n><n>z</n></r>"},
		{"<r><n>x</n></r>", "//n[ text() = \"x\" ]", "<r><n>y</n></r>"},
		{"<r><n k='1'>[.</n></r>", "/r/n[@k=1][.='[.']/text()", "<r><n k='1'>y</n></r>"},
		{"<r><n k='x'/></r>", "/r/n/@k[.='x']", "<r><n k='y'/></r>"},
		{"<r/>", "/r/n[@id='y']/@id", "<r><n id=\"y\"/></r>"},
	} {
		src := test.src
		for range 2 {
			d, err := Parse([]byte(src))
			if err != nil {
				t.Fatal(err)
			}
			changed, err := d.Set(test.path, "y")
			if err != nil || changed != (src != test.want) {
				t.Fatalf("%s in %s: %v, %v", test.path, src, changed, err)
			}
			bytesAre(t, d, test.want)
			src = test.want
		}
	}
}

// TestSetCreatesNothingThatItsPathDoesNotFind: an element with the value would not meet the
// predicate.
func TestSetCreatesNothingThatItsPathDoesNotFind(t *testing.T) {
	for path, want := range map[string]string{
		"/r/n[@id='x']/@id": "would not meet the path",
		"/r/n[m='x']/m":     "would not meet the path",
	} {
		const src = "<r>\n</r>"
		d, err := Parse([]byte(src))
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Set(path, "y")
		if e, _ := err.(*Error); e == nil || !strings.Contains(e.Hint, want) {
			t.Errorf("%s: %v", path, err)
		}
		bytesAre(t, d, src)
	}
}

// TestSetOfItsOwnText checks values that a literal of a path cannot contain, or that are
// empty, and that nothing is found if nothing has the old or the new value.
func TestSetOfItsOwnText(t *testing.T) {
	const path = "/r/n[text()='x']"
	for value, again := range map[string]bool{"": true, "it's": true, `"`: true, `'"`: false} {
		d := parsed(t, "<r><n>x</n></r>")
		if changed, err := d.Set(path, value); !changed || err != nil {
			t.Fatalf("%s: %v", value, err)
		}
		if changed, err := d.Set(path, value); changed || (err == nil) != again {
			t.Errorf("%s again: %v, %v", value, changed, err)
		}
	}
	if _, err := parsed(t, "<r><n>z</n></r>").Set(path, "y"); !errors.Is(err, ErrNoMatch) {
		t.Error(err)
	}
	if _, err := parsed(t, "<r><n>y</n><n>y</n></r>").Set(path, "y"); !errors.Is(err, ErrManyMatches) {
		t.Error(err)
	}
}
