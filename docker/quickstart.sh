#!/usr/bin/env bash
# Three real MariaDB Galera nodes on this machine, each run by a galera-warden, Prometheus with our alerting
# rules, Alertmanager, and a receiver that prints pages; then a tour of what can go wrong. Installs packages
# (Debian 12) and builds what is missing. Ctrl-C stops everything; nothing stays but the packages and the
# build directory.
set -euo pipefail

usage() {
  cat <<'END'
usage: docker/quickstart.sh [--check | --check-tour] [--base-address 127.A.B] [--build-dir DIR]
       docker/quickstart.sh [--base-address 127.A.B] COMMAND

  --check                  start, verify that three nodes are seen, that a page comes when one is killed and
                           that it is resolved; stop; exit 0 or 1
  --check-tour             the same, with the whole tour
  --base-address 127.A.B   nodes get 127.A.B.11 to .13, all else 127.A.B.1; without it 127.0.0, or a
                           free range if that is taken
  --build-dir DIR          where to build; default build/release

COMMAND is one of the tour, said to a quickstart that runs in another terminal:
END
  tour_help
}

# ---- what is asked for ----

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
for part in steps processes addresses pages nodes writes tour prompt check; do
  # shellcheck disable=SC1090
  . "$here/quickstart/$part.sh"
done
build=$root/build/release
base=
mode=show
while [ $# -gt 0 ]; do
  case "$1" in
    --check) mode=check ;;
    --check-tour) mode=check_tour ;;
    --base-address | --build-dir)
      [ $# -ge 2 ] || { echo "$0: $1 needs a value" >&2; exit 2; }
      if [ "$1" = --build-dir ]; then build=$2; else base=$2; fi
      shift ;;
    -h | --help) usage; exit 0 ;;
    -*) echo "$0: unknown argument: $1" >&2; usage >&2; exit 2 ;;
    *) break ;;
  esac
  shift
done
if [ -n "$base" ] && ! [[ $base =~ ^127(\.[0-9]{1,3}){2}$ ]]; then
  echo "$0: --base-address $base: write three numbers, e.g. 127.0.30" >&2
  exit 2
fi
if [ $# -gt 0 ]; then
  tell_running "$*"
  exit
fi

PATH=$PATH:/usr/sbin:/sbin # mariadbd, for users other than root
export LC_ALL=C
started=$SECONDS
declare -A pids=() # what runs, by name of its log
declare -a names addresses
work=
in_step=no
prompted=no
pages_shown=0
event_ms=
frozen=

# ---- all in order ----

install_packages() {
  echo "galera-warden quickstart"
  # In the foreground and not to be killed by us: apt may ask for a password, and must not be cut short.
  (cd "$root" && timeout --foreground 1800 docker/packages.sh build node demo) \
    || fail "packages could not be installed"
}

build_program() {
  begin "configuring and building"
  mkdir -p "$build"
  build=$(cd "$build" && pwd)
  exec {building}>"$build/quickstart.lock" # two at a time would spoil each other's
  run 1800 lock flock "$building"
  run 300 cmake env -C "$root" cmake --preset release -B "$build"
  run 1800 build cmake --build "$build" --target galera-warden
  # A copy that mariadbd's account can read wherever the sources are, and that no later build replaces.
  strip -o "$work/galera-warden" "$build/watchdog/cli/galera-warden"
  exec {building}>&-
  finish
}

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
install_packages
work=$(mktemp -d "${TMPDIR:-/tmp}/galera-quickstart.XXXXXX")
chmod 755 "$work" # the servers run under another account when we are root
mkdir "$work/log"
start_guard
build_program
reserve_range
choose_ports
first_start
start_prometheus
await_cluster_seen
case $mode in
  check) check ;;
  check_tour) check_tour ;;
  show) show ;;
esac
