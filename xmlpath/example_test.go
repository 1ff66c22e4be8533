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
	if _, err := doc.Set("/Server/Ports/Offset", "1"); err != nil {
		panic(err)
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
