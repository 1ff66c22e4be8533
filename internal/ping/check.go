package ping

import (
	"context"
	"slices"
	"strings"
	"time"
)

// validate runs the validationQuery. It returns false where the connection is
// of no more use.
func (c *call) validate(ctx context.Context, s session) bool {
	if strings.TrimSpace(c.target.ValidationQuery) == "" {
		return true
	}
	ctx, cancel := c.begin(ctx, "run the validationQuery", c.queryLimit)
	defer cancel()
	start := time.Now()
	err := s.run(ctx, c.target.ValidationQuery)
	c.result.Steps.QueryTime = time.Since(start)
	if err == nil {
		c.result.Steps.Queried = true
		return true
	}
	problem := c.explain(ctx, err)
	switch problem.Code {
	case Timeout, Interrupted, ConnectionLost, NoDatabase:
	default:
		detail := err.Error()
		if _, words := c.driver.explain(err); words != "" {
			detail = words
		}
		if detail = c.quote(detail); c.holdsSecret(c.target.ValidationQuery) {
			detail = withheld // the server may quote a part of it
		}
		problem = c.problem(ValidationQueryFailed, detail)
	}
	c.report(problem)
	return problem.Code == ValidationQueryFailed
}

// lookForTables reads nothing from each table of the roles. So the database
// itself says whether the datasource's user sees it by that name: its case, the
// schema and the privileges count as they do for the server.
func (c *call) lookForTables(ctx context.Context, s session) {
	var seen []Role
	states := map[TableState][]string{}
	for _, role := range c.target.Roles {
		if slices.Contains(seen, role) {
			continue
		}
		seen = append(seen, role)
		for _, table := range role.Tables() {
			state, problem := c.look(ctx, s, table)
			if problem != nil {
				c.report(problem)
				return
			}
			c.result.Steps.Tables = append(c.result.Steps.Tables, Table{role, table, state})
			states[state] = append(states[state], table+" of "+roles[role].title)
		}
	}
	if tables := states[Missing]; len(tables) > 0 {
		c.report(c.problem(TablesMissing, enumerate(tables)))
	}
	if tables := states[Denied]; len(tables) > 0 {
		c.report(c.problem(TablesDenied, enumerate(tables)))
	}
}

func (c *call) look(ctx context.Context, s session, table string) (TableState, *Problem) {
	ctx, cancel := c.begin(ctx, "look for the table "+table, c.queryLimit)
	defer cancel()
	err := s.run(ctx, "SELECT 1 FROM "+table+" WHERE 1 = 0")
	if err == nil {
		return Found, nil
	}
	switch problem := c.explain(ctx, err); problem.Code {
	case TablesMissing:
		return Missing, nil
	case TablesDenied:
		return Denied, nil
	default:
		return "", problem
	}
}

// enumerate writes a, b and c.
func enumerate(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
