# shellcheck shell=bash
# The demo's copy of a configuration: every server in it is the simulated one, and its database is in the demo's folder.
# Uses: site.

demo_channels='["dev/town-square", "dev/alerts"]'

# Lines without comments.
without_comments() { sed -E -e '/^[[:space:]]*#/d' -e 's/[[:space:]]#.*$//' "$1"; }

# copy_config FROM TO: ends the demo when the copy would lead anywhere else.
copy_config() {
  sed -E \
    -e "s#(https?|wss?)://[^][:space:]\"',}]+#$site#g" \
    -e "s#^([[:space:]]+(http_host|ws_host):).*#\1 $site#" \
    -e 's#^([[:space:]]+proxy:).*#\1 ""#' \
    -e "s#^([[:space:]]+listen_channels:).*#\1 $demo_channels#" \
    -e '/^backend:/,/^[a-z]/ s#^([[:space:]]+port:).*#\1 0#' \
    -e 's#^([[:space:]]+url:)[[:space:]]*"?sqlite:.*#\1 sqlite:data/mostik.db#' \
    "$1" >"$2"
  local strangers
  strangers=$(other_hosts "$2")
  [ -z "$strangers" ] || die "the copy of $1 still names other servers than $site: $strangers"
  without_comments "$2" | grep -F "$site" >/dev/null || die "the copy of $1 does not name the simulated server"
  without_comments "$2" | grep -F "listen_channels: $demo_channels" >/dev/null ||
    die "listen_channels of $1 is not on one line: the demo cannot replace it"
}

# other_hosts FILE: addresses, IP numbers and host names, as a value or inside one, that are not the simulator's.
other_hosts() {
  without_comments "$1" | sed -E "s#$site##g" | grep -oE \
    -e '[A-Za-z][A-Za-z0-9+.-]*://[^[:space:]"]*' \
    -e '\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b' \
    -e ':[[:space:]]*["'\'']?([A-Za-z0-9-]+\.)+[A-Za-z]{2,}(:[0-9]+)?["'\'']?[[:space:]]*$' |
    grep -vxE '127\.0\.0\.1' | sed -E 's/^:[[:space:]]*//' | tr '\n' ' ' || true
}

# needles_of FILE: filter_messages_contains as a JSON list.
needles_of() {
  local line
  line=$(sed -nE 's/^[[:space:]]+filter_messages_contains:[[:space:]]*(\[[^]]*\]|"[^"]*").*/\1/p' "$1")
  jq -ce 'if type == "string" then [.] else . end' <<<"$line" ||
    die "filter_messages_contains of $1 is not a quoted text or a list on one line: the demo cannot read it"
}
