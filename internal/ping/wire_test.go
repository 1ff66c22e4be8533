package ping

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"testing"
	"unicode/utf16"
)

// mySQLError is what a MySQL server says in place of its greeting.
func mySQLError(number uint16, message string) []byte {
	body := append([]byte{0xff, byte(number), byte(number >> 8)}, message...)
	return append([]byte{byte(len(body)), 0, 0, 0}, body...)
}

func TestMySQLErrorForAGreeting(t *testing.T) {
	for number, code := range map[uint16]Code{
		1040: TooManyConnections, 1129: LoginRefused, 1130: LoginRefused, 1053: NotReady, 1045: WrongPassword,
	} {
		port := listen(t, func(conn net.Conn) { conn.Write(mySQLError(number, "no, wso2, not with "+planted)) })
		expect(t, pingOne(t, Target{URL: everyKind(port)["mysql"], Username: "wso2", Password: planted}), code)
	}
}

// tds is a packet of SQL Server's.
func tds(kind byte, body []byte) []byte {
	packet := []byte{kind, 1, 0, 0, 0, 0, 1, 0}
	binary.BigEndian.PutUint16(packet[2:], uint16(8+len(body)))
	return append(packet, body...)
}

// tdsError is a server's error, as it stands in an answer.
func tdsError(number uint32, message string) []byte {
	text := utf16.Encode([]rune(message))
	var body []byte
	body = binary.LittleEndian.AppendUint32(body, number)
	body = append(body, 1, 14)
	body = binary.LittleEndian.AppendUint16(body, uint16(len(text)))
	for _, unit := range text {
		body = binary.LittleEndian.AppendUint16(body, unit)
	}
	body = append(body, 0, 0)
	body = binary.LittleEndian.AppendUint32(body, 1)
	return append(binary.LittleEndian.AppendUint16([]byte{0xaa}, uint16(len(body))), body...)
}

