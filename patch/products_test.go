package patch_test

import (
	"errors"
	"strings"
	"testing"

	"ispatch/patch"
)

const (
	carbonXML = `<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">
  <Name>WSO2 Identity Server</Name>
  <Ports>
    <!-- added to each port -->
    <Offset>1</Offset>
  </Ports>
  <WebContextRoot>/</WebContextRoot>
</Server>
`
	identityXML = `<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">
  <JDBCPersistenceManager>
    <DataSource>
      <!-- Include a data source name -->
      <Name>jdbc/WSO2CarbonDB</Name>
    </DataSource>
  </JDBCPersistenceManager>
</Server>
`
	apiXML = `<APIManager>
  <AuthManager>
    <ServerURL>https://localhost:${mgt.transport.https.port}${carbon.context}services/</ServerURL>
    <Username>${admin.username}</Username>
    <Password>${admin.password}</Password>
  </AuthManager>
  <JWTConfiguration>
    <JWTHeader>X-JWT-Assertion</JWTHeader>
    <!--ClaimsRetrieverImplClass>own.Retriever</ClaimsRetrieverImplClass-->
    <!-- <ConsumerDialectURI>http://wso2.org/claims</ConsumerDialectURI> -->
    <!--SignatureAlgorithm>SHA256withRSA</SignatureAlgorithm-->
  </JWTConfiguration>
  <APIGateway>
    <Environments>
      <!--Environment type="x"><Name>Commented</Name></Environment-->
      <Environment type="hybrid">
        <Name>Production</Name>
        <ServerURL>https://localhost:${mgt.transport.https.port}${carbon.context}services/</ServerURL>
      </Environment>
    </Environments>
  </APIGateway>
  <APIKeyValidator>
    <ServerURL>https://old/services/</ServerURL>
    <Username>${admin.username}</Username>
    <Password>${admin.password}</Password>
    <KeyValidatorClientType>ThriftClient</KeyValidatorClientType>
  </APIKeyValidator>
  <OAuthConfigurations>
    <TokenEndPointName>/oauth2/token</TokenEndPointName>
  </OAuthConfigurations>
</APIManager>
`
	twoEnvironments = `    <Environments>
      <Environment><Name>One</Name></Environment>
      <Environment><Name>Two</Name><Description>d</Description></Environment>
    </Environments>
`
)

// products returns a home with the files of both products, some replaced.
func products(changes ...string) map[string]string {
	admin := "      <AdminUser>\n        <UserName>root</UserName>\n        <Password>p</Password>\n      </AdminUser>\n"
	files := map[string]string{patch.CarbonConfiguration: carbonXML, patch.IdentityConfiguration: identityXML,
		patch.APIConfiguration: apiXML, patch.UserManagement: userMgt(admin, "")}
	for file, text := range files {
		files[file] = strings.NewReplacer(changes...).Replace(text)
	}
	return files
}

