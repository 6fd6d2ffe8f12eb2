# One line per step on the terminal, and how a step waits and fails. Sourced by ../quickstart.sh.

begin() { # TITLE
  step_began=$SECONDS
  printf '  %-52s' "$1"
  in_step=yes
}

# On a terminal: how long so far, and how far ninja has come.
tick() { # [LOG]
  local progress=
  [ -t 1 ] && [ "$in_step" = yes ] || return 0
  if [ -n "${1:-}" ]; then progress=$(tail -n 1 "$1" | grep -o '^\[[0-9]*/[0-9]*\]' || true); fi
  printf '%5d s %-11s' $((SECONDS - step_began)) "$progress"
  printf '\b%.0s' {1..19}
}

finish() {
  printf '%5d s' $((SECONDS - step_began))
  if [ -t 1 ]; then printf '%12s' ''; fi # over what tick has written
  printf '\n'
  in_step=no
}

fail() { # REASON [LOG]
  if [ "$in_step" = yes ]; then printf 'failed\n'; fi
  printf '\nquickstart: %s\n' "$1" >&2
  if [ -n "${2:-}" ] && [ -s "$2" ]; then
    printf -- '--- end of %s\n' "$2" >&2
    tail -n 25 "$2" >&2
    printf -- '---\n' >&2
  fi
  exit 1
}

# Runs a command to its end, its output in a log, for at most SECONDS.
run() { # SECONDS LOG COMMAND...
  local limit=$1 log=$work/log/$2.log pid status=0
  shift 2
  : >"$log"
  GALERA_QUICKSTART=$work timeout -k 5 "$limit" "$@" >"$log" 2>&1 </dev/null {lease}>&- {commands}>&- &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    tick "$log"
    sleep 0.2
  done
  wait "$pid" || status=$?
  if [ $status = 124 ]; then fail "not done within $limit s: $*" "$log"; fi
  if [ $status != 0 ]; then fail "exit code $status: $*" "$log"; fi
}

# Waits until a condition holds; pages are shown meanwhile. The condition leaves in $missing what it
# still waits for, and in $suspect whose log to look into. False, with $missing, if it did not come.
await() { # SECONDS CONDITION [ARGUMENT...]
  local limit=$1 deadline=$((SECONDS + $1)) name
  shift
  until "$@"; do
    for name in "${!pids[@]}"; do
      kill -0 "${pids[$name]}" 2>/dev/null && continue
      missing="$name ended by itself" suspect=$name
      return 1
    done
    if [ $SECONDS -ge $deadline ]; then
      missing="not within $limit s: $missing"
      return 1
    fi
    tick
    show_pages
    sleep 0.2
  done
  show_pages
}

# The same, where nothing can go on without.
require() { # SECONDS CONDITION [ARGUMENT...]
  await "$@" || fail "$missing" "$work/log/$suspect.log"
}

# Milliseconds since 1970.
now_ms() { echo "${EPOCHREALTIME:0:10}${EPOCHREALTIME:11:3}"; }

# 5.71 out of 5712 milliseconds.
seconds_of() { printf '%d.%02d' $(($1 / 1000)) $(($1 % 1000 / 10)); }
