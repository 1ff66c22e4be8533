package xmlpath_test

import (
	"fmt"

	"ispatch/xmlpath"
)

// A value is changed, and nothing else: not the comment, not the quotes, not
// the blanks inside the tags.
func Example() {
	doc, err := xmlpath.Parse([]byte(`<Server>
    <!-- leave this alone -->
    <Ports  kind='tcp' >
        <Offset>0</Offset>
    </Ports>
</Server>
`))
	if err != nil {
		panic(err)
	}
	path, err := xmlpath.CompilePath("/Server/Ports/Offset")
	if err != nil {
		panic(err)
	}
	matches, err := path.Find(doc)
	if err != nil {
		panic(err)
	}
	for _, match := range matches {
		xmlpath.SetValue(match.Element, "1")
	}
	out, err := doc.Bytes()
	if err != nil {
		panic(err)
	}
	fmt.Print(string(out))
	// Output:
	// <Server>
	//     <!-- leave this alone -->
	//     <Ports  kind='tcp' >
	//         <Offset>1</Offset>
	//     </Ports>
	// </Server>
}

// A path of child steps can be ensured: what is missing is made, in the style
// of what is there.
func ExamplePath_Ensure() {
	doc, err := xmlpath.Parse([]byte("<a>\n\t<b name=\"x\">1</b>\n</a>\n"))
	if err != nil {
		panic(err)
	}
	path, err := xmlpath.CompilePath("/a/b[@name='y']")
	if err != nil {
		panic(err)
	}
	element, created, err := path.Ensure(doc)
	if err != nil {
		panic(err)
	}
	xmlpath.SetValue(element, "a & b")
	out, err := doc.Bytes()
	if err != nil {
		panic(err)
	}
	fmt.Println(created)
	fmt.Print(string(out))
	// Output:
	// true
	// <a>
	// 	<b name="x">1</b>
	// 	<b name="y">a &amp; b</b>
	// </a>
}
