package patch_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"ispatch/patch"
)

// oneOfEach returns an operation of each kind, and some twice.
func oneOfEach() []patch.Operation {
	alias := &patch.Value{Alias: "al"}
	return append(page(),
		patch.Datasource{Name: "B", JNDI: "jdbc/B", Configuration: []patch.Setting{{Name: "password", Value: *alias}}},
		patch.DatasourceRemove{Name: "WSO2AM_DB"},
		patch.UserStore{Class: patch.JDBCUserStore, Properties: []patch.Property{{Name: "ReadOnly", Value: *alias}}},
		patch.UserStore{Class: patch.ReadWriteLDAPUserStore},
		patch.Administrator{UserName: &patch.Value{Text: "root"}, Password: alias},
		patch.MountSet{Path: "/_system/config", Target: "/t", JNDI: "jdbc/X"},
		patch.MountRemove{Path: "/_system/config", Prune: true},
		patch.SecondaryUserStore{Domain: "D", Class: "c"},
		patch.PortOffset{Offset: 1}, patch.IdentityDatasource{JNDI: "j"},
		patch.Gateway{URL: "https://gw:9443"}, patch.RevokeURL{URL: "u"}, patch.JWT{SignatureAlgorithm: "NONE"},
		patch.KeyManager{URL: "https://is:9443", Password: alias})
}

// appliesOnce checks that an operation refuses a file, or changes it once.
func appliesOnce(t interface {
	Helper()
	Errorf(format string, args ...any)
}, op patch.Operation, text string) {
	t.Helper()
	fsys := home(map[string]string{op.File(): text, patch.CipherTool: "A=b\n"})
	plan, err := patch.NewPlan(fsys, []patch.Operation{op})
	if err != nil {
		return
	}
	for _, f := range plan.Files {
		fsys[f.Path] = &fstest.MapFile{Data: f.After}
	}
	again, err := patch.NewPlan(fsys, []patch.Operation{op})
	if err != nil {
		t.Errorf("%T: a second time: %v\n%s", op, err, text)
	} else if again.Changed() {
		t.Errorf("%T: a second run changes something: %+v\n%s", op, again.Reports, text)
	}
}

// grammars describe the elements of a file: for each, its children, attributes
// (with =) and texts (quoted). The first is the root.
var grammars = map[string][]string{
	patch.MasterDatasources: {"datasources-configuration datasources datasources", "datasources datasource datasource",
		"datasource name jndiConfig definition", "jndiConfig name", "definition type=RDBMS configuration",
		"configuration url username password dataSourceClassName dataSourceProps", "dataSourceProps property property",
		"property name=url name=password 'x", "name 'WSO2AM_DB 'B 'jdbc/B 'jdbc/WSO2AM_DB", "url 'x", "password 'x",
		"dataSourceClassName 'x"},
	patch.UserManagement: {"UserManager Realm", "Realm Configuration UserStoreManager UserStoreManager",
		"Configuration Property AdminUser Property", "AdminUser UserName Password", "UserName 'root 'x",
		"UserStoreManager class=" + patch.JDBCUserStore + " class=" + patch.ReadWriteLDAPUserStore + " Property Property",
		"Property name=dataSource name=ReadOnly name=TenantManager 'jdbc/WSO2UM_DB 'x"},
	patch.RegistryConfiguration: {"wso2registry currentDBConfig dbConfig dbConfig remoteInstance mount mount",
		"currentDBConfig 'local 'local 'govregistry", "dbConfig name=local name=local name=govregistry dataSource",
		"dataSource 'jdbc/X 'x", "remoteInstance id dbConfig cacheId", "id 'gov 'x",
		"mount path=/_system/config overwrite=true instanceId targetPath", "instanceId 'gov 'x", "targetPath '/t 'x"},
	patch.APIConfiguration: {"APIManager AuthManager APIKeyValidator JWTConfiguration APIGateway OAuthConfigurations",
		"AuthManager ServerURL Username Password", "APIKeyValidator ServerURL Password",
		"ServerURL 'x 'https://gw:9443/services/",
		"JWTConfiguration SignatureAlgorithm ConsumerDialectURI", "SignatureAlgorithm 'NONE", "APIGateway Environments",
		"Environments Environment", "Environment Name ServerURL", "OAuthConfigurations RevokeAPIURL", "RevokeAPIURL 'u 'x"},
	storesFolder + "D.xml": {"UserStoreManager class=c class=d Property Property", "Property name=DomainName 'D 'x"},
}

