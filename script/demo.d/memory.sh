# shellcheck shell=bash
# What Mostik has stored. Uses: folder.

# stored SQL: the rows as text.
stored() { sqlite3 -init /dev/null -batch -cmd '.timeout 5000' "${2:-$folder/data/mostik.db}" "$1" 2>/dev/null; }

# history_is_read CHANNELS [DATABASE]: nothing of the past is left to be read.
history_is_read() {
  [ "$(stored "SELECT (SELECT count(*) FROM spans) = 0 AND (SELECT count(*) FROM channel_cursors) >= $1" "${2:-}")" = 1 ]
}

has_stored() { [ "$(stored "SELECT count(*) FROM posts WHERE id = '$1'")" = 1 ]; }
