package command

import "slices"

// An aboutCommand is the part of a command's help, manual page, completion and
// docs/commands.md entry that its cli.Command does not hold.
type aboutCommand struct {
	// shared are the common options that the command uses.
	shared []string
	// examples work as they are, except for the paths.
	examples [2]example
	// arguments complete the command's arguments, in their order.
	arguments []completer
}

// An example is a call and what it does.
type example struct{ call, does string }

func (a aboutCommand) shares(option string) bool {
	return option == optHelp || slices.Contains(a.shared, option)
}

// Sets of common options.
var (
	printing = []string{optOutput}
	reading  = []string{optHome, optOutput, optColor, optQuiet, optVerbose, optFollowLinks, optLockTimeout, optJobs,
		optFailFast}
	changingFile = []string{optDryRun, optDiff, optExitCode, optOutput, optColor, optQuiet, optVerbose, optLockTimeout}
	changing     = slices.Concat([]string{optDryRun, optDiff, optShowSecrets, optExitCode, optNoBackup, optForce}, reading)
)

// about has one entry for each command, by its full name.
var about = map[string]aboutCommand{
	"ispatch": {examples: [2]example{
		{"ispatch apply --home IS_HOME --set-file database.password=pw.txt --dry-run", "see what a run would change"},
		{"ispatch verify --home IS_HOME --strict", "check a home"},
	}},
	"ispatch apply": {shared: changing, examples: [2]example{
		{"ispatch apply --home IS_HOME --profile km.yaml --dry-run", "print what the profile would change"},
		{"ispatch apply --home IS_HOME --set database.host=db.example.com --set database.username=wso2 " +
			"--set-file database.password=pw.txt --exit-code",
			"apply the embedded profile with values of your own; exit 2 when something changed"},
	}},
	"ispatch get": {shared: reading, arguments: xmlArguments, examples: [2]example{
		{"ispatch get server.xml \"/Server/Service/Connector[@protocol='HTTP/1.1']/@port\"", "print a port"},
		{"ispatch get --home IS_HOME repository/conf/carbon.xml /Server/Ports/Offset", "print a value of a home"},
	}},
	"ispatch set": {shared: changing, arguments: xmlArguments, examples: [2]example{
		{"ispatch set --home IS_HOME repository/conf/carbon.xml /Server/Ports/Offset 1 --dry-run",
			"see what setting the port offset would change"},
		{"ispatch set settings.xml \"//server[id='central']/password\" --value-file pw.txt",
			"read a password from a file"},
	}},
	"ispatch insert": {shared: changing, arguments: xmlArguments, examples: [2]example{
		{"ispatch insert server.xml /Server/Service '<Connector port=\"8009\" protocol=\"AJP/1.3\"/>' --key @port",
			"add a connector, or update the connector with that port"},
		{"ispatch insert log4j2.xml /Configuration/Loggers '<Logger name=\"a\" level=\"info\"/>' " +
			"--before /Configuration/Loggers/Root", "insert before a sibling"},
	}},
	"ispatch delete": {shared: changing, arguments: xmlArguments, examples: [2]example{
		{"ispatch delete server.xml \"/Server/Service/Connector[@port='8009']\"", "delete a connector"},
		{"ispatch delete - //Valve --all < server.xml > new.xml", "delete every valve: read one file, write another"},
	}},
	"ispatch comment": {shared: changing, arguments: xmlArguments, examples: [2]example{
		{"ispatch comment server.xml \"/Server/Service/Connector[@port='8009']\"", "switch a connector off"},
		{"ispatch comment --home IS_HOME repository/conf/carbon.xml /Server/HostName --diff",
			"make an element of a home a comment, and print the diff"},
	}},
	"ispatch uncomment": {shared: changing, arguments: xmlArguments, examples: [2]example{
		{"ispatch uncomment server.xml \"/Server/Service/Connector[@port='8009']\"", "switch the connector on again"},
		{"ispatch uncomment --home IS_HOME repository/conf/carbon.xml /Server/HostName --exit-code",
			"make a commented element active; exit 2 if it was not"},
	}},
	"ispatch datasource set": {shared: changing, arguments: []completer{datasourceNames}, examples: [2]example{
		{"ispatch datasource set WSO2AM_DB --home IS_HOME --type mysql --host db.example.com --database apimgtdb " +
			"--username wso2 --password-file pw.txt", "define a datasource"},
		{"ispatch datasource set WSO2AM_DB --home IS_HOME --password-file pw.txt --property maxActive=80",
			"change the password and a setting of the connection pool"},
	}},
	"ispatch datasource get": {shared: reading, arguments: []completer{datasourceNames},
		examples: [2]example{
			{"ispatch datasource get WSO2_CARBON_DB --home IS_HOME", "print a datasource"},
			{"ispatch datasource get WSO2_CARBON_DB --home IS_HOME --output json", "the same for a script"},
		}},
	"ispatch datasource list": {shared: reading, examples: [2]example{
		{"ispatch datasource list --home IS_HOME", "list the datasources"},
		{"ispatch datasource list --home IS_HOME --output json", "the same for a script"},
	}},
	"ispatch datasource remove": {shared: changing, arguments: []completer{datasourceNames}, examples: [2]example{
		{"ispatch datasource remove WSO2AM_STATS_DB --home IS_HOME", "remove a datasource"},
		{"ispatch datasource remove WSO2AM_STATS_DB --home IS_HOME --dry-run", "see what would be removed"},
	}},
	"ispatch userstore set": {shared: changing, arguments: []completer{storeTypes}, examples: [2]example{
		{"ispatch userstore set jdbc --home IS_HOME", "keep the users in the database"},
		{"ispatch userstore set read-write-ldap --home IS_HOME --property ConnectionURL=ldap://ldap.example.com:389",
			"use a directory"},
	}},
	"ispatch admin set": {shared: changing, examples: [2]example{
		{"ispatch admin set --home IS_HOME --username keyadmin --password-file pw.txt", "set the name and the password"},
		{"ispatch admin set --home IS_HOME --password-env ADMIN_PASSWORD", "set the password alone"},
	}},
	"ispatch mount set": {shared: changing, arguments: []completer{mountPaths}, examples: [2]example{
		{"ispatch mount set /_system/governance --home IS_HOME --datasource jdbc/WSO2AM_DB",
			"mount a path from another database"},
		{"ispatch mount set /_system/config --home IS_HOME --datasource jdbc/WSO2AM_DB --target /_system/km/config",
			"mount it at another path of that database"},
	}},
	"ispatch mount remove": {shared: changing, arguments: []completer{mountPaths}, examples: [2]example{
		{"ispatch mount remove /_system/governance --home IS_HOME", "remove a mount"},
		{"ispatch mount remove /_system/config --home IS_HOME --prune",
			"remove a mount and the definitions that only it used"},
	}},
	"ispatch driver install": {shared: changing, arguments: []completer{files}, examples: [2]example{
		{"ispatch driver install --home IS_HOME mysql-connector-java-5.1.49.tar.gz", "install the JAR of a download"},
		{"ispatch driver install --home IS_HOME --replace mysql-connector-java-5.1.49-bin.jar",
			"install a JAR, and remove older ones"},
	}},
	"ispatch driver list": {shared: reading, examples: [2]example{
		{"ispatch driver list --home IS_HOME", "list the drivers of a home"},
		{"ispatch driver list --home IS_HOME --output json", "the same for a script"},
	}},
	"ispatch hosts set": {shared: changingFile, examples: [2]example{
		{"ispatch hosts set carbondb.mysql-wso2.com 192.0.2.10 --dry-run", "print what would change in /etc/hosts"},
		{"ispatch hosts set db.example.com 2001:db8::10 --hosts-file hosts", "change another file"},
	}},
	"ispatch rollback": {shared: changing, examples: [2]example{
		{"ispatch rollback --home IS_HOME", "undo the last run"},
		{"ispatch rollback --home IS_HOME --list", "list the backups"},
	}},
	"ispatch profile print": {examples: [2]example{
		{"ispatch profile print > km.yaml", "begin a profile of your own"},
		{"ispatch profile print --profile shared.yaml --profile node.yaml", "print two profiles merged"},
	}},
	"ispatch profile schema": {examples: [2]example{
		{"ispatch profile schema > profile.schema.json", "let an editor complete and check the profiles next to it"},
		{"ispatch profile schema | grep '\"description\"'", "read what the keys mean"},
	}},
	"ispatch profile check": {shared: []string{optOutput, optQuiet}, arguments: []completer{files}, examples: [2]example{
		{"ispatch profile check km.yaml", "check a profile without a home"},
		{"ispatch profile check --output json - < km.yaml", "the same for a script, from standard input"},
	}},
	"ispatch profile export": {shared: []string{optHome, optOutput, optQuiet, optFollowLinks}, examples: [2]example{
		{"ispatch profile export --home IS_HOME > km.yaml", "write the profile of a configured home"},
		{"ispatch profile export --home IS_HOME --output json", "the same, with the variables and warnings, for a script"},
	}},
	"ispatch show": {shared: reading, examples: [2]example{
		{"ispatch show --home IS_HOME", "draw what is wired to what"},
		{"ispatch show --home IS_HOME --format mermaid", "the same as a diagram for a document"},
	}},
	"ispatch verify": {shared: reading, examples: [2]example{
		{"ispatch verify --home IS_HOME", "check a home"},
		{"ispatch verify --home IS_HOME --strict --ping", "count warnings too, and open the databases"},
	}},
	"ispatch version": {shared: printing, examples: [2]example{
		{"ispatch version", "print the version"},
		{"ispatch version --output json", "the same for a script"},
	}},
	"ispatch explain": {shared: printing, arguments: []completer{codes}, examples: [2]example{
		{"ispatch explain duplicate-jndi-name", "print what the finding means, and how to fix it"},
		{"ispatch explain mount-path --output json", "the same for a script"},
	}},
	"ispatch completion": {arguments: []completer{shells}, examples: [2]example{
		{"source <(ispatch completion bash)", "complete in this shell"},
		{"ispatch completion fish > ~/.config/fish/completions/ispatch.fish", "complete in every new fish shell"},
	}},
}
