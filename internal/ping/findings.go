package ping

import "ispatch/internal/problem"

// The sources of statements about the server or a driver.
const (
	fromPool   = "tomcat-jdbc, ConnectionPool"
	fromScript = "carbon-kernel 4.4.35, wso2server.sh"
	fromLDAP   = "carbon-kernel 4.4.35, LDAPConnectionContext"
	fromDriver = "the driver's answer"
	fromJVM    = "the JVM's answer"
)

// Findings returns all findings of ping, in the order of the documentation.
func Findings() []Finding {
	all := javaFindings()
	all = append(all, unopenedFindings()...)
	all = append(all, driverFindings()...)
	all = append(all, networkFindings()...)
	all = append(all, tlsFindings()...)
	all = append(all, loginFindings()...)
	all = append(all, schemaFindings()...)
	return append(all, directoryFindings()...)
}

func javaFindings() []Finding {
	return []Finding{
		{NoJava, problem.Error, "no Java, which the server needs too: {detail}",
			"install the Java that the server's version asks for, and set JAVA_HOME to it",
			"there is no JVM to run", "does not start", fromScript,
			"install the Java that the server's version asks for, and set `JAVA_HOME` to it",
			"no Java, which the server needs too: JAVA_HOME is not set, and no folder of PATH has java"},
		{JavaTooOld, problem.Error, "the Java at {detail} is older than Java 8",
			"set JAVA_HOME to the Java that the server's version asks for",
			"the JVM can't load a class for Java 8", "does not start", fromJVM,
			"set `JAVA_HOME` to the Java that the server's version asks for",
			"the Java at /opt/jdk1.7/bin/java is older than Java 8"},
		{JavaFailed, problem.Error, "Java ended before it answered: {detail}",
			"see whether this Java runs at all",
			"the JVM didn't start, or ended early", "is likely to fail too", fromJVM,
			"see whether this Java runs at all",
			"Java ended before it answered: exit status 1"},
		{UnsafeHome, problem.Error, "root owns the home, and {detail}",
			"make it writable by root only (chown root, chmod go-w), or give the home to the user that the server runs as",
			"another user can write what root's JVM would load, and so become root",
			"runs that user's code as root", "",
			"make it writable by root only, or give the home to the user that the server runs as",
			"root owns the home, and repository/components/lib can be written by others"},
	}
}

func unopenedFindings() []Finding {
	return []Finding{
		{SecretAlias, problem.Note, "not opened: one of its secrets is in the secure vault, which only the server can open",
			"", "a value is an alias of the secure vault", "uses the vault's value", "",
			"start the server to see whether it connects",
			"not opened: one of its secrets is in the secure vault, which only the server can open"},
		{SystemProperty, problem.Note, "not opened: {detail} contains a system property ${…} that is not known here",
			"", "a value has a `${…}` whose value only the server's process knows",
			"replaces it by the Java system property", "carbon-kernel 4.4.35, DataSourceUtils",
			"write the value itself", "not opened: url contains a system property ${…} that is not known here"},
		{EmbeddedDatabase, problem.Note, "not opened: {detail} would be created or locked by opening it", "",
			"the database is a file or memory of the server's own process", "creates or locks it", fromDriver,
			"nothing; two servers can't share it, though",
			"not opened: the database of jdbc:h2:./repository/database/WSO2CARBON_DB would be created or locked by opening it"},
		{Interrupted, problem.Note, "interrupted", "", "the run was ended before the database answered", "", "",
			"run it again", "interrupted"},
	}
}

func driverFindings() []Finding {
	return []Finding{
		{MissingDriver, problem.Error, "the class {detail} is in no JAR of the home",
			"copy the driver's JAR to repository/components/lib",
			"the driver's class is missing", "has no connection", fromPool,
			"copy the driver's JAR to `repository/components/lib`",
			"the class com.mysql.jdbc.Driver is in no JAR of the home"},
		{WrongDriver, problem.Error, "the driver {detail} doesn't accept the url",
			"correct driverClassName, or the url's beginning",
			"the driver is for another database", "has no connection", fromPool,
			"correct `driverClassName`, or the url's beginning",
			"the driver org.postgresql.Driver doesn't accept the url"},
		{DriverTooNew, problem.Error, "the driver is compiled for a newer Java: {detail}",
			"install the driver's version for this Java, or start the server with a newer one that it supports",
			"the driver's classes are compiled for a newer Java than the server's", "has no connection", fromJVM,
			"install the driver's version for the server's Java",
			"the driver is compiled for a newer Java: com/mysql/cj/jdbc/Driver has class file version 55.0, " +
				"this Java reads up to 52.0"},
		{DriverFailed, problem.Error, "the driver can't be used: {detail}", "",
			"the driver's class, or the pool's, doesn't load or start", "has no connection", fromPool,
			"install the driver's JAR again, with its dependencies",
			"the driver can't be used: java.lang.NoClassDefFoundError: org/slf4j/Logger"},
		{UnknownSetting, problem.Warning, "the home's pool doesn't know the setting {detail}", "",
			"the pool's version has no such setting", "ignores it, or fails to create the pool", fromPool,
			"remove the setting", "the home's pool doesn't know the setting useStatementFacade"},
		{BadURL, problem.Error, "the url {detail}", "see the form of the database's URLs",
			"the driver can't read the url", "has no connection", fromDriver,
			"see the form of the database's URLs", "the url is missing"},
	}
}

