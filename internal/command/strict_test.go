package command_test

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ispatch/internal/homestest"
)

// TestStrictOfACorrectHome: verify --strict finds nothing in a stock home that was
// configured correctly: real values, users in the database with an administrator of their
// own, a config target of its own, a driver, the identity data in WSO2AM_DB.
func TestStrictOfACorrectHome(t *testing.T) {
	stock := homestest.Dir(t)
	for _, name := range []string{"is-5.2.0", "is-5.3.0", "is-5.7.0", "is-5.8.0", "is-km-5.7.0"} {
		t.Run(name, func(t *testing.T) {
			home := homestest.Copy(t, filepath.Join(stock, name))
			identity := filepath.Join(home, "repository/conf/identity/identity.xml")
			if data, err := os.ReadFile(identity); err == nil {
				writeFile(t, identity, strings.Replace(string(data), ">jdbc/WSO2CarbonDB<", ">jdbc/WSO2AM_DB<", 1))
			}
			installDriver(t, home)
			_, told, code := machine{}.run("apply", "--home", home, "--set", "database.host=db.example.com",
				"--set", "database.username=wso2", "--set", "database.password=Re4l-secret",
				"--set", "userManagement.userStore.type=jdbc", "--set", "userManagement.admin.username=keyadmin",
				"--set", "userManagement.admin.password=Adm1n-secret",
				"--set", "registry.0.mounts./_system/config=/_system/is_km/config")
			if code != 0 {
				t.Fatalf("apply: exit %d: %s", code, told)
			}
			if _, told, code := (machine{}).run("verify", "--home", home, "--strict"); code != 0 {
				t.Errorf("verify --strict: exit %d: %s", code, told)
			}
		})
	}
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// installDriver puts a JAR with the class of MySQL's driver into a home.
func installDriver(t *testing.T, home string) {
	t.Helper()
	lib := filepath.Join(home, "repository/components/lib")
	if err := os.MkdirAll(lib, 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(lib, "mysql-connector-java-5.1.49-bin.jar"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	jar := zip.NewWriter(f)
	if _, err := jar.Create("com/mysql/jdbc/Driver.class"); err != nil {
		t.Fatal(err)
	}
	if err := jar.Close(); err != nil {
		t.Fatal(err)
	}
}
