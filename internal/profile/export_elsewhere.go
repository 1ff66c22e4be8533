package profile

import (
	"fmt"

	"ispatch/patch"
	"ispatch/xmlpath"
)

// shippedReferences are the JNDI names that other files name in a stock home.
var shippedReferences = map[string]string{
	"repository/conf/identity/identity.xml":              carbonJNDI,
	"repository/conf/identity/thrift-authentication.xml": carbonJNDI,
	"repository/conf/consent-mgt-config.xml":             carbonJNDI,
	"repository/conf/api-manager.xml":                    "jdbc/WSO2AM_DB",
	"repository/conf/bps.xml":                            "bpsds",
	"repository/conf/humantask.xml":                      "bpsds",
	"repository/conf/metrics.xml":                        "jdbc/WSO2MetricsDB",
}

// ownDatabase are the files that name a datasource which the server ships for
// them.
var ownDatabase = map[string]bool{
	"repository/conf/bps.xml":       true,
	"repository/conf/humantask.xml": true,
	"repository/conf/metrics.xml":   true,
}

// exportElsewhere patches the references of other files, where they are not
// those of a stock home.
func (e *exporter) exportElsewhere() {
	for _, ref := range e.graph.Elsewhere {
		if ref.Name == "" {
			e.warn(ref.File, nil, "is left out: %s", ref.Broken)
			continue
		}
		if ref.JNDI == shippedReferences[ref.File] {
			continue
		}
		doc, err := e.docs.Open(ref.File)
		if err != nil {
			continue // said above
		}
		text := "/" + doc.Root().Tag + "/" + ref.Name
		path, err := xmlpath.Compile(text)
		var found []xmlpath.Match
		if err == nil {
			found, err = path.Find(doc)
		}
		if err != nil || len(found) != 1 {
			e.out.Warnings = append(e.out.Warnings, (&patch.Problem{File: ref.File, Line: ref.Line,
				Message: fmt.Sprintf("%s names %s, and was left out: a profile cannot say which element it is", ref.Name,
					plainLine(ref.JNDI))}).Error())
			continue
		}
		e.patchText("This file names another datasource than the server ships.", ref.File, text, "DATASOURCE",
			xmlpath.Value(found[0].Element))
	}
}
