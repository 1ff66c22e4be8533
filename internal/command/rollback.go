package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ispatch/internal/apply"
	"ispatch/internal/txn"
)

// Options of rollback.
const (
	optList = "list"
	optTo   = "to"
)

// rollbackCommand is ispatch rollback.
func rollbackCommand() *command {
	return &command{
		usage: "restore files to what they were before a run",
		description: "Without options it undoes the last run that is not undone yet. A file that was\n" +
			"edited since then is not overwritten, unless --force is given.",
		flags: []*flag{
			{name: optList, usage: "list the backups on standard output, oldest first"},
			{kind: text, name: optTo, usage: "undo the run with this backup `ID`, and all later ones"},
		},
		shared: changing,
		examples: []example{
			{"ispatch rollback --home IS_HOME", "undo the last run"},
			{"ispatch rollback --home IS_HOME --list", "list the backups"},
		},
		action: func(c call) error {
			if err := c.exclude(optList, optTo); err != nil {
				return err
			}
			if c.is(optList) {
				return listBackups(c)
			}
			return changeHomes(func(c call) (change, error) {
				return change{do: func(ctx context.Context, h *apply.Home) (*apply.Result, error) {
					return h.Rollback(ctx, c.text(optTo))
				}}, nil
			})(c)
		},
	}
}

// A backupLine is a backup in a list.
type backupLine struct {
	ID         string   `json:"id"`
	Time       string   `json:"time"`
	Files      []string `json:"files"`
	RollbackOf *string  `json:"rollbackOf"`
	Problem    *string  `json:"problem"`
}

// listBackups is rollback --list.
func listBackups(c call) error {
	return readHomes(func(_ call, r *run) error {
		h, err := apply.Open(r.dir, r.applyOptions())
		if err != nil {
			return r.finish(nil, nil, err)
		}
		defer h.Close()
		r.home = h.Dir()
		list, err := h.Backups()
		if err != nil {
			return r.finish(nil, nil, err)
		}
		r.summary = count(len(list), "backup")
		return r.printBackups(h.Dir(), list)
	})(c)
}

// printBackups prints backups, oldest first.
func (r *run) printBackups(dir string, list []txn.Backup) error {
	lines := []backupLine{}
	for _, b := range list {
		line := backupLine{
			ID:    b.ID,
			Time:  b.Time.UTC().Format(time.RFC3339Nano),
			Files: append([]string{}, b.Files...),
		}
		if b.RollbackOf != "" {
			line.RollbackOf = &b.RollbackOf
		}
		if b.Problem != "" {
			line.Problem = &b.Problem
		}
		lines = append(lines, line)
	}
	if r.json {
		return r.printJSON(struct {
			Home    string       `json:"home"`
			Backups []backupLine `json:"backups"`
		}{dir, lines})
	}
	if len(lines) == 0 && !r.quiet {
		say(r.env.Err, "ispatch: no backups")
	}
	var b strings.Builder
	b.WriteString(r.title())
	for i, line := range lines {
		what := strings.Join(line.Files, ", ")
		if n := len(list[i].Absorbed); n > 0 {
			what += fmt.Sprintf(" (and what the next %d runs did, whose backups were pruned)", n)
		}
		switch {
		case line.Problem != nil:
			what = "unusable: " + *line.Problem
		case line.RollbackOf != nil:
			what += " (rollback to before " + *line.RollbackOf + ")"
		}
		b.WriteString(lineOf("%s  %s", line.ID, what))
	}
	return printText(r.env.Out, b.String())
}
