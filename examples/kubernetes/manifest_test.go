// Package kubernetes has no code: its test is a module of its own, so that nobody
// needs Kubernetes' types to build the program.
package kubernetes

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// read decodes the manifest strictly: a key that Kubernetes does not know is an error.
func read(t *testing.T) (profile corev1.ConfigMap, deployment appsv1.Deployment) {
	t.Helper()
	data, err := os.ReadFile("key-manager.yaml")
	if err != nil {
		t.Fatal(err)
	}
	documents := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(data)))
	for _, into := range []any{&profile, &deployment} {
		document, err := documents.Read()
		if err == nil {
			err = yaml.UnmarshalStrict(document, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := documents.Read(); err != io.EOF {
		t.Errorf("there are more documents than the test knows: %v", err)
	}
	return profile, deployment
}

// TestManifest: what the manifest mounts is defined in it, and its init containers
// configure and check a home as they would in a pod.
func TestManifest(t *testing.T) {
	profile, deployment := read(t)
	pod := deployment.Spec.Template.Spec
	volumes := map[string]bool{}
	for _, v := range pod.Volumes {
		volumes[v.Name] = true
	}
	for _, c := range append(append([]corev1.Container{}, pod.InitContainers...), pod.Containers...) {
		for _, m := range c.VolumeMounts {
			if !volumes[m.Name] {
				t.Errorf("container %s mounts the volume %s, which does not exist", c.Name, m.Name)
			}
		}
	}

	dir := t.TempDir()
	program := filepath.Join(dir, "ispatch")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// The paths of the pod, each below the test's folder.
	inPod := func(path string) string { return filepath.Join(dir, "pod", path) }
	home := inPod("home-of-server")
	if err := os.CopyFS(home, os.DirFS(filepath.Join("..", "..", "fixtures", "homes", "is-km-5.7.0"))); err != nil {
		t.Fatal(err)
	}
	const password = "S3cret&Co"
	for path, text := range map[string]string{
		"/profile/profile.yaml":      strings.ReplaceAll(profile.Data["profile.yaml"], "/secrets", inPod("/secrets")),
		"/secrets/database/password": password + "\n",
	} {
		if err := os.MkdirAll(filepath.Dir(inPod(path)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(inPod(path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ran := 0
	for _, c := range pod.InitContainers {
		if !strings.HasPrefix(c.Image, "ispatch:") {
			continue
		}
		ran++
		args := make([]string, len(c.Args))
		for i, arg := range c.Args {
			if args[i] = arg; strings.HasPrefix(arg, "/") {
				args[i] = inPod(arg)
			}
		}
		if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", c.Name, err, out)
		}
	}
	if ran != 2 {
		t.Errorf("%d init containers run ispatch, want 2", ran)
	}
	data, err := os.ReadFile(filepath.Join(home, "repository", "conf", "datasources", "master-datasources.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte("<password>S3cret&amp;Co</password>")) {
		t.Error("the home is not configured")
	}
}
