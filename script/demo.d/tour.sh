# shellcheck shell=bash
# The tour of `script/demo`: what Mostik does, as it does it, until Ctrl-C.

take_tour() {
  start_simulator 300
  copy_config "$source_config" "$folder/config.yaml"
  say "A simulated Mattermost server listens on $site; the demo's folder is $folder"
  export MATTERMOST_TOKEN=$bot_token

  say "mostik check"
  "$mostik" check --config "$folder/config.yaml"
  say "mostik check --online"
  "$mostik" check --online --config "$folder/config.yaml"

  say "mostik run: first it reads the past of $demo_channels"
  start_mostik "$folder/config.yaml" "$folder/mostik.log" "$bot_token"
  show_log
  wait_until history_is_read 2 || die "the past was not read: see above"
  show_memory

  alice=$(log_in alice)
  square=$(channel_id "$alice" dev/town-square)
  say "alice writes to dev/town-square, and asks: !ping"
  noted=$(post "$alice" "$square" "Deploy of the demo is done")
  question=$(post "$alice" "$square" "!ping")
  wait_until is_answered || die "the bot did not answer: see above"
  wait_until has_stored "$noted" || die "alice's post was not stored: see above"
  sleep 0.5 # so that the log is shown before what comes next
  say "The thread that alice sees"
  thread "$question"

  tell_how_to_talk
  trap 'exit 0' INT TERM HUP
  wait "$mostik_pid" || die "mostik ended by itself with exit code $?"
}

# Shows the log as it grows; of the past only the first lines.
show_log() {
  wait_until test -s "$folder/mostik.log" || die "mostik says nothing"
  # In the background: Ctrl-C does not reach it, it ends with the service.
  shorten_past < <(exec tail -n +1 -s 0.1 -F --pid="$mostik_pid" "$folder/mostik.log" 2>/dev/null) &
  viewer_pid=$!
}

shorten_past() {
  local line shown=0 hidden=0
  while IFS= read -r line; do
    if [[ $line == *" event="*" origin=history "* ]] && [ $((shown += 1)) -gt 3 ]; then
      hidden=$((hidden + 1))
      continue
    fi
    if [ "$hidden" -gt 0 ]; then echo "                … and $hidden more posts of the past"; fi
    hidden=0
    echo "$line"
  done
}

is_answered() { [ "$(request "$alice" GET "/posts/$question/thread" | jq '.posts | length')" = 2 ]; }

thread() {
  local names
  names=$(request "$alice" GET /users | jq -c 'map({(.id): .username}) | add')
  request "$alice" GET "/posts/$1/thread" |
    jq -r --argjson names "$names" '[.posts[]] | sort_by(.create_at)[] | "  \($names[.user_id]): \(.message)"'
}

show_memory() {
  say "What is stored now: the posts that contain one of $(needles_of "$folder/config.yaml")"
  sqlite3 -init /dev/null -batch -header -column "$folder/data/mostik.db" \
    "SELECT channel_name AS channel, count(*) AS posts, count(DISTINCT author_id) AS people FROM posts GROUP BY 1" \
    "SELECT datetime(created_at / 1000, 'unixepoch') AS written, author_name AS author, text FROM posts
     ORDER BY created_at DESC LIMIT 5"
}

tell_how_to_talk() {
  local bot_id alice_id direct call
  bot_id=$(user_id "$bot_token")
  alice_id=$(user_id "$alice")
  direct=$(request "$alice" POST /channels/direct "[\"$alice_id\", \"$bot_id\"]" | jq -r .id)
  call="curl -s --noproxy '*' -H 'Authorization: Bearer $alice'"
  say "Now you are alice. Paste into another terminal:"
  cat <<END
# ask in dev/town-square, and read the last two posts there
$call $site/api/v4/posts -d '{"channel_id": "$square", "message": "@mostik спасибо!"}'
$call '$site/api/v4/channels/$square/posts?per_page=2' | jq -r '.posts[].message'

# a direct message, and the answer
$call $site/api/v4/posts -d '{"channel_id": "$direct", "message": "status"}'
$call '$site/api/v4/channels/$direct/posts?per_page=1' | jq -r '.posts[].message'

# search what is stored
$call $site/api/v4/posts -d '{"channel_id": "$direct", "message": "search deploy"}'
$call '$site/api/v4/channels/$direct/posts?per_page=1' | jq -r '.posts[].message'

# edit the post about the deploy, then delete it
$call -X PUT $site/api/v4/posts/$noted/patch -d '{"message": "Deploy of the demo is undone"}'
$call -X DELETE $site/api/v4/posts/$noted

# what is remembered of it
sqlite3 $folder/data/mostik.db "SELECT text, deleted_at FROM posts WHERE id = '$noted'; SELECT text FROM post_versions"

# cut the connection and see it come back
curl -s --noproxy '*' $site/_control/cut_websockets -d '{}'

Ctrl-C stops both processes and removes the folder$([ "$keep" = yes ] && echo " (--keep: it stays)").
END
}
