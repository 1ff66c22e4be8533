package patch

import "ispatch/internal/server"

// settingReading returns how the server reads a setting of a datasource. A text
// that the server would ignore is compared as it is.
func settingReading(name string) Reading {
	setting, known := server.SettingOf(name)
	if !known {
		return Verbatim
	}
	return func(text string) string {
		if value, ok := setting.Read(text); ok {
			return value
		}
		return text
	}
}
