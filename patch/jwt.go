package patch

// The texts of the elements of JWTConfiguration in stock files.
const (
	claimsRetriever = "org.wso2.carbon.apimgt.impl.token.DefaultClaimsRetriever"
	consumerDialect = "http://wso2.org/claims"
)

// JWT is the operation that makes a Key Manager add claims to the tokens of
// requests, and sign them: ClaimsRetrieverImplClass, ConsumerDialectURI and
// SignatureAlgorithm of JWTConfiguration in api-manager.xml become active.
//
// A commented element, as in stock files, is taken out of its comment and keeps
// its text. A missing one is inserted with the stock text. Of present ones,
// only the algorithm changes. Two are a problem that names both lines.
type JWT struct {
	// SignatureAlgorithm is NONE or SHA256withRSA; the server supports no
	// others.
	SignatureAlgorithm string
}

// File implements Operation.
func (JWT) File() string { return APIConfiguration }

// Apply implements Operation.
func (o JWT) Apply(docs *Documents) ([]Report, error) {
	editor, err := docs.Edit(APIConfiguration)
	if err != nil {
		return nil, err
	}
	if o.SignatureAlgorithm != "NONE" && o.SignatureAlgorithm != "SHA256withRSA" {
		return nil, editor.Problem(nil, "", "the signature algorithm must be NONE or SHA256withRSA, not %q",
			o.SignatureAlgorithm)
	}
	parent, err := editor.path("JWTConfiguration")
	if err != nil {
		return nil, err
	}
	slots := map[string]*slot{}
	for _, tag := range []string{"ClaimsRetrieverImplClass", "ConsumerDialectURI", "SignatureAlgorithm"} {
		if slots[tag], err = editor.slot(parent, tag); err != nil {
			return nil, err
		}
	}
	var fields []string
	note := func(changed bool, tag string) {
		if changed {
			fields = append(fields, tag)
		}
	}
	note(slots["ClaimsRetrieverImplClass"].activate(claimsRetriever, "JWTHeader"), "ClaimsRetrieverImplClass")
	note(slots["ConsumerDialectURI"].activate(consumerDialect, "ClaimsRetrieverImplClass"), "ConsumerDialectURI")
	note(slots["SignatureAlgorithm"].set(Value{Text: o.SignatureAlgorithm}, Trimmed, false, "ConsumerDialectURI"),
		"SignatureAlgorithm")
	return []Report{editor.Report("JWTConfiguration", parent, fields...)}, nil
}
