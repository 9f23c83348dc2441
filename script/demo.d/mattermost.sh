# shellcheck shell=bash
# Playing people on the simulated server, through the REST API that a real one has. Uses: site.

# request TOKEN METHOD PATH [JSON]: prints the answer; fails on an HTTP error.
request() {
  local body=()
  [ $# -lt 4 ] || body=(-d "$4")
  curl -q -sS --noproxy '*' --max-time 10 --fail -X "$2" -H "Authorization: Bearer $1" "${body[@]}" "$site/api/v4$3"
}

# misbehave NAME [JSON]: what a network or a server does wrong.
misbehave() { curl -q -sS --noproxy '*' --max-time 10 --fail -d "${2:-{\}}" "$site/_control/$1" >/dev/null; }

websockets() { curl -q -sS --noproxy '*' --max-time 10 -d '{}' "$site/_control/state" | jq .websockets; }

# log_in NAME: prints a token.
log_in() {
  curl -q -sS --noproxy '*' --max-time 10 --fail -D - -o /dev/null \
    -d "{\"login_id\": \"$1\", \"password\": \"password\"}" "$site/api/v4/users/login" |
    tr -d '\r' | sed -n 's/^[Tt]oken: //p'
}

user_id() { request "$1" GET /users/me | jq -r .id; }

channel_id() { request "$1" GET "/teams/name/${2%/*}/channels/name/${2#*/}" | jq -r .id; }

# post TOKEN CHANNEL_ID TEXT [ROOT_ID]: prints the post's id.
post() {
  request "$1" POST /posts "$(jq -cn --arg channel "$2" --arg text "$3" --arg root "${4:-}" \
    '{channel_id: $channel, message: $text, root_id: $root}')" |
    jq -r .id
}

# edit TOKEN POST_ID TEXT
edit() { request "$1" PUT "/posts/$2/patch" "$(jq -cn --arg text "$3" '{message: $text}')" >/dev/null; }

# remove TOKEN POST_ID
remove() { request "$1" DELETE "/posts/$2" >/dev/null; }

# replies TOKEN POST_ID AUTHOR_ID: the author's posts in the thread, one JSON text a line.
replies() {
  request "$1" GET "/posts/$2/thread" |
    jq -c --arg author "$3" --arg root "$2" '.posts[] | select(.user_id == $author and .root_id == $root) | .message'
}

# every_post TOKEN CHANNEL_ID: all that the channel lists, page after page, one JSON object a line.
every_post() {
  local page=0 list
  while list=$(request "$1" GET "/channels/$2/posts?per_page=200&page=$page"); do
    [ "$(jq '.order | length' <<<"$list")" -gt 0 ] || return 0
    jq -c '.posts[.order[]]' <<<"$list"
    page=$((page + 1))
  done
  return 1
}
