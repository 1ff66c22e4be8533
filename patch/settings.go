package patch

import (
	"slices"
	"strconv"
)

// The settings that the server reads as numbers and booleans (carbon-kernel
// 4.4.35, RDBMSConfiguration): it trims them, and knows 1 and 0 as booleans.
// All others are strings, which it reads as they are.
var (
	numbers = []string{"maxActive", "maxIdle", "minIdle", "initialSize", "maxWait", "timeBetweenEvictionRunsMillis",
		"numTestsPerEvictionRun", "minEvictableIdleTimeMillis", "removeAbandonedTimeout", "abandonWhenPercentageFull",
		"suspectTimeout", "validationQueryTimeout", "validationInterval", "maxAge"}
	booleans = []string{"defaultAutoCommit", "defaultReadOnly", "testOnBorrow", "testOnReturn", "testWhileIdle",
		"accessToUnderlyingConnectionAllowed", "removeAbandoned", "logAbandoned", "jmxEnabled", "fairQueue", "useEquals",
		"alternateUsernameAllowed", "commitOnReturn", "rollbackOnReturn"}
)

// settingReading returns how the server reads a setting.
func settingReading(name string) Reading {
	switch {
	case slices.Contains(numbers, name):
		return func(s string) string {
			if n, err := strconv.ParseInt(Trimmed(s), 10, 64); err == nil {
				return strconv.FormatInt(n, 10)
			}
			return s
		}
	case slices.Contains(booleans, name):
		return func(s string) string {
			switch Trimmed(s) {
			case "true", "1":
				return "true"
			case "false", "0":
				return "false"
			}
			return s
		}
	}
	return Verbatim
}
