package ping

import (
	"encoding/json"
	"strconv"

	"ispatch/internal/problem"
)

// An event is one line from the Java part. The home's JARs run in the same
// process and can write anything, so an event is only ever used as text.
type event struct {
	Target         int      `json:"target"`
	Event          string   `json:"event"`
	Stage          string   `json:"stage"`
	Millis         string   `json:"millis"`
	Java           string   `json:"java"`
	Product        string   `json:"product"`
	ProductVersion string   `json:"productVersion"`
	Driver         string   `json:"driver"`
	DriverVersion  string   `json:"driverVersion"`
	JAR            string   `json:"jar"`
	Name           string   `json:"name"`
	Count          string   `json:"count"`
	Chain          []string `json:"chain"`
}

// readEvent reads a line. It reports whether the line is from the Java part.
func readEvent(line []byte) (event, bool) {
	var e event
	err := json.Unmarshal(line, &e)
	return e, err == nil && e.Event != ""
}

// A cause is one exception of a chain.
type cause struct {
	class, message, state string
	code                  int
}

func (e event) causes() []cause {
	var all []cause
	for i := 0; i+3 < len(e.Chain); i += 4 {
		code, _ := strconv.Atoi(e.Chain[i+3])
		all = append(all, cause{e.Chain[i], e.Chain[i+1], e.Chain[i+2], code})
	}
	return all
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return max(n, 0)
}

// take handles an event of this target. It reports whether the target is
// finished.
func (o *opening) take(e event) bool {
	r := &o.result
	switch e.Event {
	case "pool":
		r.Pool = o.secrets.quote(e.JAR)
	case "direct":
		r.Notes = append(r.Notes, "the home has no tomcat-jdbc pool: the driver was used without one")
	case "unknown-setting":
		r.add(o.problem(UnknownSetting, o.secrets.quote(e.Name)))
	case "connected":
		r.LoggedIn = true
		r.Server = o.secrets.quote(oneLine(e.Product + " " + e.ProductVersion))
		r.Driver = o.secrets.quote(oneLine(e.Driver + " " + e.DriverVersion))
		r.JAR = o.secrets.quote(e.JAR)
	case "query":
		r.Queried = true
	case "table":
		o.table(e)
	case "base":
		o.base(e)
	case "users":
		o.users(e)
	case "fail":
		r.add(o.explain(e.Stage, e.causes()))
	case "late":
		r.add(o.late(e.Stage))
		r.Milliseconds = number(e.Millis)
		return true
	case "done":
		r.Milliseconds = number(e.Millis)
		o.lookedForTables()
		return true
	}
	return false
}

// table handles the result for one table.
func (o *opening) table(e event) {
	for i := range o.result.Tables {
		t := &o.result.Tables[i]
		if t.Name != e.Name || t.State != "" {
			continue
		}
		if len(e.Chain) == 0 {
			t.State = Found
			continue
		}
		switch p := o.explain("table", e.causes()); Code(p.Code) {
		case TablesMissing:
			t.State = Missing
		case TablesDenied:
			t.State = Denied
		default:
			if len(o.result.Problems) == 0 {
				o.result.add(p)
			}
		}
	}
}

// base handles the result for one search base.
func (o *opening) base(e event) {
	if len(e.Chain) == 0 {
		o.result.Bases = append(o.result.Bases, o.secrets.quote(e.Name))
		return
	}
	p := o.explain("base", e.causes())
	if Code(p.Code) == SearchBaseMissing {
		p = o.problem(SearchBaseMissing, o.secrets.quote(e.Name))
	}
	o.result.add(p)
}

// users handles the number of users below a search base.
func (o *opening) users(e event) {
	o.result.Users += number(e.Count)
	if number(e.Count) == 0 {
		o.result.add(o.problem(NoUsers, "in "+o.secrets.quote(e.Name)+" that UserNameListFilter finds"))
	}
}

func (o *opening) problem(code Code, detail string) *problem.Problem {
	return o.problemWith(code, detail, "")
}
