package ping

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
)

// A sqlSession is the one connection of a driver of database/sql. It is opened
// before: the pool would try again where a login fails.
type sqlSession struct {
	db   *sql.DB
	conn *sql.Conn
}

func newSQLSession(ctx context.Context, opened sqldriver.Conn) (session, error) {
	db := sql.OpenDB(&given{conn: opened})
	conn, err := db.Conn(ctx)
	if err != nil {
		db.Close()
		return nil, err
	}
	return &sqlSession{db, conn}, nil
}

// given hands out the connection that was opened, once.
type given struct{ conn sqldriver.Conn }

func (g *given) Connect(context.Context) (sqldriver.Conn, error) {
	conn := g.conn
	if g.conn = nil; conn == nil {
		return nil, errors.New("the connection is lost")
	}
	return conn, nil
}

func (g *given) Driver() sqldriver.Driver { return nil }

func (s *sqlSession) run(ctx context.Context, query string) error {
	rows, err := s.conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for {
		for rows.Next() {
		}
		if !rows.NextResultSet() {
			return rows.Err()
		}
	}
}

func (s *sqlSession) close() {
	s.conn.Close()
	s.db.Close()
}
