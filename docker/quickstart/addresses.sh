# Three nodes with the same ports on 127.A.B.11 to .13, all else on 127.A.B.1. Sourced by ../quickstart.sh.

# True if a server could not listen there.
taken() { # ADDRESS PORT
  ss -Hltn "sport = :$2" | awk '{print $4}' | grep -xF -e "$1:$2" -e "0.0.0.0:$2" -e "*:$2" -e "[::]:$2" >/dev/null
}

# The port, or another one if it is taken at one of the addresses.
free_port() { # PORT ADDRESS...
  local wanted=$1 port=$1 address again=yes
  shift
  while [ $again = yes ]; do
    again=no
    for address in "$@"; do
      if taken "$address" "$port"; then again=yes; fi
    done
    [ $again = no ] || port=$((port + 10000))
    [ "$port" -le 65535 ] || fail "port $wanted and all its substitutes are taken on $*"
  done
  echo "$port"
}

# A range is ours as long as our receiver of pages listens there, at the same port in every quickstart.
# Another port only if somebody has it on all addresses: then so it is for all of us.
reserve_range() {
  local range port ranges=("$base")
  if [ -z "$base" ]; then ranges=(127.0.0 127.0.{20..60}); fi
  port=$(free_port 9119 0.0.0.0)
  for range in "${ranges[@]}"; do
    receiver=$range.1:$port
    if ! taken "$range.1" "$port" && start_receiver; then
      base=$range
      echo "$base" >"$work/base"
      return 0
    fi
  done
  fail "${base:-127.0.0 and all others}: another quickstart is there, or somebody has port $port" \
    "$work/log/receiver.log"
}

choose_ports() {
  local i
  for i in 0 1 2; do
    names[i]=node$((i + 1))
    addresses[i]=$base.$((i + 11))
  done
  sql_port=$(free_port 3306 "${addresses[@]}")
  group_port=$(free_port 4567 "${addresses[@]}")
  ist_port=$(free_port 4568 "${addresses[@]}")
  sst_port=$(free_port 4444 "${addresses[@]}")
  metrics_port=$(free_port 9104 "${addresses[@]}")
  ready_port=$(free_port 8080 "${addresses[@]}")
  synced_port=$(free_port 8081 "${addresses[@]}")
  prometheus=$base.1:$(free_port 9090 "$base.1")
  alertmanager=$base.1:$(free_port 9093 "$base.1")
}
