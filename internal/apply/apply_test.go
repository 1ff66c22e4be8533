package apply_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"ispatch/internal/apply"
	"ispatch/internal/homestest"
	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/patch"
)

// administrator sets the name of the administrator.
func administrator(value string) patch.Operation {
	return patch.Set{Place: patch.Place{Path: "repository/conf/user-mgt.xml", XPath: "//AdminUser/UserName"},
		Value: patch.Value{Text: value}}
}

func open(t *testing.T, o apply.Options) (h *apply.Home, dir string) {
	t.Helper()
	dir = homestest.Copy(t, "../../fixtures/homes/is-km-5.7.0")
	h, err := apply.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h, dir
}

// TestAllErrors: the error of a run has the errors of all its parts, and then no part
// is done.
func TestAllErrors(t *testing.T) {
	h, dir := open(t, apply.Options{})
	before := homestest.Contents(t, dir)
	failing := func(message string) apply.Part {
		return func(*apply.Home) (apply.Planned, error) {
			return apply.Planned{}, problem.New("", "%s", message)
		}
	}
	result, err := h.Run(context.Background(), failing("one"), apply.XML(apply.Always(administrator("x"))), failing("two"))
	if err == nil || err.Error() != "one\ntwo" || result.Changed || len(result.Reports) > 0 {
		t.Errorf("%v, %+v", err, result)
	}
	if after := homestest.Contents(t, dir); !same(before, after) {
		t.Error("the home was changed")
	}
}

// TestStopped: a run whose context is done changes nothing, and says why.
func TestStopped(t *testing.T) {
	h, dir := open(t, apply.Options{})
	before := homestest.Contents(t, dir)
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("enough"))
	_, err := h.Run(ctx, apply.XML(apply.Always(administrator("x"))))
	if err == nil || !strings.Contains(err.Error(), "enough") || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if after := homestest.Contents(t, dir); !same(before, after) {
		t.Error("the home was changed")
	}
}

// TestResult: the result of a run, and its diff, with and without secrets.
func TestResult(t *testing.T) {
	const file = "repository/conf/user-mgt.xml"
	for _, dry := range []bool{true, false} {
		h, dir := open(t, apply.Options{DryRun: dry})
		before := homestest.Contents(t, dir)
		result, err := h.Run(context.Background(), apply.XML(apply.Always(administrator("keyadmin"))))
		if err != nil {
			t.Fatal(err)
		}
		if !result.Changed || len(result.Files) != 1 || result.Files[0].Path != file || !result.Files[0].Changed ||
			len(result.Reports) != 1 || result.Reports[0].Action != patch.Updated || (result.Backup != "") == dry ||
			result.Product != "WSO2 Identity Server as Key Manager" || result.Version != "5.7.0" {
			t.Errorf("%+v", result)
		}
		diff, err := result.Diff(apply.DiffOptions{Secrets: []secret.Place{{File: file, Path: "//AdminUser/UserName"}}})
		if err != nil || strings.Contains(string(diff), "keyadmin") || !strings.Contains(string(diff), "+++ b/"+file) {
			t.Errorf("%v\n%s", err, diff)
		}
		if diff, _ = result.Diff(apply.DiffOptions{ShowSecrets: true}); !strings.Contains(string(diff), ">keyadmin<") {
			t.Errorf("%s", diff)
		}
		if changed := !same(before, homestest.Contents(t, dir)); changed == dry {
			t.Errorf("dry run %v, changed %v", dry, changed)
		}
	}
}

// same reports whether two homes have the same files, apart from our own state.
func same(a, b map[string]string) bool {
	for name, data := range a {
		if b[name] != data {
			return false
		}
	}
	return len(a) <= len(b)
}
