// Package ping opens the databases that datasources name, the way the server
// would: with the datasource's own URL, user and password.
//
// What it promises: one login a datasource (a second one only where the JDBC
// driver would make it, or to tell a server that insists on TLS from one that
// refuses the account), the validationQuery as it stands, and an empty SELECT
// from each table of the datasource's role. It writes nothing of its own. Every
// datasource is done with after the timeout, whatever its server does, and all
// are opened at once. No password is in a message, a hint or a note: a driver's
// text that holds one is left out.
//
// What it does not: it reads no secure vault, no Java system property, no
// tnsnames.ora and no Java trust store, and has no driver for H2 and Db2. Each
// of these is said of the datasource concerned, with the severity Note.
//
// # Where the JDBC driver and this package differ
//
// The drivers here are Go's; the URL is meant for Java's. What decides whether
// a connection opens is therefore taken from the JDBC driver:
//
//   - Credentials. The elements <username> and <password> win over the URL's
//     parameters, except with PostgreSQL's driver, where the URL wins.
//   - Connector/J 5 (com.mysql.jdbc.Driver, 5.1.38 or later) without useSSL
//     speaks TLS, unverified, to a server of version 5.7.0 or later that offers
//     it, and none to an older one. MariaDB before 11 greets it as 5.5.5, so it
//     gets no TLS, and one with require_secure_transport refuses it. With
//     useSSL=true the certificate is checked, the host's name is not.
//   - Connector/J 8 (com.mysql.cj.jdbc.Driver) speaks TLS, unverified, wherever
//     it is offered. MariaDB's driver speaks none unless it is told to.
//   - pgjdbc (42.2.5 or later) tries TLS first and goes on without; ssl=true is
//     sslmode=verify-full, and sslmode=require never checks a certificate,
//     whatever sslrootcert says, unlike libpq. Its root certificates are those
//     of sslrootcert or ~/.postgresql/root.crt. PG* variables of the
//     environment and ~/.pgpass, which Go's driver reads, are kept from it.
//   - Microsoft's driver encrypts from version 10 on unless told otherwise; an
//     older one, which this package assumes, encrypts the login only. Where
//     the URL doesn't say, a note does.
//   - Where a URL asks for a certificate to be checked, Java looks into its
//     trust store, which this package can't read: it asks this machine's
//     authorities (SSL_CERT_FILE adds one). A certificate they don't know is a
//     warning, and no password is sent to its server.
//   - Connector/J refuses to fetch the server's public key for
//     caching_sha2_password without TLS unless allowPublicKeyRetrieval=true;
//     Go's driver fetches it. A note says so where it applies.
//   - The TLS versions are Go's (1.2 and later); an old JVM may want less.
package ping