// TestProducts: the settings by which an Identity Server and an API Manager find
// each other.
func TestProducts(t *testing.T) {
	stock := "https://localhost:${mgt.transport.https.port}${carbon.context}services/"
	environments := apiXML[strings.Index(apiXML, "    <Environments>"):strings.Index(apiXML, "  </APIGateway>")]
	for _, test := range []struct {
		name    string
		files   map[string]string
		op      patch.Operation
		file    string
		changes []string // old, new, …: what differs in the file afterwards
		report  string
	}{
		{"offset", products(), patch.PortOffset{Offset: 2}, patch.CarbonConfiguration,
			[]string{"<Offset>1<", "<Offset>2<"}, "Ports/Offset updated Offset"},
		{"offset as it is", products("<Offset>1<", "<Offset> 01 <"), patch.PortOffset{Offset: 1},
			patch.CarbonConfiguration, nil, "Ports/Offset unchanged"},
		{"offset with a sign", products("<Offset>1<", "<Offset> +1 <"), patch.PortOffset{Offset: 1},
			patch.CarbonConfiguration, nil, "Ports/Offset unchanged"},
		{"offset with two signs", products("<Offset>1<", "<Offset>++1<"), patch.PortOffset{Offset: 1},
			patch.CarbonConfiguration, []string{"<Offset>++1<", "<Offset>1<"}, "Ports/Offset updated Offset"},
		{"offset missing", products("    <Offset>1</Offset>\n", ""), patch.PortOffset{Offset: 2}, patch.CarbonConfiguration,
			[]string{"port -->\n", "port -->\n    <Offset>2</Offset>\n"}, "Ports/Offset inserted"},
		{"identity", products(), patch.IdentityDatasource{JNDI: "jdbc/A"}, patch.IdentityConfiguration,
			[]string{"jdbc/WSO2CarbonDB", "jdbc/A"}, "JDBCPersistenceManager/DataSource/Name updated Name"},
		{"identity by the datasource's name", products(), patch.IdentityDatasource{Datasource: "A"},
			patch.IdentityConfiguration,
			[]string{"jdbc/WSO2CarbonDB", "jdbc/A"}, "JDBCPersistenceManager/DataSource/Name updated Name"},
		{"identity as it is", products(), patch.IdentityDatasource{JNDI: "jdbc/WSO2CarbonDB"}, patch.IdentityConfiguration,
			nil, "JDBCPersistenceManager/DataSource/Name unchanged"},
		{"gateway", products(), patch.Gateway{URL: "https://gw:9443"}, patch.APIConfiguration,
			[]string{"Production</Name>\n        <ServerURL>" + stock,
				"Production</Name>\n        <ServerURL>https://gw:9443/services/"}, "Environment Production updated ServerURL"},
		{"gateway as the server reads it", products(), patch.Gateway{URL: "https://localhost:9444/"}, patch.APIConfiguration,
			nil, "Environment Production unchanged"},
		{"gateway with a path of its own", products(), patch.Gateway{URL: "https://gw/x/", Environment: "Production"},
			patch.APIConfiguration, []string{"Production</Name>\n        <ServerURL>" + stock,
				"Production</Name>\n        <ServerURL>https://gw/x/"}, "Environment Production updated ServerURL"},
		{"gateway of one of two", products(environments, twoEnvironments),
			patch.Gateway{URL: "https://gw:9443", Environment: "Two"}, patch.APIConfiguration,
			[]string{"d</Description>", "d</Description><ServerURL>https://gw:9443/services/</ServerURL>"},
			"Environment Two updated ServerURL"},
		{"revoke URL missing", products(), patch.RevokeURL{URL: "https://gw:8243/revoke"}, patch.APIConfiguration,
			[]string{"token</TokenEndPointName>\n", "token</TokenEndPointName>\n" +
				"    <RevokeAPIURL>https://gw:8243/revoke</RevokeAPIURL>\n"}, "OAuthConfigurations/RevokeAPIURL inserted"},
		{"revoke URL in a comment", products("    <TokenEnd", "    <!--RevokeAPIURL>x</RevokeAPIURL-->\n    <TokenEnd"),
			patch.RevokeURL{URL: "u"}, patch.APIConfiguration,
			[]string{"<!--RevokeAPIURL>x</RevokeAPIURL-->", "<RevokeAPIURL>u</RevokeAPIURL>"},
			"OAuthConfigurations/RevokeAPIURL updated RevokeAPIURL"},
		{"jwt in comments", products(), patch.JWT{SignatureAlgorithm: "NONE"}, patch.APIConfiguration,
			[]string{"<!--ClaimsRetrieverImplClass", "<ClaimsRetrieverImplClass",
				"</ClaimsRetrieverImplClass-->", "</ClaimsRetrieverImplClass>",
				"<!-- <ConsumerDialectURI>http://wso2.org/claims</ConsumerDialectURI> -->",
				"<ConsumerDialectURI>http://wso2.org/claims</ConsumerDialectURI>",
				"<!--SignatureAlgorithm>SHA256withRSA</SignatureAlgorithm-->", "<SignatureAlgorithm>NONE</SignatureAlgorithm>"},
			"JWTConfiguration updated ClaimsRetrieverImplClass,ConsumerDialectURI,SignatureAlgorithm"},
		{"jwt missing", products("    <!--ClaimsRetrieverImplClass>own.Retriever</ClaimsRetrieverImplClass-->\n", "",
			"    <!-- <ConsumerDialectURI>http://wso2.org/claims</ConsumerDialectURI> -->\n", "",
			"    <!--SignatureAlgorithm>SHA256withRSA</SignatureAlgorithm-->\n", ""),
			patch.JWT{SignatureAlgorithm: "NONE"}, patch.APIConfiguration,
			[]string{"Assertion</JWTHeader>\n", "Assertion</JWTHeader>\n" +
				"    <ClaimsRetrieverImplClass>org.wso2.carbon.apimgt.impl.token.DefaultClaimsRetriever" +
				"</ClaimsRetrieverImplClass>\n    <ConsumerDialectURI>http://wso2.org/claims</ConsumerDialectURI>\n" +
				"    <SignatureAlgorithm>NONE</SignatureAlgorithm>\n"},
			"JWTConfiguration updated ClaimsRetrieverImplClass,ConsumerDialectURI,SignatureAlgorithm"},
		{"key manager", products(), patch.KeyManager{URL: "https://is:9444", Client: "WSClient", ThriftServer: ptr(false),
			UserName: &patch.Value{Text: "root"}, Password: &patch.Value{Text: "p&"}}, patch.APIConfiguration,
			[]string{"<AuthManager>\n    <ServerURL>" + stock, "<AuthManager>\n    <ServerURL>https://is:9444/services/",
				"https://old/", "https://is:9444/", "<Password>${admin.password}<", "<Password>p&amp;<",
				"ThriftClient</KeyValidatorClientType>\n",
				"WSClient</KeyValidatorClientType>\n    <EnableThriftServer>false</EnableThriftServer>\n"},
			"AuthManager updated ServerURL,Password\n" +
				"APIKeyValidator updated ServerURL,Password,KeyValidatorClientType,EnableThriftServer"},
		{"key manager as the server reads it", products(), patch.KeyManager{UserName: &patch.Value{Text: "root"},
			Password: &patch.Value{Text: "p"}, Client: "ThriftClient"}, patch.APIConfiguration, nil,
			"AuthManager unchanged\nAPIKeyValidator unchanged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := strings.NewReplacer(test.changes...).Replace(test.files[test.file])
			checkOperation(t, test.files, test.op, map[string]string{test.file: want}, strings.Split(test.report, "\n"))
		})
	}
}

