# shellcheck shell=bash
# What `script/demo --once` shows of the support desk: one ticket from the report to the rating.
# Uses: the functions and variables of the other files, the simulated Telegram of bridge.sh among them.

boris=

write_desk_config() {
  mkdir -p "$folder/desk"
  cat >"$folder/desk/config.yaml" <<EOF
mattermost:
  url: $site
  token: \${MATTERMOST_TOKEN}
  listen_channels: ["dev/town-square"]
  target_events_processors:
    - posted: [log, support]
    - post_edited: [support]
    - post_deleted: [support]
    - reaction_added: [support]
backend: {port: 0}
telegram:
  token: \${TELEGRAM_TOKEN}
  api_root: $telegram
  target_events_processors:
    - message: [log, support, respond]
    - edited_message: [support]
    - callback_query: [support]
    - my_chat_member: [support]
support:
  channel: "mattermost:dev/town-square"
EOF
}

# with_boris FILTER: the last message in his private chat for which jq's FILTER holds.
with_boris() { tell_telegram messages "{\"chat\": $boris}" | jq -c "[.[] | select($1)][-1] // empty"; }
is_with_boris() { [ -n "$(with_boris "$1")" ]; }
boris_says() {
  tell_telegram write "{\"user\": $boris, \"chat\": $boris, \"text\": $(jq -cn --arg t "$1" '$t')}" >/dev/null
}
# boris_presses FILTER LABEL: the button of that label under that message.
boris_presses() {
  local message data
  message=$(with_boris "$1")
  data=$(jq -r --arg words "$2" '[.reply_markup.inline_keyboard[][] | select(.text == $words)][0].callback_data' <<<"$message")
  tell_telegram press "{\"user\": $boris, \"chat\": $boris, \"message\": $(jq .message_id <<<"$message"),
    \"data\": $(jq -cn --arg d "$data" '$d')}" >/dev/null
}
check_told() {
  wait_until is_with_boris "$2" || true
  check "$1" "" is_with_boris "$2"
}

check_desk() {
  write_desk_config
  start_mostik "$folder/desk/config.yaml" "$folder/desk/mostik.log" "$bot_token"
  wait_until grep -q 'posts read' "$folder/desk/mostik.log" || true
  wait_until grep -q 'telegram: connected' "$folder/desk/mostik.log" || true
  boris=$(tell_telegram add_user '{"first_name": "Boris", "language_code": "ru"}' | jq .id)

  tell_telegram start "{\"user\": $boris, \"payload\": \"shop\"}" >/dev/null
  check_told "desk: a greeting in his language" '.text | startswith("Здравствуйте")'
  boris_presses '.text | startswith("Здравствуйте")' "Сообщить об ошибке"
  check_told "desk: the button asks for the report" '.text | startswith("Опишите")'
  boris_says "the shop does not open"
  check_told "desk: the ticket has a number" '.text | contains("#1")'
  check_carried "desk: a thread in Mattermost" mattermost \
    '.root_id == "" and (.message | startswith("#### #1 · Boris"))'
  local root
  root=$(in_mattermost '.root_id == "" and (.message | startswith("#### #1 · Boris"))' | jq -r .id)
  check_carried "desk: with the report in it" mattermost \
    ".root_id == \"$root\" and (.message | endswith(\"the shop does not open\"))"

  post "$alice" "$square" "try **again**"$'\n'"// he always does that" "$root" >/dev/null
  check_told "desk: the answer arrives, without the internal note" '.text == "try again"'
  check_carried "desk: the state is shown" mattermost \
    ".id == \"$root\" and (.message | contains(\"waiting for the person\"))"
  post "$alice" "$square" "!close" "$root" >/dev/null
  check_told "desk: closing asks for a rating" '.text | contains("закрыто")'
  boris_presses '.text | contains("закрыто")' "5"
  check_told "desk: thanks for it" '.text == "Спасибо!"'
  check_carried "desk: the rating is shown" mattermost ".id == \"$root\" and (.message | contains(\"rated 5 of 5\"))"
  check "desk: mostik tickets shows it" "" shows_the_ticket

  local ended=0
  stop_process "$mostik_pid" || ended=$?
  mostik_pid=
  check "desk: a clean end" "exit code $ended" [ "$ended" = 0 ]
}

shows_the_ticket() {
  "$mostik" tickets show 1 --config "$folder/desk/config.yaml" >"$folder/ticket" &&
    grep -q "the shop does not open" "$folder/ticket" && grep -q "try" "$folder/ticket"
}
