package ping

import (
	"maps"
	"os"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
)

var environment sync.Mutex

// emptyConfig returns a configuration that has nothing from this machine. The
// driver makes one only by reading the PG* variables of the environment and
// the files of ~/.postgresql, as libpq does and pgjdbc does not: PGSERVICE and
// PGPASSWORD would send the ping elsewhere, as someone else. They are hidden
// while it reads; what it makes of the rest is put back to nothing.
func emptyConfig() (*pgconn.Config, error) {
	environment.Lock()
	defer environment.Unlock()
	hidden := map[string]string{}
	for _, item := range os.Environ() {
		if name, value, _ := strings.Cut(item, "="); strings.HasPrefix(name, "PG") {
			hidden[name] = value
			os.Unsetenv(name)
		}
	}
	defer func() {
		for name, value := range maps.All(hidden) {
			os.Setenv(name, value)
		}
	}()
	config, err := pgconn.ParseConfig("host=localhost user=nobody password=none sslmode=disable sslrootcert='' sslcert='' sslkey=''")
	if err != nil {
		return nil, err
	}
	config.RuntimeParams, config.Fallbacks, config.TLSConfig = map[string]string{}, nil, nil
	return config, nil
}