func networkFindings() []Finding {
	return []Finding{
		{UnknownHost, problem.Error, "the host {host} is not known here",
			"correct the host in the url",
			"no name server and no hosts file knows the host", "has no connection", fromDriver,
			"correct the host in the url",
			`the host "carbondb.mysql-wso2.com" is not known here`},
		{Refused, problem.Error, "{address} refuses the connection",
			"is the database running, on this port, and listening on more than its own loopback address?",
			"nothing listens at the address", "has no connection", fromDriver,
			"start the database, correct the port, or let it listen on more than its loopback address",
			"db.example.com:3306 refuses the connection"},
		{Unreachable, problem.Error, "{address} can't be reached: {detail}",
			"see the route and the firewalls between here and there",
			"there is no route to the address", "has no connection", fromDriver,
			"see the route and the firewalls between here and there",
			"db.example.com:3306 can't be reached: No route to host"},
		{Timeout, problem.Error, "{address} did not answer in time: {detail}",
			"see whether a firewall drops packets, or the database is overloaded",
			"there was no answer in time", "waits, by default for as long as the system lets it", fromDriver,
			"see whether a firewall drops packets, or the database is overloaded",
			"db.example.com:3306 did not answer in time: still connecting or logging in"},
		{ConnectionLost, problem.Error, "{address} closed the connection: {detail}",
			"is this the database's port, and does the server, or a proxy in front of it, allow this machine? See its log",
			"the other side ended the connection, or speaks another protocol", "has no connection", fromDriver,
			"correct host and port; see the database's log",
			"db.example.com:443 closed the connection: unexpected end of stream"},
	}
}

func tlsFindings() []Finding {
	return []Finding{
		{TLSRequired, problem.Error, "{address} requires TLS, which the driver does not use with this url",
			"ask for TLS in the url, as the driver's documentation says ({tls})",
			"the database requires TLS", "has no connection", fromDriver, "ask for TLS in the url",
			"db.example.com:3306 requires TLS, which the driver does not use with this url"},
		{TLSNotOffered, problem.Error, "the url requires TLS, which {address} does not offer",
			"switch TLS on in the database, or remove the requirement from the url",
			"the url requires TLS", "has no connection", fromDriver,
			"switch TLS on in the database, or remove the requirement from the url",
			"the url requires TLS, which db.example.com:3306 does not offer"},
		{TLSFailed, problem.Error, "no TLS connection to {address}: {detail}",
			"see which versions and ciphers the database and the server's Java allow",
			"the two sides have no version or cipher in common, or one does not speak TLS", "has no connection", fromDriver,
			"see which versions and ciphers both allow",
			"no TLS connection to db.example.com:1433: No appropriate protocol"},
		{Untrusted, problem.Error, "the certificate of {address} is not trusted: {detail}",
			"import the certificate's authority into the server's trust store (Security/TrustStore of carbon.xml), " +
				"or correct the host's name in the url",
			"the certificate's authority is not in the trust store, or it is for another host name",
			"has no connection", "carbon-kernel 4.4.35, RegistryCoreServiceComponent",
			"import the certificate's authority into the server's trust store (`Security/TrustStore` of carbon.xml)",
			"the certificate of db.example.com:5432 is not trusted: unable to find valid certification path"},
	}
}

