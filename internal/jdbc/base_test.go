package jdbc

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ispatch/internal/homestest"
)

func TestBase(t *testing.T) {
	for url, want := range map[string]string{
		"jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb?autoReconnect=true": "jdbc:mysql://carbondb.mysql-wso2.com:3306/" +
			"regdb",
		"jdbc:mysql://h/d":                                                 "jdbc:mysql://h/d",
		"jdbc:mysql://user:secret@h:1/d?a=b@c":                             "jdbc:mysql://h:1/d",
		"jdbc:mysql://a:1,b:2/d?x=y":                                       "jdbc:mysql://a:1,b:2/d",
		"jdbc:mariadb://h/d?a=b":                                           "jdbc:mariadb://h/d",
		"jdbc:postgresql://h:5432/d?user=u&p=x":                            "jdbc:postgresql://h:5432/d",
		"jdbc:oracle:thin:@h:1521/s":                                       "jdbc:oracle:thin:@h:1521/s",
		"jdbc:oracle:thin:@h:1521:sid":                                     "jdbc:oracle:thin:@h:1521:sid",
		"jdbc:oracle:thin:scott/tiger@//h:1521/s":                          "jdbc:oracle:thin:@//h:1521/s",
		"jdbc:p6spy:oracle:thin:scott/tiger@h:1521:s":                      "jdbc:p6spy:oracle:thin:@h:1521:s",
		"jdbc:oracle:thin:@h:1521/s?TNS_ADMIN=/x":                          "jdbc:oracle:thin:@h:1521/s",
		"jdbc:oracle:thin:@(DESCRIPTION=(A=B?C))":                          "jdbc:oracle:thin:@(DESCRIPTION=(A=B?C))",
		"jdbc:db2://h:50000/D:currentSchema=S;a=b;":                        "jdbc:db2://h:50000/D",
		"jdbc:db2://h:50000/D":                                             "jdbc:db2://h:50000/D",
		"jdbc:db2:D:a=b;":                                                  "jdbc:db2:D",
		"jdbc:h2:./repository/database/D;A=B;C=D":                          "jdbc:h2:./repository/database/D",
		"jdbc:h2:tcp://h:9092/~/d;USER=sa":                                 "jdbc:h2:tcp://h:9092/~/d",
		"jdbc:sqlserver://h:1433;databaseName=D;a=b":                       "jdbc:sqlserver://h:1433;databaseName=D",
		"jdbc:sqlserver://h:1433;a=b;databaseName=D":                       "jdbc:sqlserver://h:1433;databaseName=D",
		`jdbc:sqlserver://h\I;a={x;database=no};DATABASE={D;1};password=p`: `jdbc:sqlserver://h\I;DATABASE={D;1}`,
		"jdbc:sqlserver://;serverName=h;user=u;instanceName=I":             "jdbc:sqlserver://;serverName=h;instanceName=I",
		"jdbc:sqlserver://h;password={x":                                   "jdbc:sqlserver://h",
		"jdbc:jtds:sqlserver://h:1/d;instance=I":                           "jdbc:jtds:sqlserver://h:1/d",
		"jdbc:mysql://(host=h,user=u,password=S3)/d":                       "jdbc:mysql://(host=h)/d",
		"jdbc:mysql://address=(host=h)(user=u)(password=S?3)(port=1)/d?x":  "jdbc:mysql://address=(host=h)(port=1)/d",
		"jdbc:mysql://(user=u,password=S3,host=h)/d":                       "jdbc:mysql://(host=h)/d",
		"jdbc:mysql://[u:p@a:1,v:q@b:2]/d":                                 "jdbc:mysql://[a:1,b:2]/d",
		"jdbc:mysql://u:p/w@a,v:q@b/d":                                     "jdbc:mysql://a,b/d",
		"jdbc:oracle:thin:u/S3@(DESCRIPTION=(HOST=h)(PASSWORD=S3))":        "jdbc:oracle:thin:@(DESCRIPTION=(HOST=h))",
		"jdbc:oracle:thin:u/S3@":                                           "jdbc:oracle:thin:@",
		"jdbc:informix-sqli://h:1/d:INFORMIXSERVER=s;user=u;password=p":    "jdbc:informix-sqli://h:1/d",
		"jdbc:odd:x:password=p":                                            "jdbc:odd:x",
		"jdbc:derby:d;user=u;password=p":                                   "jdbc:derby:d",
		"jdbc:log4jdbc:mysql://u:p@h:1/d?password=p":                       "jdbc:log4jdbc:mysql://h:1/d",
		"${url}": "${url}",
		"":       "",
	} {
		if got := Base(url); got != want {
			t.Errorf("Base(%q) = %q, want %q", url, got, want)
		}
	}
}

// Every URL in real homes is read.
func TestRealURLs(t *testing.T) {
	found := 0
	for name, home := range homestest.Homes(t) {
		files, _ := filepath.Glob(filepath.Join(home, "repository/conf/datasources/*.xml"))
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range regexp.MustCompile(`<url>([^<]*)</url>`).FindAllSubmatch(data, -1) {
				url := strings.ReplaceAll(string(match[1]), "&amp;", "&")
				found++
				u := Parse(url)
				if u.Err() != nil || u.Opaque != "" && !strings.Contains(url, "Full path to") {
					t.Errorf("%s: %s: Parse gave %+v, %v", name, url, u, u.Err())
				}
				checkURL(t, url)
			}
		}
	}
	if found == 0 {
		t.Error("no URL was looked at")
	}
}
