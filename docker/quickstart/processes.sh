# What runs, and leaving nothing behind. Sourced by ../quickstart.sh.

# All that run and launch start has this variable in its environment, and so has what that starts.
marker() { printf 'GALERA_QUICKSTART=%s' "$work"; }

marked() { with_variable "$(marker)"; }

# PIDs of those with NAME=VALUE in their environment.
with_variable() { grep -lzxF -e "$1" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3; }

# Ends marked processes: asked first, killed after ten seconds. One that is frozen hears nothing.
end_marked() {
  local tries pid
  for pid in $(marked); do kill -CONT "$pid" 2>/dev/null && kill "$pid" 2>/dev/null || true; done
  for tries in $(seq 150); do
    [ -n "$(marked)" ] || return 0
    if [ "$tries" -gt 100 ]; then
      for pid in $(marked); do kill -9 "$pid" 2>/dev/null || true; done
    fi
    sleep 0.1
  done
  return 1
}

# Outlives this script in a session of its own, also when that is killed with -9: its standard
# input ends then.
guard() {
  trap '' INT TERM HUP
  cat >/dev/null
  end_marked || true
  rm -rf -- "$work"
}

start_guard() {
  mkfifo -m 600 "$work/lease" "$work/commands"
  exec {commands}<>"$work/commands"
  setsid bash -c "$(declare -f marker marked with_variable end_marked guard); work=\$1; guard" \
    quickstart-guard "$work" <"$work/lease" >/dev/null 2>&1 {commands}>&- &
  exec {lease}>"$work/lease"
  echo $$ >"$work/pid"
}

stop_all() {
  local status=$?
  trap '' INT TERM HUP
  [ -n "$work" ] || exit "$status"
  if [ -n "$(marked)" ]; then
    [ "$in_step" = no ] || echo
    begin "stopping"
    end_marked || echo "quickstart: processes $(marked | tr '\n' ' ')would not end" >&2
    finish
  fi
  rm -rf -- "$work"
  exit "$status"
}

launch() { # NAME COMMAND...
  local name=$1
  shift
  # A session of its own: Ctrl-C is for this script alone.
  GALERA_QUICKSTART=$work GALERA_QUICKSTART_NODE=$work/$name setsid "$@" >>"$work/log/$name.log" 2>&1 \
    </dev/null {lease}>&- {commands}>&- &
  pids[$name]=$!
  disown # bash would tell of a kill -9
}

# All processes of a node: galera-warden, its worker, mariadbd and what they run.
processes_of() { with_variable "GALERA_QUICKSTART_NODE=$work/$1"; } # NODE

# PID of its mariadbd; empty if there is none.
server_of() { # NODE
  local pid
  for pid in $(processes_of "$1"); do
    if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = mariadbd ]; then
      echo "$pid"
      return 0
    fi
  done
}

# What ended by itself is told once.
tell_of_the_ended() {
  local name
  for name in "${!pids[@]}"; do
    kill -0 "${pids[$name]}" 2>/dev/null && continue
    unset "pids[$name]"
    say "quickstart: $name ended by itself; see $work/log/$name.log"
  done
}
