package verify

import (
	"fmt"
	"strings"

	"ispatch/internal/driver"
)

// checkDrivers reports drivers that are in no JAR of the home. A home without
// any folder of JARs, which is only a part of a server, says nothing of them.
func (c *check) checkDrivers() {
	var classes []string
	users := map[string][]*datasource{}
	for _, d := range c.datasources {
		class := d.driver()
		if d.outside || class == "" || driver.Shipped(class) || d.text("dataSourceClassName") != "" {
			continue
		}
		if users[class] == nil {
			classes = append(classes, class)
		}
		users[class] = append(users[class], d)
	}
	if len(classes) == 0 {
		return
	}
	jars := openJARs(c.FS)
	if !jars.any() {
		c.note("drivers were not looked for: the home has neither of the folders %s", driver.Lib+" and "+driver.Dropins)
		return
	}
	missing := map[string]bool{}
	for _, class := range classes {
		missing[class] = true
	}
	jars.remove(missing)
	for _, class := range classes {
		if !missing[class] || c.full() {
			continue
		}
		d := users[class][0]
		c.at(d.file, orParent(d.setting("driverClassName"), d.element), "missing-driver", jars.hint(),
			"the driver %s of %s is in no JAR of %s", class, titles(users[class]), driver.Lib+" or "+driver.Dropins)
	}
}

// titles names one or several datasources.
func titles(all []*datasource) string {
	if len(all) == 1 {
		return all[0].title()
	}
	const most = 5
	var names []string
	for _, d := range all[:min(len(all), most)] {
		names = append(names, orElse(d.name, "(without a name)"))
	}
	if more := len(all) - most; more > 0 {
		return fmt.Sprintf("the datasources %s and %d more", strings.Join(names, ", "), more)
	}
	n := len(names) - 1
	return "the datasources " + strings.Join(names[:n], ", ") + " and " + names[n]
}
