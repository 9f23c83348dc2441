# shellcheck shell=bash
# What `script/demo --once` shows of notifications: handed in over HTTP and on the command line, with the service and
# without it. Uses: the functions and variables of the other files, the simulated Telegram of bridge.sh among them.

notes=
api=
api_key=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')

write_notifications_config() {
  mkdir -p "$folder/notifications"
  cat >"$folder/notifications/config.yaml" <<EOF
backend:
  port: 0
  api_keys: [{name: billing, key: "\${BILLING_KEY}", scopes: ["messages:send", "messages:read"]}]
telegram:
  token: \${TELEGRAM_TOKEN}
  api_root: $telegram
notifications:
  senders: {TG: "telegram:$notes"}
EOF
}

# call METHOD PATH [BODY]: the answer's status; its body goes to a file.
call() {
  local method=$1 path=$2
  shift 2
  [ $# -eq 0 ] || set -- --data "$1" -H 'Content-Type: application/json'
  curl -s -w '%{http_code}\n' -o "$folder/notifications/answer" -X "$method" -H "Authorization: Bearer $api_key" "$api$path" "$@"
}
answer() { jq -r "$1" "$folder/notifications/answer"; }
noted() { tell_telegram messages "{\"chat\": $notes}" | jq -r '.[] | select(.from.is_bot) | .text'; }
is_noted() { [ "$(noted | grep -cF -- "$1")" -eq 1 ]; }
is_delivered() { [ "$(call GET "/api/v1/messages/$1")" = 200 ] && [ "$(answer .state)" = delivered ]; }

start_notifications() {
  : >"$folder/notifications/mostik.log"
  BILLING_KEY=$api_key start_mostik "$folder/notifications/config.yaml" "$folder/notifications/mostik.log" "$bot_token"
  wait_until grep -q 'http: listening on' "$folder/notifications/mostik.log" || true
  api=$(sed -nE 's#.*http: listening on (http://[0-9.:]+).*#\1#p' "$folder/notifications/mostik.log" | tail -n 1)
}

end_notifications() {
  stop_process "$mostik_pid" || true
  mostik_pid=
}

check_notifications() {
  local body id
  notes=$(tell_telegram add_user '{"first_name": "Nadia"}' | jq .id)
  tell_telegram start "{\"user\": $notes}" >/dev/null
  write_notifications_config
  start_notifications

  body='{"sender": "TG", "title": "Backup", "body": "The disk *sda1* is full.", "idempotency_key": "backup-1"}'
  check "notifications: accepted over HTTP" "202" test "$(call POST /api/v1/messages "$body")" = 202
  id=$(answer '.messages[0].id')
  wait_until is_delivered "$id" || true
  check "notifications: delivered, and told so" "message $id" is_delivered "$id"
  call POST /api/v1/messages "$body" >/dev/null
  check "notifications: the same key again sends nothing again" "message $(answer '.messages[0].id')" \
    test "$(answer '.messages[0].id') $(noted | grep -c 'sda1')" = "$id 1"
  check "notifications: another message with that key is refused" "409" \
    test "$(call POST /api/v1/messages "${body/full/empty}")" = 409
  check "notifications: a wrong field is named" "422" \
    test "$(call POST /api/v1/messages '{"sender": "TG", "body": "x", "titel": "y"}') $(answer '.errors[0].pointer')" = "422 #/titel"
  check "notifications: without the key nothing" "401" \
    test "$(curl -s -o /dev/null -w '%{http_code}' "$api/api/v1/messages")" = 401

  "$mostik" send --config "$folder/notifications/config.yaml" --sender TG "Said on the command line" --wait 20 \
    >"$folder/notifications/send" 2>&1 || true
  check "notifications: mostik send beside the service" "$(tail -n 1 "$folder/notifications/send" | cut -c 1-48)" \
    is_noted "Said on the command line"
  end_notifications
  "$mostik" send --config "$folder/notifications/config.yaml" --sender TG "Said while it was down" >/dev/null
  start_notifications
  wait_until is_noted "Said while it was down" || true
  check "notifications: mostik send while it is down" "" is_noted "Said while it was down"
  end_notifications
}
