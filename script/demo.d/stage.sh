# shellcheck shell=bash
# The stage: a folder of its own, the simulated server and the service as processes, and how all of it goes away again.
# Uses: mostik, simulator (programs), keep. Sets: folder, site, bot_token, mostik_pid.

patience=30  # seconds that anything is waited for, at most
folder=
site=
bot_token=
mostik_pid=
simulator_pid=
viewer_pid=

say() { printf '\n== %s\n' "$*"; }
die() { echo "script/demo: $*" >&2; exit 1; }

# wait_until COMMAND…: until it succeeds; fails after `patience` seconds.
wait_until() {
  local deadline=$((SECONDS + patience))
  until "$@" 2>/dev/null; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

has_ended() { ! running "$1"; }
running() { [ -n "$1" ] && kill -0 "$1" 2>/dev/null; }

# stop_process PID: asks it to end, and returns its exit code; 137 for one that had to be killed.
stop_process() {
  local deadline=$((SECONDS + patience))
  kill -TERM "$1" 2>/dev/null || true
  while running "$1" && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.05; done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1"
}

stage_open() {
  # Nothing here may take a way around through a proxy, or use somebody's real token.
  unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
  unset MATTERMOST_TOKEN MATTERMOST_TOKEN_FILE TELEGRAM_TOKEN TELEGRAM_TOKEN_FILE
  folder=$(mktemp -d "${TMPDIR:-/tmp}/mostik-demo.XXXXXX")
  trap stage_close EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  trap 'exit 141' PIPE
}

stage_close() {
  local code=$?
  trap - EXIT
  trap '' INT TERM HUP PIPE
  set +e
  if running "$mostik_pid"; then
    local ended=0
    stop_process "$mostik_pid" || ended=$?
    say "mostik was asked to stop and ended with exit code $ended"
  fi
  # Not `wait`: after a Ctrl-C bash 5.2 may wait there for a child that has ended.
  if [ -n "$viewer_pid" ]; then wait_until has_ended "$viewer_pid"; fi
  if running "$simulator_pid"; then stop_process "$simulator_pid" || true; fi
  if running "${telegram_pid:-}"; then stop_process "$telegram_pid" || true; fi
  if [ "$keep" = yes ]; then
    echo "Database, logs and configuration are kept in $folder"
  else
    rm -rf "$folder"
  fi
  exit "$code"
}

# start_simulator POSTS. It and the service get sessions of their own: Ctrl-C in the terminal is for this script, which
# then stops them one by one.
start_simulator() {
  setsid "$simulator" --posts "$1" --port-file "$folder/port" >"$folder/simulator.log" 2>&1 &
  simulator_pid=$!
  simulator_listens() { grep -q '^listening on ' "$folder/simulator.log" || ! running "$simulator_pid"; }
  wait_until simulator_listens || die "the simulated server does not start: $(cat "$folder/simulator.log")"
  running "$simulator_pid" || die "the simulated server ended: $(cat "$folder/simulator.log")"
  site=http://127.0.0.1:$(cat "$folder/port")
  bot_token=$(sed -n 's/^bot mostik: token //p' "$folder/simulator.log")
  [ -n "$bot_token" ] || die "the simulated server did not tell the bot's token"
}

# start_mostik CONFIG LOG TOKEN
start_mostik() {
  MATTERMOST_TOKEN=$3 setsid "$mostik" run --config "$1" >>"$2" 2>&1 </dev/null &
  mostik_pid=$!
}