func loginFindings() []Finding {
	return []Finding{
		{WrongPassword, problem.Error, "{address} doesn't accept user {user} with this password",
			"correct user and password; most databases say the same of a user they don't know, " +
				"or that may not log in from this machine, and MariaDB also if it requires TLS",
			"the user or the password is wrong", "has no connection", fromDriver, "correct `<username>` and `<password>`",
			`db.example.com:3306 doesn't accept user "wso2" with this password`},
		{LoginRefused, problem.Error, "{address} doesn't let user {user} in: {detail}",
			"let the database's administrator look at the account",
			"the account is locked, expired, or may not log in from here", "has no connection", fromDriver,
			"let the database's administrator look at the account",
			`db.example.com:5432 doesn't let user "wso2" in: no pg_hba.conf entry for host`},
		{UnknownDatabase, problem.Error, "{address} has no database {database}",
			"create it and run the server's scripts for it (dbscripts), or correct its name in the url",
			"the database doesn't exist", "has no connection", fromDriver,
			"create it and run the server's scripts for it", `db.example.com:3306 has no database "regdb"`},
		{DatabaseDenied, problem.Error,
			"user {user} may not use the database {database} of {address}, or it does not exist",
			"create the database if it isn't there, and grant the user its privileges",
			"the user has no rights on the database", "has no connection", fromDriver,
			"grant the user its privileges",
			`user "wso2" may not use the database "regdb" of db.example.com:3306, or it does not exist`},
		{TooMany, problem.Error, "{address} accepts no more connections: {detail}",
			"raise the database's limit, or lower maxActive of the pools that use it",
			"the database's limit is reached", "has no connection, at times", fromDriver,
			"raise the limit, or lower `maxActive`", "db.example.com:5432 accepts no more connections: too many clients"},
		{NotReady, problem.Error, "{address} is not ready for logins: {detail}", "wait until the database is up",
			"the database is starting or stopping", "has no connection", fromDriver, "wait until it is up",
			"db.example.com:5432 is not ready for logins: the database system is starting up"},
		{DatabaseError, problem.Error, "{address}: {detail}", "",
			"another failure, in the driver's words", "is likely to fail with it too", fromDriver, "see the message",
			"db.example.com:1521: ORA-00604: error occurred at recursive SQL level 1"},
	}
}

func schemaFindings() []Finding {
	return []Finding{
		{QueryFailed, problem.Error, "the validationQuery fails: {detail}",
			"use the query that the database's type is documented with",
			"the database doesn't accept the query", "with testOnBorrow discards each connection and opens a new one",
			fromPool, "use the query that the database's type is documented with",
			"the validationQuery fails: Table 'regdb.DUAL' doesn't exist"},
		{TablesMissing, problem.Error, "the database {database} lacks {detail}",
			"run {script} on it, or correct the database's name, or its schema, in the url",
			"tables that the home's scripts create for the database's role are missing", "fails when it uses them",
			"the home's dbscripts", "run the script that the hint names on it",
			`the database "regdb" lacks 3 of 11 tables of the registry: REG_ASSOCIATION, REG_LOG and REG_SNAPSHOT`},
		{TablesDenied, problem.Error, "user {user} may not read {detail}",
			"grant the user its privileges on all tables of the database",
			"the user may not read tables of the database's role", "fails when it uses them", fromDriver,
			"grant the user its privileges on all tables",
			`user "wso2" may not read 1 of 21 tables of user management: UM_USER`},
	}
}

func directoryFindings() []Finding {
	return []Finding{
		{EmbeddedLDAPDown, problem.Note,
			"the server's own directory at {address} is not running; it only runs while the server does", "",
			"the user store is in the directory that runs in the server's own process", "starts it", fromLDAP,
			"nothing", "the server's own directory at localhost:10389 is not running; it only runs while the server does"},
		{SearchBaseMissing, problem.Error, "{address} has no entry {detail}",
			"correct the search base, or create the entry; user {user} must be allowed to read it",
			"a search base doesn't exist, or the user may not see it", "finds no users or groups", fromLDAP,
			"correct the search base, or let the user read it",
			"ldap.example.com:389 has no entry UserSearchBase ou=Users,dc=example,dc=com"},
		{NoUsers, problem.Warning, "{address} has no user {detail}",
			"correct UserNameListFilter or UserSearchBase, or let the user {user} read the entries",
			"the filter for lists of users matches none", "shows no users; logins are likely to fail", fromLDAP,
			"correct `UserNameListFilter` or `UserSearchBase`",
			"ldap.example.com:389 has no user in ou=Users,dc=example,dc=com that UserNameListFilter finds"},
		{DirectoryError, problem.Error, "{address}: {detail}", "",
			"another failure, in the directory's words", "is likely to fail with it too", fromLDAP, "see the message",
			"ldap.example.com:389: [LDAP: error code 2 - Protocol Error]"},
	}
}
