package patch

import "ispatch/internal/server"

// settingReading returns how the server reads a setting of a datasource. A text
// that it ignores means nothing but itself.
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
