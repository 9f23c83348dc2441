# shellcheck shell=bash
# What `script/demo --once` shows of the bridge: a room in a simulated Telegram and a channel in the simulated Mattermost.
# Uses: the functions and variables of the other files; telegram_simulator (a program).

telegram=
telegram_pid=
telegram_token=7100200300:demo-token
room=
anna=

# tell_telegram NAME [JSON]: people there, by the simulator's control API; prints its answer.
tell_telegram() {
  curl -q -sS --noproxy '*' --max-time 10 --fail -d "${2:-{\}}" "$telegram/_control/$1"
}

start_telegram() {
  setsid "$telegram_simulator" --seed empty --token "$telegram_token" --read-all --port-file "$folder/telegram-port" \
    >"$folder/telegram.log" 2>&1 &
  telegram_pid=$!
  wait_until [ -s "$folder/telegram-port" ] || die "the simulated Telegram does not start: $(cat "$folder/telegram.log")"
  telegram=http://127.0.0.1:$(cat "$folder/telegram-port")
  anna=$(tell_telegram add_user '{"first_name": "Anna"}' | jq .id)
  room=$(tell_telegram add_chat "{\"type\": \"supergroup\", \"title\": \"Room\", \"members\": [$anna]}" | jq .id)
}

write_bridge_config() {
  mkdir -p "$folder/bridge"
  cat >"$folder/bridge/config.yaml" <<EOF
mattermost:
  url: $site
  token: \${MATTERMOST_TOKEN}
  listen_channels: ["dev/town-square"]
  target_events_processors:
    - posted: [log, forward]
    - post_edited: [forward]
backend: {port: 0}
telegram:
  token: \${TELEGRAM_TOKEN}
  api_root: $telegram
  target_events_processors:
    - message: [log, respond, forward]
    - edited_message: [forward]
routes:
  - {from: "mattermost:dev/town-square", to: "telegram:$room", both_ways: true}
EOF
}

# in_telegram FILTER: the first message in the room for which jq's FILTER holds.
in_telegram() { tell_telegram messages "{\"chat\": $room}" | jq -c "[.[] | select($1)][0] // empty"; }
# in_mattermost FILTER: the same of the bot's posts in the channel.
in_mattermost() {
  request "$alice" GET "/channels/$square/posts?per_page=60" |
    jq -c --arg bot "$bot_id" "[.order[] as \$id | .posts[\$id] | select(.user_id == \$bot) | select($1)][0] // empty"
}
is_in_telegram() { [ -n "$(in_telegram "$1")" ]; }
is_in_mattermost() { [ -n "$(in_mattermost "$1")" ]; }

# say_in_telegram TEXT [MORE]: MORE is further JSON members, each with a comma before it; prints the message's number.
say_in_telegram() {
  tell_telegram write "{\"user\": $anna, \"chat\": $room, \"text\": $(jq -cn --arg t "$1" '$t')${2:-}}" | jq .message_id
}

# check_carried NAME WHERE FILTER: a message for which FILTER holds arrives there.
check_carried() {
  wait_until "is_in_$2" "$3" || true
  check "$1" "" "is_in_$2" "$3"
}

# A picture of one pixel.
write_picture() {
  base64 -d >"$folder/picture.png" <<EOF
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==
EOF
}

upload_picture() {
  curl -q -sS --noproxy '*' --max-time 10 --fail -H "Authorization: Bearer $alice" -F "channel_id=$square" \
    -F "files=@$folder/picture.png;type=image/png" "$site/api/v4/files" | jq -r '.file_infos[0].id'
}

check_bridge() {
  start_telegram
  write_bridge_config
  export TELEGRAM_TOKEN=$telegram_token
  start_mostik "$folder/bridge/config.yaml" "$folder/bridge/mostik.log" "$bot_token"
  wait_until grep -q 'posts read' "$folder/bridge/mostik.log" || true
  wait_until grep -q 'telegram: connected' "$folder/bridge/mostik.log" || true

  local question answer number
  question=$(post "$alice" "$square" "Is **anybody** in the room?")
  check_carried "bridge: Mattermost to Telegram, with its author and formatting" telegram \
    '.text == "alice: Is anybody in the room?" and ([.entities[].type] | index("bold") != null)'
  number=$(in_telegram '.text == "alice: Is anybody in the room?"' | jq .message_id)

  answer=$(say_in_telegram "Yes, I am *here*" ", \"reply_to\": $number")
  check_carried "bridge: Telegram to Mattermost, a reply in its thread" mattermost \
    ".root_id == \"$question\" and (.message | endswith(\"Yes, I am \\\\*here\\\\*\"))"

  edit "$alice" "$question" "Is somebody in the room?"
  check_carried "bridge: an edit goes after its message" telegram \
    ".message_id == $number and .text == \"alice: Is somebody in the room?\""
  tell_telegram edit "{\"chat\": $room, \"message\": $answer, \"text\": \"Yes, me\"}" >/dev/null
  check_carried "bridge: and back" mattermost '.message | endswith("Yes, me")'

  write_picture
  request "$alice" POST /posts "{\"channel_id\": \"$square\", \"message\": \"the plan\",
    \"file_ids\": [\"$(upload_picture)\"]}" >/dev/null
  check_carried "bridge: a picture to Telegram" telegram '.caption == "alice: the plan" and .photo != null'
  say_in_telegram "the photo" ', "photo": true' >/dev/null
  check_carried "bridge: a photo to Mattermost" mattermost \
    '(.message | endswith("the photo")) and (.file_ids | length == 1)'
  check "bridge: nothing came twice" "" nothing_twice
  check "mostik chats: names the room" "" names_the_room

  local ended=0
  stop_process "$mostik_pid" || ended=$?
  mostik_pid=
  check "bridge: a clean end" "exit code $ended" [ "$ended" = 0 ]
}

nothing_twice() {
  local sent
  sent=$(tell_telegram messages "{\"chat\": $room}" | jq '[.[] | select(.from.is_bot)] | length')
  [ "$sent" = 2 ]
}

names_the_room() {
  "$mostik" chats --config "$folder/bridge/config.yaml" >"$folder/chats" && grep -q "^telegram:$room  supergroup  Room" "$folder/chats"
}
