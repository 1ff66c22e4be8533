package verify_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestLikely: the hint for a JNDI name that nothing binds suggests the right name.
func TestLikely(t *testing.T) {
	for _, test := range []struct {
		name, asked string
		edits       []edit
		hint        string
	}{
		{"the datasource's name", "WSO2UM_DB", nil,
			"WSO2UM_DB is the name of a datasource; write the JNDI name that it binds, jdbc/WSO2UM_DB"},
		{"jdbc/ missing", "WSO2CarbonDB", nil, "did you mean jdbc/WSO2CarbonDB?"},
		{"jdbc/ too much", "jdbc/WSO2MBStoreDB", nil, "did you mean WSO2MBStoreDB?"},
		{"another case", "jdbc/wso2um_db", nil, "did you mean jdbc/WSO2UM_DB?"},
		{"a slip", "jdbc/WSO2_UM_DB", nil, "did you mean jdbc/WSO2UM_DB?"},
		{"in a comment", "jdbc/UM", []edit{{master, "", "<datasource>\n            <name>WSO2UM_DB",
			"<!-- x\n<datasource><jndiConfig><name> jdbc/UM </name> --><datasource>\n            <name>WSO2UM_DB"}},
			"one that does is in a comment at " + master + ":95"},
		{"not the name of another database", "jdbc/WSO2UM_DB", []edit{{master, "", "<name>WSO2UM_DB</name>",
			"<name>X</name>"},
			{master, "", "<name>jdbc/WSO2UM_DB</name>", "<name>jdbc/X</name>"}},
			"add a datasource that binds it, or write one of WSO2MBStoreDB, bpsds, jdbc/WSO2AM_DB, jdbc/WSO2AM_STATS_DB, " +
				"jdbc/WSO2CarbonDB, jdbc/WSO2MetricsDB, jdbc/WSO2REG_DB, jdbc/X"},
		{"none", "jdbc/UserStore", []edit{{bps, "", "<name>bpsds</name>",
			"<name>jdbc/A</name></jndiConfig><jndiConfig><name>jdbc/B</name>"}},
			"add a datasource that binds it, or write one of WSO2MBStoreDB, jdbc/B, jdbc/WSO2AM_DB, jdbc/WSO2AM_STATS_DB, " +
				"jdbc/WSO2CarbonDB, jdbc/WSO2MetricsDB, jdbc/WSO2REG_DB, jdbc/WSO2UM_DB"},
		{"too long to compare", strings.Repeat("jdbc/WSO2UM_DB", 5), nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			home := fixedHome(t)
			edit{usermgt, "", ">jdbc/WSO2UM_DB<", ">" + test.asked + "<"}.apply(t, home)
			for _, e := range test.edits {
				e.apply(t, home)
			}
			for _, p := range report(home, "5.7.0").Problems {
				if p.Code == "unknown-jndi-name" {
					if test.hint != "" && p.Hint != test.hint {
						t.Errorf("%q instead of %q", p.Hint, test.hint)
					}
					return
				}
			}
			t.Error("is not reported")
		})
	}
}

// TestUTF16: lines are found in every encoding.
func TestUTF16(t *testing.T) {
	home := fixedHome(t)
	edit{usermgt, "", "<UserManager>", "<!DOCTYPE UserManager [<!ENTITY r \"x\">]>\n<UserManager>"}.apply(t, home)
	edit{usermgt, "", "<AdminRole>admin", "<AdminRole>admin&r;"}.apply(t, home)
	text := string(home[usermgt].Data)
	data := []byte{0xfe, 0xff}
	for _, unit := range utf16.Encode([]rune(text)) {
		data = append(data, byte(unit>>8), byte(unit))
	}
	home[usermgt] = &fstest.MapFile{Data: data}
	want := []found{{"entity-in-value", usermgt, lineOf(t, []byte(text), "admin&r;")}}
	if diff := cmp.Diff(want, check(home, "5.7.0"), cmp.AllowUnexported(found{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