// TestProductRefusals: what these operations cannot do is a problem with its
// place.
func TestProductRefusals(t *testing.T) {
	environments := apiXML[strings.Index(apiXML, "    <Environments>"):strings.Index(apiXML, "  </APIGateway>")]
	for _, test := range []struct {
		name  string
		files map[string]string
		op    patch.Operation
		want  string
	}{
		{"no file", nil, patch.PortOffset{}, patch.CarbonConfiguration + ": no such file"},
		{"no parent", products("JDBCPersistenceManager", "X"), patch.IdentityDatasource{JNDI: "j"},
			patch.IdentityConfiguration + ":1:1: <Server> has no <JDBCPersistenceManager>"},
		{"two environments and no name", products(environments, twoEnvironments), patch.Gateway{URL: "u"},
			patch.APIConfiguration + ":14:5: there are 2 environments: One, Two"},
		{"an unknown environment", products(), patch.Gateway{URL: "u", Environment: "Producton"},
			patch.APIConfiguration + ":14:5: there is no environment Producton"},
		{"two elements", products("<Offset>1</Offset>", "<Offset>1</Offset><Offset>2</Offset>"), patch.PortOffset{},
			patch.CarbonConfiguration + ":5:5: duplicate <Offset> of <Ports> (also at line 5)"},
		{"two comments", products("<!--Sig", "<!--SignatureAlgorithm>X</SignatureAlgorithm-->\n    <!--Sig"),
			patch.JWT{SignatureAlgorithm: "NONE"},
			patch.APIConfiguration + ":11:5: duplicate commented <SignatureAlgorithm> of <JWTConfiguration> (also at line 12)"},
		{"an algorithm that the server does not know", products(), patch.JWT{SignatureAlgorithm: "RS256"},
			patch.APIConfiguration + `: the signature algorithm must be NONE or SHA256withRSA, not "RS256"`},
		{"a client that the server does not know", products(), patch.KeyManager{Client: "wsclient"},
			patch.APIConfiguration + `: the Key Manager's client must be WSClient or ThriftClient, not "wsclient"`},
		{"a password that the server cuts", products(), patch.KeyManager{Password: &patch.Value{Text: " p"}},
			patch.APIConfiguration + ": <Password> of <AuthManager> begins or ends with a blank"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := patch.NewPlan(home(test.files), []patch.Operation{test.op})
			var problems patch.Problems
			if !errors.As(err, &problems) || !strings.HasPrefix(problems[0].Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}
