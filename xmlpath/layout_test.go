package xmlpath

import "testing"

// TestLayoutOfMost checks that a new element is laid out like most of its siblings.
func TestLayoutOfMost(t *testing.T) {
	tests := []struct{ name, src, child, want string }{
		{"the children's column where the neighbour alone is indented in another way",
			"<r>\n  <a>\n    <n/>\n  </a>\n  <a>\n    <n/>\n  </a>\n   <a>\n    <n/>\n   </a>\n</r>", "<a><n/></a>",
			"<r>\n  <a>\n    <n/>\n  </a>\n  <a>\n    <n/>\n  </a>\n   <a>\n    <n/>\n   </a>\n  <a>\n    <n/>\n  </a>\n</r>"},
		{"end tags that are indented more than start tags",
			"<r>\n<a>\n    <n/>\n  </a>\n<a>\n    <n/>\n  </a>\n</r>", "<a><n/></a>",
			"<r>\n<a>\n    <n/>\n  </a>\n<a>\n    <n/>\n  </a>\n<a>\n    <n/>\n  </a>\n</r>"},
		{"attributes aligned with those of the two before",
			"<r>\n  <a n='long'  v='1'/>\n  <a n='short' v='2'/>\n</r>", "<a n='x' v='3'/>",
			"<r>\n  <a n='long'  v='1'/>\n  <a n='short' v='2'/>\n  <a n='x'     v='3'/>\n</r>"},
		{"blanks around the equals sign of an attribute",
			"<r>\n  <a n='1' v ='1'/>\n  <a n='2' v ='2'/>\n</r>", "<a n='3' v='3'/>",
			"<r>\n  <a n='1' v ='1'/>\n  <a n='2' v ='2'/>\n  <a n='3' v ='3'/>\n</r>"},
		{"no blanks around it where one alone has them",
			"<r>\n  <a n='1'/>\n  <a n = '2'/>\n</r>", "<a n='3'/>",
			"<r>\n  <a n='1'/>\n  <a n = '2'/>\n  <a n='3'/>\n</r>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Parse([]byte(test.src))
			if err != nil {
				t.Fatal(err)
			}
			fresh, err := Parse([]byte(test.child))
			if err != nil {
				t.Fatal(err)
			}
			d.Root().AddChild(fresh.Root().Copy())
			got, err := d.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
