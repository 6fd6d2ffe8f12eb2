#!/usr/bin/env bash
# Three real MariaDB Galera nodes on this machine, a galera-warden beside each, Prometheus with
# our alerting rules, and Alertmanager. Installs packages (Debian 12) and builds what is missing.
# Ctrl-C stops everything; nothing stays but the packages and the build directory.
set -euo pipefail

usage() {
  cat <<'END'
usage: docker/quickstart.sh [--check] [--base-address 127.A.B] [--build-dir DIR]

  --check                  start, verify that Prometheus sees three synced nodes, stop; exit 0 or 1
  --base-address 127.A.B   nodes get 127.A.B.11 to .13, Prometheus and Alertmanager 127.A.B.1;
                           without it 127.0.0, or any free range if a port there is taken
  --build-dir DIR          where to build; default build/release
END
}

# ---- what is asked for ----

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build/release
base=
check=no
while [ $# -gt 0 ]; do
  case "$1" in
    --check) check=yes ;;
    --base-address | --build-dir)
      [ $# -ge 2 ] || { echo "$0: $1 needs a value" >&2; exit 2; }
      if [ "$1" = --build-dir ]; then build=$2; else base=$2; fi
      shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "$0: unknown argument: $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done
if [ -n "$base" ] && ! [[ $base =~ ^127(\.[0-9]{1,3}){2}$ ]]; then
  echo "$0: --base-address $base: write three numbers, e.g. 127.0.30" >&2
  exit 2
fi

PATH=$PATH:/usr/sbin:/sbin # mariadbd, for users other than root
export LC_ALL=C
started=$SECONDS
declare -A pids=()   # what runs, by name of its log
declare -A reported=()
work=
lease=

# ---- one line per step ----

begin() { # TITLE
  step_began=$SECONDS
  printf '  %-52s' "$1"
  in_step=yes
}

# On a terminal: how long so far, and how far ninja has come.
tick() { # [LOG]
  local progress=
  [ -t 1 ] || return 0
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
  if [ "${in_step:-no}" = yes ]; then printf 'failed\n'; fi
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
  GALERA_QUICKSTART=$work timeout -k 5 "$limit" "$@" >"$log" 2>&1 </dev/null {lease}>&- &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    tick "$log"
    sleep 0.2
  done
  wait "$pid" || status=$?
  if [ $status = 124 ]; then fail "not done within $limit s: $*" "$log"; fi
  if [ $status != 0 ]; then fail "exit code $status: $*" "$log"; fi
}

# Waits until a condition holds. The condition leaves in $missing what it still waits for, and in
# $suspect whose log to look into.
await() { # SECONDS CONDITION
  local deadline=$((SECONDS + $1)) name
  until "$2"; do
    for name in "${!pids[@]}"; do
      kill -0 "${pids[$name]}" 2>/dev/null || fail "$name ended by itself" "$work/log/$name.log"
    done
    [ $SECONDS -lt $deadline ] || fail "not within $1 s: $missing" "$work/log/$suspect.log"
    tick
    sleep 0.3
  done
}

# ---- leaving nothing behind ----

# All that we start with run and launch has this variable in its environment, and so has what that starts.
marker() { printf 'GALERA_QUICKSTART=%s' "$work"; }

marked() { grep -lzxF -e "$(marker)" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3; }

# Ends marked processes: asked first, killed after ten seconds.
end_marked() {
  local tries pid
  for pid in $(marked); do kill "$pid" 2>/dev/null || true; done
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
  mkfifo "$work/lease"
  setsid bash -c "$(declare -f marker marked end_marked guard); work=\$1; guard" quickstart-guard "$work" \
    <"$work/lease" >/dev/null 2>&1 &
  exec {lease}>"$work/lease"
}

stop_all() {
  local status=$?
  trap '' INT TERM HUP
  [ -n "$work" ] || exit "$status"
  if [ -n "$(marked)" ]; then
    [ "${in_step:-no}" = no ] || echo
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
  : >"$work/log/$name.log"
  # A session of its own: Ctrl-C is for this script alone.
  GALERA_QUICKSTART=$work setsid "$@" >"$work/log/$name.log" 2>&1 </dev/null {lease}>&- &
  pids[$name]=$!
}

# ---- addresses and ports ----

# True if a server could not listen there.
taken() { # ADDRESS PORT
  ss -Hltn "sport = :$2" | awk '{print $4}' | grep -xF -e "$1:$2" -e "0.0.0.0:$2" -e "*:$2" -e "[::]:$2" >/dev/null
}

# The port, or another one if it is taken.
free_port() { # ADDRESS PORT
  local port=$2
  while taken "$1" "$port"; do
    port=$((port + 10000))
    [ $port -le 65535 ] || fail "port $2 and all its substitutes are taken on $1"
  done
  echo "$port"
}

# ---- the steps ----

install_packages() {
  echo "galera-warden quickstart"
  # In the foreground and not to be killed by us: apt may ask for a password, and must not be cut short.
  (cd "$root" && timeout --foreground 1800 docker/packages.sh build node demo) \
    || fail "packages could not be installed"
}

build_program() {
  begin "configuring and building"
  run 300 cmake env -C "$root" cmake --preset release -B "$build" -DGALERA_WARDEN_TESTS=ON
  run 1800 build cmake --build "$build" --target galera-warden galera-cluster
  finish
}

cluster_ready() {
  missing="three nodes Synced"
  suspect=cluster
  grep -q '^ready ' "$work/log/cluster.log" || addresses_taken
}

addresses_taken() { grep -q 'already taken by another program' "$work/log/cluster.log"; }

# One value per node out of nodes.json.
node_values() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" "$work/nodes/nodes.json"; }

launch_nodes() { # WHERE...
  launch cluster env TMPDIR="$work/tmp" "$build/tests/cluster/galera-cluster" run --directory "$work/nodes" \
    "$@" --timeout 90 --option --wsrep_cluster_name=quickstart --option --log-bin=binlog
  await 120 cluster_ready
}

start_nodes() {
  begin "three MariaDB Galera nodes"
  mkdir -m 1777 "$work/tmp" # the servers' account must be able to write temporary files
  launch_nodes --first-address "${base:-127.0.0}.11"
  if addresses_taken; then
    [ -z "$base" ] || fail "these addresses are not free" "$work/log/cluster.log"
    launch_nodes --free-addresses
  fi
  finish
  mapfile -t names < <(node_values name)
  mapfile -t addresses < <(node_values address)
  mapfile -t sql_ports < <(node_values port)
  mapfile -t sockets < <(node_values socket)
  mapfile -t status_files < <(node_values status_file)
  [ ${#names[@]}${#status_files[@]} = 33 ] || fail "nodes.json is not understood" "$work/nodes/nodes.json"
  base=${addresses[0]%.*}
  cat >"$work/cluster" <<END
#!/bin/sh
exec $build/tests/cluster/galera-cluster "\$@" --directory $work/nodes
END
  chmod +x "$work/cluster"
}

# An account with what the collectors need and no more. Galera carries it to the other nodes.
create_account() {
  local password
  begin "account for galera-warden"
  password=$(head -c 18 /dev/urandom | base64)
  (umask 077 && printf '[client]\nuser=warden\npassword=%s\n' "$password" >"$work/warden.cnf")
  timeout 20 mariadb --no-defaults --user=root --socket="${sockets[0]}" >"$work/log/account.log" 2>&1 <<END \
    || fail "the account could not be created" "$work/log/account.log"
CREATE USER warden@'%' IDENTIFIED BY '$password' WITH MAX_USER_CONNECTIONS 5;
GRANT PROCESS, SLAVE MONITOR, BINLOG MONITOR ON *.* TO warden@'%';
GRANT SELECT ON mysql.wsrep_cluster_members TO warden@'%';
END
  finish
}

start_wardens() {
  local i address
  begin "a galera-warden for each"
  mkdir "$work/drain"
  for i in 0 1 2; do
    address=${addresses[$i]}
    metrics[i]=$address:$(free_port "$address" 9104)
    ready[i]=$address:$(free_port "$address" 8080)
    synced[i]=$address:$(free_port "$address" 8081)
    cat >"$work/${names[$i]}.yml" <<END
mysqld:
  address: $address:${sql_ports[$i]}
  my_cnf: $work/warden.cnf
web:
  listen_address: ${metrics[$i]}
health:
  ready_listen_address: ${ready[$i]}
  synced_listen_address: ${synced[$i]}
  drain_file: $work/drain/${names[$i]}
  wsrep_status_file: ${status_files[$i]}
collect:
  binlog_size: true
  info_schema:
    processlist: true
END
    launch "warden-${names[$i]}" "$build/watchdog/cli/galera-warden" monitor --config "$work/${names[$i]}.yml"
  done
  await 20 healthy
  finish
}

http_code() { curl -s -o /dev/null -m 2 -w '%{http_code}' "$1" || true; }

healthy() {
  local i where code
  for i in 0 1 2; do
    suspect=warden-${names[$i]}
    for where in "${ready[$i]}" "${synced[$i]}"; do
      missing="200 from http://$where/ of ${names[$i]}"
      code=$(http_code "http://$where/")
      if [ "$code" != 200 ]; then
        missing="$missing, it answers $code: $(curl -s -m 2 "http://$where/" | sed -n 's/^reason: //p')"
        return 1
      fi
    done
  done
}

start_prometheus() {
  begin "Prometheus and Alertmanager"
  prometheus=$base.1:$(free_port "$base.1" 9090)
  alertmanager=$base.1:$(free_port "$base.1" 9093)
  cat >"$work/prometheus.yml" <<END
global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 2s}
rule_files: ['$root/rules/galera.rules.yml']
alerting: {alertmanagers: [{static_configs: [{targets: ['$alertmanager']}]}]}
scrape_configs:
  - job_name: galera
    static_configs:
      - targets: ['${metrics[0]}', '${metrics[1]}', '${metrics[2]}']
        labels: {cluster: quickstart}
END
  cat >"$work/alertmanager.yml" <<END
route: {receiver: nobody, group_by: [cluster]}
receivers: [{name: nobody}]
END
  launch alertmanager prometheus-alertmanager --config.file="$work/alertmanager.yml" \
    --storage.path="$work/alertmanager" --web.listen-address="$alertmanager" --cluster.listen-address=
  # An alert that fires before Prometheus has discovered Alertmanager (5 s) is sent again only after the delay.
  launch prometheus prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/prometheus" \
    --storage.tsdb.retention.time=1d --web.listen-address="$prometheus" --rules.alert.resend-delay=5s
  await 30 prometheus_ready
  finish
}

prometheus_ready() {
  missing="http://$prometheus/-/ready and http://$alertmanager/-/ready"
  suspect=prometheus
  [ "$(http_code "http://$prometheus/-/ready")" = 200 ] && [ "$(http_code "http://$alertmanager/-/ready")" = 200 ]
}

# The number that a query gives; empty if none.
query() {
  curl -s -m 3 --data-urlencode "query=$1" "http://$prometheus/api/v1/query" \
    | sed -n 's/.*"value":\[[^,]*,"\([^"]*\)"\].*/\1/p'
}

# What --check verifies, and what is worth waiting for before telling that all is up.
cluster_seen() {
  local q value
  suspect=prometheus
  for q in 'count(up{job="galera",cluster="quickstart"} == 1)' 'count(mysql_up == 1)' \
    'count(mysql_global_status_wsrep_cluster_size == 3)' 'count(galera_cluster_size == 3)' \
    'count(galera_node_state{state="synced"} == 1)' 'count(galera_quorum_margin == 1)'; do
    value=$(query "$q")
    missing="$q is ${value:-empty} in Prometheus, wanted 3"
    [ "$value" = 3 ] || return 1
  done
  missing="the alert Watchdog in Alertmanager"
  curl -s -m 3 "http://$alertmanager/api/v2/alerts" | grep '"alertname":"Watchdog"' >/dev/null || return 1
  value=$(query 'count(ALERTS{alertstate="firing",alertname!="Watchdog"})')
  missing="no alert but the Watchdog, $value fire"
  [ -z "$value" ] || return 1
  healthy
}

await_cluster_seen() {
  begin "three targets up, cluster size 3, health 200"
  await 40 cluster_seen
  finish
}

# ---- what to do with it ----

show_table() {
  local i
  printf '\n  %-7s%-19s%-36s%-27s%s\n' node SQL metrics "ready for clients" "part of the cluster"
  for i in 0 1 2; do
    printf '  %-7s%-19s%-36s%-27s%s\n' "${names[$i]}" "${addresses[$i]}:${sql_ports[$i]}" \
      "http://${metrics[$i]}/metrics" "http://${ready[$i]}/" "http://${synced[$i]}/"
  done
  cat <<END

  Prometheus    http://$prometheus/targets   http://$prometheus/alerts
  Alertmanager  http://$alertmanager/
  Grafana       not packaged by Debian: import dashboards/*.json into yours
  Logs          $work/log/

Try, in another terminal:

  curl -s http://${metrics[0]}/metrics | grep ^galera_
  curl -i http://${ready[0]}/
  curl -s -H 'Accept: application/json' http://${synced[0]}/
  mariadb --no-defaults -u root -S ${sockets[0]}

  $work/cluster status
  $work/cluster kill node3     # kill -9: quorum margin 0 after 6 s, three alerts after a minute more
  $work/cluster start node3
  $work/cluster freeze node2   # SIGSTOP: http://${ready[1]}/ says 503 within 3 s
  $work/cluster thaw node2
  touch $work/drain/node1      # out of service for load balancers, rm to undo

Ctrl-C stops everything and removes $work
END
}

# Until Ctrl-C. What ends by itself is told once.
watch_over() {
  local name
  while sleep 1; do
    for name in "${!pids[@]}"; do
      if kill -0 "${pids[$name]}" 2>/dev/null || [ -n "${reported[$name]:-}" ]; then continue; fi
      reported[$name]=yes
      echo "quickstart: $name ended by itself; see $work/log/$name.log" >&2
      if [ "$name" = cluster ]; then fail "without the nodes there is nothing to show" "$work/log/cluster.log"; fi
    done
  done
}

# ---- all in order ----

declare -a names addresses sql_ports sockets status_files metrics ready synced
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
start_nodes
create_account
start_wardens
start_prometheus
await_cluster_seen
if [ $check = yes ]; then
  echo "check: ok after $((SECONDS - started)) s: 3 targets up, wsrep_cluster_size 3, galera_cluster_size 3, health 200"
  exit 0
fi
show_table
watch_over