// element returns a random element of a file: mostly as in its grammar, with
// children missing, repeated, in comments, and now and then in a namespace.
func element(t *rapid.T, grammar []string, tag string) string {
	var attributes, texts, children []string
	for _, rule := range grammar {
		if words := strings.Fields(rule); words[0] == tag {
			for _, word := range words[1:] {
				switch {
				case strings.Contains(word, "="):
					attributes = append(attributes, word)
				case word[0] == '\'':
					texts = append(texts, word[1:])
				default:
					children = append(children, word)
				}
			}
		}
	}
	chance := func(of int) bool { return rapid.IntRange(1, of).Draw(t, "chance") == 1 }
	var b strings.Builder
	b.WriteString("<" + tag)
	if len(attributes) > 0 && !chance(8) {
		name, value, _ := strings.Cut(rapid.SampledFrom(attributes).Draw(t, "attribute"), "=")
		b.WriteString(" " + name + "='" + value + "'")
	}
	if chance(150) {
		b.WriteString(" xmlns='u'")
	}
	b.WriteString(">")
	if len(texts) > 0 && !chance(8) {
		b.WriteString(rapid.SampledFrom(texts).Draw(t, "text"))
	}
	for _, child := range children {
		if chance(6) {
			continue
		}
		inner := element(t, grammar, child)
		if chance(6) && !strings.Contains(inner, "--") {
			inner = "<!--" + inner[1:len(inner)-1] + "-->"
		}
		b.WriteString(rapid.SampledFrom([]string{"", "\n", "\n  "}).Draw(t, "layout") + inner)
	}
	return b.String() + "</" + tag + ">"
}

// TestRandomFiles: the same as FuzzOperations, for files with the right names,
// in any number.
func TestRandomFiles(t *testing.T) {
	operations := oneOfEach()
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom(operations).Draw(t, "operation")
		if grammar, known := grammars[op.File()]; known {
			root, _, _ := strings.Cut(grammar[0], " ")
			appliesOnce(t, op, element(t, grammar, root))
		}
	})
}

// FuzzOperations: for any content of a file of the home, an operation refuses
// it or changes it once: it does not panic, and a second run changes nothing.
func FuzzOperations(f *testing.F) {
	operations := oneOfEach()
	store := "<UserStoreManager class=\"" + patch.JDBCUserStore + "\"><Property name=\"ReadOnly\"/></UserStoreManager>"
	seeds := map[string][]string{
		patch.MasterDatasources: {master(""), master(datasource("WSO2AM_DB", "j", "<url> x</url>")),
			master(datasource("B", "jdbc/B", "<dataSourceClassName>x</dataSourceClassName>"))},
		patch.UserManagement: {userMgt("", "<!--"+store[1:len(store)-1]+"-->"), userMgt("<AdminUser/>", store),
			userMgt("<Property name=' dataSource'/>", strings.ReplaceAll(store, "UserStore", "ISUserStore"))},
		patch.RegistryConfiguration: {registry(""), registry("<mount path=\"/_system/config\"/><remoteInstance/>"),
			"<a><currentDBConfig>b</currentDBConfig><dbConfig name=\"b\"/></a>"},
		patch.CarbonConfiguration:   {carbonXML, "<Server><Ports/></Server>"},
		patch.IdentityConfiguration: {identityXML},
		patch.APIConfiguration:      {apiXML, "<APIManager><!--AuthManager/--><JWTConfiguration/></APIManager>"},
		storesFolder + "D.xml":      {store, "<UserStoreManager/>"},
	}
	for i, op := range operations {
		for _, text := range seeds[op.File()] {
			f.Add(uint8(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		op := operations[int(which)%len(operations)]
		appliesOnce(t, op, text)
	})
}
