package command

import (
	"ispatch/internal/finding"
	"ispatch/internal/ping"
	"ispatch/internal/verify"
)

// allFindings are the kinds of problems that verify reports, including those
// that only --ping reports.
func allFindings() []finding.Group {
	groups := verify.Findings()
	added := finding.Group{Title: "Databases and directories (--ping)"}
	for _, f := range ping.Findings() {
		if option := optionHint(string(f.Code)); option != "" {
			f.Fix += ", or " + option
		}
		if _, known := finding.Lookup(groups, string(f.Code)); !known {
			added.Findings = append(added.Findings, finding.Finding{Code: string(f.Code), Severity: f.Severity,
				Meaning: f.Meaning, Server: f.Server, Fix: f.Fix, Source: f.Source, Before: f.Example})
		}
	}
	return append(groups, added)
}
