#!/bin/sh
# The entry point of a Key Manager's image: configures the server from the environment, checks it, and starts it.
#
#   DATABASE_HOST, DATABASE_USERNAME   required
#   DATABASE_PASSWORD_FILE             default /run/secrets/database-password: a file, so that no password is in the
#                                      environment
#   ISPATCH_PROFILE                    a profile to use instead of the built-in one
#
# A container that is started again finds everything in place and changes nothing.
set -eu

: "${IS_HOME:?the directory of the unpacked server}"
: "${DATABASE_HOST:?the host of the database}"
: "${DATABASE_USERNAME:?the user of the database}"

ispatch apply --home "$IS_HOME" --no-backup \
	${ISPATCH_PROFILE:+--profile "$ISPATCH_PROFILE"} \
	--set-env database.host=DATABASE_HOST \
	--set-env database.username=DATABASE_USERNAME \
	--set-file "database.password=${DATABASE_PASSWORD_FILE:-/run/secrets/database-password}"
ispatch verify --home "$IS_HOME"

# The server replaces this shell, so that it gets the container's signals.
[ $# -gt 0 ] || set -- "$IS_HOME/bin/wso2server.sh"
exec "$@"
