# shellcheck shell=bash
# Checks and their table.

checks=0
failures=0

# check NAME NUMBERS COMMAND…: a row of the table; ok when the command succeeds.
check() {
  local name=$1 numbers=$2 result=ok
  shift 2
  checks=$((checks + 1))
  if ! "$@"; then
    result=FAILED
    failures=$((failures + 1))
  fi
  printf '%-7s %-58s %s\n' "$result" "$name" "$numbers"
}

# summary LOG: says how it went; prints the end of the log when something failed.
summary() {
  printf '\n'
  if [ "$failures" -eq 0 ]; then
    echo "All $checks checks are ok, in $SECONDS s."
    return 0
  fi
  echo "$failures of $checks checks FAILED, in $SECONDS s. The end of the service's log:"
  tail -n 40 "$1"
  return 1
}
