# shellcheck shell=bash
# The conversation of `script/demo --once`: people, faults and kills, and after each what has to be true.

old_posts=900
channels=(dev/town-square dev/alerts)

play_conversation() {
  SECONDS=0
  log=$folder/mostik.log
  enter
  say "The conversation"
  check_configuration
  start_mostik "$folder/config.yaml" "$log" "$bot_token"
  check_backfill
  check_answers
  check_changes
  check_lost_connection
  check_kills
  check_missed_changes
  check_search
  check_reload
  check_end
  check_other_bot
  check_bridge
  check_desk
  check_notifications
  summary "$log"
}

enter() {
  start_simulator "$old_posts"
  copy_config "$source_config" "$folder/config.yaml"
  needles=$(needles_of "$folder/config.yaml")
  alice=$(log_in alice)
  bob=$(log_in bob)
  alice_id=$(user_id "$alice")
  bot_id=$(user_id "$bot_token")
  square=$(channel_id "$alice" "${channels[0]}")
  alerts=$(channel_id "$alice" "${channels[1]}")
  : >"$folder/questions"
  : >"$folder/peers"
}

check_configuration() {
  check "mostik check" "" with_token check
  check "mostik check --online: token, identity, channels" "${#channels[@]} channels" with_token check --online
}

# with_token COMMAND…: a command of mostik on the demo's configuration; its words go to commands.log.
with_token() { MATTERMOST_TOKEN=$bot_token "$mostik" "$@" --config "$folder/config.yaml" >>"$folder/commands.log" 2>&1; }

# ---- the past

# What has to be stored, found out through REST alone: one line "ID EDITED" for every post by a person that contains a
# needle, whatever its case.
matching_posts() {
  local channel
  for channel in "$square" "$alerts"; do every_post "$alice" "$channel"; done |
    jq -r --argjson needles "$needles" --arg bot "$bot_id" '
      def literally: gsub("(?<mark>[^\\w\\s])"; "\\\(.mark)");
      .message as $text
      | select(.type == "" and .user_id != $bot)
      | select(($needles | length) == 0 or any($needles[]; . as $needle | $text | test($needle | literally; "i")))
      | "\(.id) \(.edit_at)"' |
    sort
}

stored_posts() { stored "SELECT id || ' ' || edited_at FROM posts WHERE deleted_at IS NULL" | sort; }

