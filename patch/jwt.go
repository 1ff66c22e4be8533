package patch

// The texts that stock files have for the elements of JWTConfiguration.
const (
	claimsRetriever = "org.wso2.carbon.apimgt.impl.token.DefaultClaimsRetriever"
	consumerDialect = "http://wso2.org/claims"
)

// JWT is the operation that makes a Key Manager add claims to the tokens of
// requests, and sign them: ClaimsRetrieverImplClass, ConsumerDialectURI and
// SignatureAlgorithm of JWTConfiguration in api-manager.xml become active.
//
// In a comment, as in stock files: taken out of it, with the text that it has.
// Missing: inserted with the stock text. Present: left as they are, but for the
// algorithm. There twice: a problem that names both lines.
type JWT struct {
	// SignatureAlgorithm is NONE or SHA256withRSA; the server knows no other.
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
