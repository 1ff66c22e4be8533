// Ispatch edits the XML configuration of an unpacked WSO2 Identity Server in
// place, so that it runs as the Key Manager of WSO2 API Manager.
package main

import (
	"os"

	"ispatch/internal/command"
)

func main() {
	os.Exit(command.Run(os.Args, command.System()))
}