check_backfill() {
  local in_time=yes
  wait_until history_is_read ${#channels[@]} || in_time=no
  matching_posts >"$folder/matching"
  stored_posts >"$folder/stored"
  check "backfill: stored exactly the matching posts" \
    "$(wc -l <"$folder/stored") of $(wc -l <"$folder/matching") expected, $old_posts old posts" \
    is_backfilled "$in_time"
}

is_backfilled() { [ "$1" = yes ] && [ -s "$folder/matching" ] && cmp -s "$folder/matching" "$folder/stored"; }

# ---- questions and answers

# Every question is written down with its one right answer, and all are counted again at the end.
note_question() { printf '%s\t%s\n' "$1" "$2" >>"$folder/questions"; }

has_reply() { [ -n "$(replies "$alice" "$1" "$bot_id")" ]; }

# check_answer NAME POST ANSWER: the bot says this, once, in the post's thread.
check_answer() {
  note_question "$2" "$3"
  wait_until has_reply "$2" || true
  local said
  said=$(replies "$alice" "$2" "$bot_id")
  note_peers
  check "$1" "$(grep -c . <<<"$said" || true) answer" [ "$said" = "\"$3\"" ]
}

check_answers() {
  local question
  question=$(post "$alice" "$square" "!ping")
  check_answer "!ping: answered in its thread" "$question" pong
  check "the log tells of it" "$(lines_about "$question") line" [ "$(lines_about "$question")" = 1 ]
  check_answer "@mostik ping: answered" "$(post "$bob" "$alerts" "@mostik ping")" pong
  check_answer "a thank-you in Russian: the configured rule" \
    "$(post "$alice" "$square" "@mostik спасибо!")" "Всегда пожалуйста!"
  check_direct_message
}

lines_about() { grep -c "event=mattermost/posted .*post_id=$1 " "$log" || true; }

check_direct_message() {
  direct=$(request "$alice" POST /channels/direct "[\"$alice_id\", \"$bot_id\"]" | jq -r .id)
  post "$alice" "$direct" ping >/dev/null
  wait_until said_directly || true
  check "a direct message: answered" "$(direct_answers | grep -c . || true) answer" [ "$(direct_answers)" = '"pong"' ]
}

direct_answers() {
  every_post "$alice" "$direct" | jq -c --arg bot "$bot_id" 'select(.user_id == $bot) | .message'
}
said_directly() { [ -n "$(direct_answers)" ]; }

# ---- what happens to posts later

check_changes() {
  local changing leaving
  changing=$(stored_post "$bob" "$alerts" "Deploy of the search begins")
  leaving=$(stored_post "$alice" "$square" "ДЕПЛОЙ отменяется")
  edit "$bob" "$changing" "The deploy of the search is done"
  remove "$alice" "$leaving"
  wait_until has_version "$changing" || true
  wait_until is_marked_deleted "$leaving" || true
  local versions
  versions=$(stored "SELECT text FROM posts WHERE id = '$changing' UNION ALL SELECT v.text FROM post_versions v
                     JOIN posts p ON p.row_id = v.post WHERE p.id = '$changing'")
  check "an edit: a new version beside the old one" "$(grep -c . <<<"$versions" || true) versions" \
    [ "$versions" = $'The deploy of the search is done\nDeploy of the search begins' ]
  check "a deletion: marked, the text kept" "" is_marked_deleted "$leaving"
}

# stored_post TOKEN CHANNEL_ID TEXT: prints the id once the post is stored.
stored_post() {
  local id
  id=$(post "$@")
  wait_until has_stored "$id" || true
  echo "$id"
}

has_version() {
  [ "$(stored "SELECT count(*) FROM post_versions v JOIN posts p ON p.row_id = v.post WHERE p.id = '$1'")" -gt 0 ]
}
is_marked_deleted() { [ "$(stored "SELECT count(*) FROM posts WHERE id = '$1' AND deleted_at > 0")" = 1 ]; }

# ---- lost connections

no_websocket() { [ "$(websockets)" = 0 ]; }

# while_away CUT…: cuts the websocket in this way and prints the id of a question asked while it is down.
while_away() {
  misbehave fault '{"action": "answer", "path_prefix": "/api/v4/websocket", "status": 503, "count": 0}'
  misbehave "$@"
  wait_until no_websocket || return 1
  post "$alice" "$square" "!ping"
  no_websocket && misbehave clear_faults
}

check_lost_connection() {
  check_answer "connection cut: the !ping meanwhile answered" "$(while_away cut_websockets '{"how": "rst"}')" pong
  check_answer "server forgot the connection: the !ping meanwhile answered" "$(while_away restart)" pong
}

# ---- kills

kill_mostik() {
  kill -KILL "$mostik_pid"
  wait "$mostik_pid" 2>/dev/null || true
}

check_kills() {
  local question
  question=$(post "$alice" "$square" "!ping")
  kill_mostik
  start_mostik "$folder/config.yaml" "$log" "$bot_token"
  check_answer "kill -9 right after a !ping, restart: answered" "$question" pong

  question=$(post "$bob" "$alerts" "!ping")
  wait_until has_reply "$question" || true
  kill_mostik
  start_mostik "$folder/config.yaml" "$log" "$bot_token"
  # Answers of a channel leave in order: what were to be repeated of the last question would come before this one.
  check_answer "kill -9 right after an answer, restart: answers again" "$(post "$alice" "$alerts" "!ping")" pong
  note_question "$question" pong
}

# ---- the end

nothing_to_send() { [ "$(stored 'SELECT count(*) FROM outbox WHERE pending')" = 0 ]; }

check_end() {
  local answers questions wrong=0 twice ended=0
  wait_until nothing_to_send || true
  while IFS=$'\t' read -r question answer; do
    [ "$(replies "$alice" "$question" "$bot_id")" = "\"$answer\"" ] || wrong=$((wrong + 1))
  done <"$folder/questions"
  questions=$(wc -l <"$folder/questions")
  answers=$(for channel in "$square" "$alerts"; do every_post "$alice" "$channel"; done |
    jq -r --arg bot "$bot_id" 'select(.user_id == $bot) | .id' | wc -l)
  check "every question has exactly one answer" "$answers answers to $questions questions" \
    [ "$wrong $answers" = "0 $questions" ]

  matching_posts >"$folder/matching"
  stored_posts >"$folder/stored"
  twice=$(stored 'SELECT count(*) - count(DISTINCT id) FROM posts')
  check "nothing stored twice, nothing forgotten" \
    "$(wc -l <"$folder/stored") of $(wc -l <"$folder/matching") expected, $twice twice" \
    all_true "[ $twice = 0 ]" "cmp -s $folder/matching $folder/stored"
  check "no failed events" "" none_failed
  check "no address but the simulator's was spoken to" "$(sort -u "$folder/peers" | grep -c . || true) address" \
    [ "$(sort -u "$folder/peers")" = "$(simulators_socket)" ]

  stop_process "$mostik_pid" || ended=$?
  mostik_pid=
  check "SIGTERM: a clean end" "exit code $ended" all_true "[ $ended = 0 ]" "tail -n 1 $log | grep ' stopped$' >/dev/null"
}

all_true() {
  local condition
  for condition in "$@"; do eval "$condition" || return 1; done
}

none_failed() { with_token failed list && [ "$(tail -n 1 "$folder/commands.log")" = 'no failed events' ]; }

# note_peers: the far ends of all sockets that the service has open now, as the kernel writes them.
note_peers() {
  local inodes
  inodes=$(find "/proc/$mostik_pid/fd" -lname 'socket:*' -printf '%l\n' | tr -dc '0-9\n')
  # Sockets that listen (0A) have no far end.
  awk 'NR == FNR { mine[$1]; next } $10 in mine && $4 != "0A" { print $3 }' <(echo "$inodes") /proc/net/{tcp,tcp6,udp,udp6} \
    >>"$folder/peers" 2>/dev/null || true
}

simulators_socket() { printf '0100007F:%04X' "$(cat "$folder/port")"; }

# ---- another bot

# The roles are exchanged: the service speaks as alice, with an empty memory, and the bot account asks.
check_other_bot() {
  mkdir "$folder/second"
  cp "$folder/config.yaml" "$folder/second/config.yaml"
  start_mostik "$folder/second/config.yaml" "$folder/second/mostik.log" "$alice"
  wait_until history_is_read ${#channels[@]} "$folder/second/data/mostik.db" || true
  local from_bot from_person
  from_bot=$(post "$bot_token" "$square" "!ping")
  from_person=$(post "$bob" "$square" "!ping")
  wait_until answered_by_alice "$from_person" || true
  local counts
  counts="$(replies "$bob" "$from_bot" "$alice_id" | grep -c . || true) $(replies "$bob" "$from_person" "$alice_id" | grep -c . || true)"
  stop_process "$mostik_pid" || true
  mostik_pid=
  check "another bot's !ping: not answered, a person's after it is" "${counts/ / and } answer" [ "$counts" = "0 1" ]
}

answered_by_alice() { [ -n "$(replies "$bob" "$1" "$alice_id")" ]; }