// fakeSQLServer offers no encryption and answers a login with errors.
func fakeSQLServer(errors ...[]byte) func(net.Conn) {
	return func(conn net.Conn) {
		const notSupported = 2
		if !readTDS(conn) {
			return
		}
		conn.Write(tds(4, []byte{0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 15, 0, 0, 0, 0, 0, notSupported}))
		if !readTDS(conn) {
			return
		}
		var answer []byte
		for _, e := range errors {
			answer = append(answer, e...)
		}
		conn.Write(tds(4, append(answer, 0xfd, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))
		silent(conn)
	}
}

func readTDS(conn net.Conn) bool {
	header := make([]byte, 8)
	if _, err := io.ReadFull(conn, header); err != nil {
		return false
	}
	_, err := io.CopyN(io.Discard, conn, int64(binary.BigEndian.Uint16(header[2:]))-8)
	return err == nil
}

func TestSQLServerErrors(t *testing.T) {
	login := tdsError(18456, "Login failed for user 'wso2'.")
	for _, row := range []struct {
		answer [][]byte
		code   Code
	}{
		{[][]byte{login}, WrongPassword},
		{[][]byte{tdsError(4060, `Cannot open database "regdb" requested by the login.`), login}, UnknownDatabase},
		{[][]byte{tdsError(18486, "Login failed for user 'wso2' because the account is currently locked out.")}, LoginRefused},
		{[][]byte{tdsError(50000, "your password is "+planted)}, DatabaseError},
	} {
		port := listen(t, fakeSQLServer(row.answer...))
		r := pingOne(t, Target{URL: everyKind(port)["mssql"], Username: "wso2", Password: planted})
		expect(t, r, row.code)
	}
}

func TestSQLServerWithoutTLS(t *testing.T) {
	port := listen(t, fakeSQLServer(tdsError(18456, "no")))
	r := pingOne(t, Target{URL: "jdbc:sqlserver://127.0.0.1:" + port + ";databaseName=d;encrypt=true", Username: "u", Password: planted})
	expect(t, r, TLSNotOffered)
	r = pingOne(t, Target{URL: "jdbc:sqlserver://127.0.0.1:" + port + ";databaseName=d", Username: "u", Password: planted})
	expect(t, r, WrongPassword)
	says(t, r, "the url has no encrypt")
}

// An instance's port is asked for at UDP port 1434, where nothing listens.
func TestSQLServerInstance(t *testing.T) {
	if conn, err := net.ListenPacket("udp", "127.0.0.1:1434"); err != nil {
		t.Skip("something listens on UDP port 1434: ", err)
	} else {
		conn.Close()
	}
	r := pingOne(t, Target{URL: `jdbc:sqlserver://127.0.0.1\WSO2;databaseName=d;encrypt=false`, Username: "u", Password: planted})
	expect(t, r, UnknownInstance)
	says(t, r, "127.0.0.1 has no instance WSO2")
}

// tns is a packet of Oracle's.
func tns(kind, flag byte, body []byte) []byte {
	packet := []byte{0, 0, 0, 0, kind, flag, 0, 0}
	binary.BigEndian.PutUint16(packet, uint16(8+len(body)))
	return append(packet, body...)
}

func tnsRefuse(text string) []byte {
	return tns(4, 0, append([]byte{0x22, 0, 0, byte(len(text))}, text...))
}

func TestOracleErrors(t *testing.T) {
	for text, code := range map[string]Code{
		"(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=12514)(ERROR_STACK=(ERROR=(CODE=12514)(EMFI=4))))": UnknownDatabase,
		"(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=12505)(ERROR_STACK=(ERROR=(CODE=12505)(EMFI=4))))": UnknownDatabase,
		"(DESCRIPTION=(ERR=12528))": NotReady,
		"(DESCRIPTION=(ERR=12519))": TooManyConnections,
		"(DESCRIPTION=(ERR=12506))": LoginRefused,
		"(DESCRIPTION=(ERR=99999))": DatabaseError,
	} {
		port := listen(t, func(conn net.Conn) {
			conn.Read(make([]byte, 4096))
			conn.Write(tnsRefuse(text))
			silent(conn)
		})
		for _, url := range []string{
			"jdbc:oracle:thin:@127.0.0.1:" + port + "/regdb",
			"jdbc:oracle:thin:@127.0.0.1:" + port + ":regdb",
			"jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT=" + port + "))(CONNECT_DATA=(SERVICE_NAME=regdb)))",
		} {
			r := pingOne(t, Target{URL: url, Username: "wso2", Password: planted})
			expect(t, r, code)
			if code == UnknownDatabase {
				says(t, r, `no database "regdb"`)
			}
		}
	}
}

// A descriptor's second address counts when the first refuses.
func TestOracleAddresses(t *testing.T) {
	closed, port := closedPort(t), listen(t, func(conn net.Conn) {
		conn.Read(make([]byte, 4096))
		conn.Write(tnsRefuse("(DESCRIPTION=(ERR=12514))"))
		silent(conn)
	})
	address := func(port string) string { return "(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT=" + port + "))" }
	url := "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS_LIST=" + address(closed) + address(port) + ")(CONNECT_DATA=(SERVICE_NAME=regdb)))"
	r := pingOne(t, Target{URL: url, Username: "wso2", Password: planted})
	expect(t, r, UnknownDatabase)
	says(t, r, "127.0.0.1:"+port+" has no database")
}

// Go's driver for Oracle prints what a server has it print. It must not be on
// standard output.
func TestOraclePrints(t *testing.T) {
	port := listen(t, func(conn net.Conn) {
		conn.Read(make([]byte, 4096))
		body := make([]byte, 56)
		body[0], body[1] = 0x01, 0x36 // version 310
		conn.Write(tns(2, 1, body))
	})
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out := os.Stdout
	os.Stdout = write
	r := pingOne(t, Target{URL: everyKind(port)["oracle"], Username: "wso2", Password: planted})
	back := os.Stdout
	os.Stdout = out
	write.Close()
	if text, _ := io.ReadAll(read); len(text) != 0 || back != write {
		t.Errorf("printed %q", text)
	}
	if len(r.Problems) != 1 || r.OK() {
		t.Errorf("%+v", r)
	}
}

func FuzzGreeting(f *testing.F) {
	f.Add([]byte("\x0a5.5.5-10.11.6-MariaDB-0+deb12u1\x00\x08\x00\x00\x00abcdefgh\x00\xfe\xf7\x2d\x02\x00\xff\x81\x15\x00\x00\x00\x00\x00\x00\x1d\x00\x00\x00abcdefghijkl\x00mysql_native_password\x00"))
	f.Add([]byte("\x0a8.0.36\x00"))
	f.Add([]byte{9})
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) == 0 {
			return
		}
		hello, err := readGreeting(body)
		if err == nil {
			hello.atLeast(5, 7)
			hello.release()
		}
	})
}
