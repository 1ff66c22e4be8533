package verify

import (
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// The elements of a datasource's <configuration>, by how the server reads them.
var (
	textSettings = []string{"url", "driverClassName", "username", "password", "defaultTransactionIsolation", "defaultCatalog",
		"validationQuery", "validatorClassName", "connectionProperties", "initSQL", "jdbcInterceptors", "dataSourceClassName"}
	intSettings = []string{"maxActive", "maxIdle", "minIdle", "initialSize", "maxWait", "timeBetweenEvictionRunsMillis",
		"numTestsPerEvictionRun", "minEvictableIdleTimeMillis", "removeAbandonedTimeout", "abandonWhenPercentageFull",
		"suspectTimeout", "validationQueryTimeout"}
	longSettings = []string{"validationInterval", "maxAge"}
	boolSettings = []string{"defaultAutoCommit", "defaultReadOnly", "testOnBorrow", "testOnReturn", "testWhileIdle",
		"accessToUnderlyingConnectionAllowed", "removeAbandoned", "logAbandoned", "jmxEnabled", "fairQueue", "useEquals",
		"alternateUsernameAllowed"}
	// laterSettings are known from 5.8 on.
	laterSettings = []string{"commitOnReturn", "rollbackOnReturn"}
	propertyLists = []string{"databaseProps", "dataSourceProps"}
)

var isolationLevels = []string{"NONE", "READ_COMMITTED", "READ_UNCOMMITTED", "REPEATABLE_READ", "SERIALIZABLE"}

// configurationShape is what the server of the home's version knows in a
// <configuration>.
func (c *check) configurationShape() shape {
	known := slices.Concat(textSettings, intSettings, longSettings, boolSettings, propertyLists)
	if !before(c.Version, 5, 8) {
		known = append(known, laterSettings...)
	}
	return shape{known: known}
}

// checkSettings reports values that the server silently replaces by defaults.
// What the secure vault provides is not known here.
func (c *check) checkSettings(d *datasource) {
	settings := func(names []string, check func(*datasource, *etree.Element, string)) {
		for _, name := range names {
			if e := d.setting(name); e != nil && !vaulted(e) && !depends(value(e)) {
				check(d, e, value(e))
			}
		}
	}
	settings(boolSettings, c.checkBoolean)
	if !before(c.Version, 5, 8) {
		settings(laterSettings, c.checkBoolean)
	}
	settings(intSettings, c.checkInteger)
	settings(longSettings, c.checkLong)
	settings([]string{"defaultTransactionIsolation"}, c.checkIsolation)
	settings(textSettings, c.checkEscapes)
	settings([]string{"url", "username", "password"}, c.checkBlanks)
}

func (c *check) checkBoolean(d *datasource, e *etree.Element, text string) {
	if _, ok := boolean(text); !ok {
		c.at(d.file, e, "bad-boolean", "write true or false, in lower case", "%q is no boolean: the server takes the default of <%s>", clip(text), e.Tag)
	}
}

// boolean reads a boolean as the server does.
func boolean(text string) (value, ok bool) {
	switch strings.Trim(text, " \t\r\n") {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

func (c *check) checkInteger(d *datasource, e *etree.Element, text string) {
	c.checkNumber(d, e, text, 32)
}

func (c *check) checkLong(d *datasource, e *etree.Element, text string) {
	c.checkNumber(d, e, text, 64)
}

func (c *check) checkNumber(d *datasource, e *etree.Element, text string, bits int) {
	const hint = "write a whole number, or remove the element"
	text = strings.Trim(text, " \t\r\n")
	if bits == 32 {
		text = strings.Join(strings.Fields(text), "") // JAXB skips blanks within them
	}
	switch _, err := strconv.ParseInt(text, 10, bits); {
	case err == nil:
	case text == "" && bits == 32:
		c.at(d.file, e, "bad-number", hint, "<%s> is empty: the server reads 0", e.Tag)
	default:
		c.at(d.file, e, "bad-number", hint, "%q is no whole number of %d bits: the server does not take it for <%s>", clip(text), bits, e.Tag)
	}
}

func (c *check) checkIsolation(d *datasource, e *etree.Element, text string) {
	if !slices.Contains(isolationLevels, text) {
		c.at(d.file, e, "unknown-isolation-level", "write one of "+strings.Join(isolationLevels, ", "),
			"%q is no isolation level: the server takes the driver's default", clip(text))
	}
}

func (c *check) checkEscapes(d *datasource, e *etree.Element, text string) {
	if strings.Contains(text, "&amp;") {
		c.at(d.file, e, "double-escaped", "write &amp; once", "<%s> holds &amp;amp;: the server reads &amp; where & was meant", e.Tag)
	}
}

func (c *check) checkBlanks(d *datasource, e *etree.Element, text string) {
	if strings.TrimSpace(text) != text || strings.ContainsAny(text, "\r\n\t") {
		c.at(d.file, e, "blanks-in-value", "write the value on one line, directly between its tags",
			"there are blanks or newlines around or in <%s>: the server takes them as part of the value", e.Tag)
	}
}

// clip shortens a text for a message.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}
