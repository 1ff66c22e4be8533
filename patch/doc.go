// Package patch edits the XML configuration of an unpacked WSO2 server by
// idempotent operations, each a value, and leaves every other byte as it is.
//
// A whole program that gives a server its user database:
//
//	package main
//
//	import (
//		"log"
//		"os"
//		"path/filepath"
//
//		"ispatch/patch"
//	)
//
//	func main() {
//		home := os.Args[1]
//		plan, err := patch.NewPlan(os.DirFS(home), []patch.Operation{
//			patch.Datasource{Name: "WSO2UM_DB", Configuration: []patch.Setting{
//				{Name: "url", Value: patch.Value{Text: "jdbc:mysql://db.example.com:3306/userdb"}},
//				{Name: "username", Value: patch.Value{Text: "wso2"}},
//				{Name: "password", Value: patch.Value{Text: os.Getenv("DB_PASSWORD")}},
//				{Name: "driverClassName", Value: patch.Value{Text: "com.mysql.jdbc.Driver"}},
//			}},
//			patch.UserStoreDatasource{JNDI: "jdbc/WSO2UM_DB"},
//		})
//		if err != nil {
//			log.Fatal(err) // patch.Problems: all that is wrong, each with its file and line
//		}
//		for _, f := range plan.Files {
//			if f.Changed() {
//				if err := os.WriteFile(filepath.Join(home, f.Path), f.After, 0o600); err != nil {
//					log.Fatal(err)
//				}
//			}
//		}
//	}
//
// The operations:
//
//	Datasource, DatasourceRemove    a datasource: name, JNDI name, pool settings
//	UserStoreDatasource             the realm's datasource
//	UserStore                       the primary user store, and its properties
//	SecondaryUserStore              a user store beside it, in a file of its own
//	Administrator                   the administrator's name and password
//	Registry, MountSet, MountRemove registry mounts from shared databases
//	PortOffset                      the number that is added to every port
//	IdentityDatasource              the datasource of the identity data
//	Gateway, RevokeURL, JWT         a Key Manager's way to the API Manager
//	KeyManager                      an API Manager's way to the Key Manager
//	Set, Delete                     any element or attribute of any XML file, by path
//	Insert                          an element into one of any XML file
//	Comment, Uncomment              an element of any XML file
//
// If a value is given by an alias of the secure vault, the plan also adds the
// alias to cipher-tool.properties.
//
// An operation finds its elements by path, changes only values that differ from
// the wanted value as the server reads it, and does nothing the second time. An
// operation that fails leaves every document unchanged. A Plan reads files and
// never writes them: the caller decides what to do with the new bytes.
//
// To write your own operation, define a type with the methods File and Apply.
// Documents.Edit opens a file for it, and the Editor has the helpers that the
// operations of this package use. See the example of Editor.
//
// The package knows nothing of profiles, of the command line, or of how files
// are written.
package patch
