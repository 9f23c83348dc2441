# shellcheck shell=bash
# What `script/demo --once` looks at beside the conversation: what happened while the service was away, search, and a
# configuration that changes while it runs. Uses: the functions and variables of conversation.sh.

check_missed_changes() {
  local changing leaving
  changing=$(stored_post "$bob" "$alerts" "Deploy of the mail server")
  leaving=$(stored_post "$alice" "$square" "Деплой почты")
  kill_mostik
  edit "$bob" "$changing" "The deploy of the mail server failed"
  remove "$alice" "$leaving"
  start_mostik "$folder/config.yaml" "$log" "$bot_token"
  wait_until has_version "$changing" || true
  wait_until is_marked_deleted "$leaving" || true
  check "edited while it was away: a new version" "" has_version "$changing"
  check "deleted while it was away: marked" "" is_marked_deleted "$leaving"
}

check_search() {
  local sought question said
  sought=$(post "$alice" "$square" "Ёлка наряжена, можно начинать деплой")
  question=$(post "$bob" "$square" "!search елка деплоя")
  wait_until has_reply "$question" || true
  said=$(replies "$bob" "$question" "$bot_id")
  note_question "$question" "${said:1:-1}"
  check "!search: finds other forms of the words, with a link" "" [ "${said/"/pl/$sought"/}" != "$said" ]
  check "mostik search: finds it too" "" finds "$sought" елка деплоя
}

# finds POST WORD…: the command's answer names the post.
finds() {
  local post=$1
  shift
  with_token search "$@" && grep -F "/pl/$post" "$folder/commands.log" >/dev/null
}

check_reload() {
  local before
  before=$(websockets_opened)
  sed -i 's#^\( *\)- {when: {command: hello}.*#&\n\1- {when: {command: news}, reply: "There are news."}#' "$folder/config.yaml"
  wait_until is_applied || true
  check_answer "config.yaml saved with another rule: it answers" "$(post "$alice" "$square" "!news")" "There are news."
  check "… on the same websocket" "" [ "$(websockets_opened)" = "$before" ]
}

is_applied() { grep 'config.yaml: applied$' "$log" >/dev/null; }
websockets_opened() { grep -c 'mattermost: connected' "$log" || true; }
