package name

import "testing"

func TestIsSecret(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "ConnectionPassword": true, "svns:password": true, " Password\n": true, "KeyPass": true,
		"db.passwd": true, "userPwd": true, "passphrase": true, "clientSecret": true, "password1": true,
		"": false, "1": false, "PasswordJavaRegEx": false, "passwordCharacterEncoding": false, "username": false,
		"StoreSaltedPassword": false, "bypass": false, "compass": false, "secretAlias": false, "passwords": false,
	} {
		if got := IsSecret(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
