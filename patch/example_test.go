package patch_test

import (
	"fmt"
	"testing/fstest"

	"ispatch/patch"
)

// A plan says what operations would change in a home, and has the new bytes.
// Of a real home the files come from os.DirFS.
func ExampleNewPlan() {
	files := fstest.MapFS{patch.UserManagement: {Data: []byte(`<UserManager>
    <Realm>
        <Configuration>
            <Property name="dataSource">jdbc/WSO2CarbonDB</Property>
        </Configuration>
    </Realm>
</UserManager>
`)}}
	plan, err := patch.NewPlan(files, []patch.Operation{patch.UserStoreDatasource{JNDI: "jdbc/WSO2UM_DB"}})
	if err != nil {
		panic(err)
	}
	for _, r := range plan.Reports {
		fmt.Printf("%s:%d  %s  %s\n", r.File, r.Line, r.Name, r.Action)
	}
	for _, f := range plan.Files {
		fmt.Print(string(f.After))
	}
	// Output:
	// repository/conf/user-mgt.xml:4  Property dataSource  updated
	// <UserManager>
	//     <Realm>
	//         <Configuration>
	//             <Property name="dataSource">jdbc/WSO2UM_DB</Property>
	//         </Configuration>
	//     </Realm>
	// </UserManager>
}
