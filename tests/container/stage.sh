# shellcheck shell=bash
# Containers, and what is seen of them. Sourced. Every wait has an end.

podman_() { "${engine[@]}" "$@" 2>>"$log/podman.log"; }
buildah_() { "${builder[@]}" "$@" 2>>"$log/podman.log"; }

note() { printf '      %s\n' "$*"; }

fail() {
  printf '  FAILED: %s\n' "$*"
  exit 1
}

# To its end, for at most SECONDS, its output in a log.
run() { # SECONDS LOG COMMAND...
  local limit=$1 name=$2 status=0
  shift 2
  timeout -k 10 "$limit" "$@" >>"$log/$name.log" 2>&1 </dev/null || status=$?
  [ $status = 0 ] || { tail -n 30 "$log/$name.log"; fail "exit code $status of: $*"; }
}

# A condition leaves in $missing what it waits for.
await() { # SECONDS CONDITION [ARGUMENT...]
  local deadline=$((SECONDS + $1))
  shift
  missing="$*"
  until "$@"; do
    [ $SECONDS -lt $deadline ] || { show_logs; fail "not in time: $missing"; }
    sleep 0.2
  done
}

milliseconds() { date +%s%3N; }

# ---- nodes ----

# A container of the node image with a volume of its name. What stands before -- is podman's.
start_node() { # NAME [PODMAN'S FLAG...] [-- WORD...]
  local name=$1 flags=()
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do flags+=("$1"); shift; done
  if [ $# -gt 0 ]; then shift; else set -- node galera; fi
  podman_ run -d --name "$prefix-$name" --hostname "$name" --label "$label" --network "$network" --network-alias galera \
    -v "$prefix-$name:/var/lib/mysql" -v "$work/secrets:/run/secrets:ro" \
    -e MYSQL_ROOT_PASSWORD_FILE=/run/secrets/root -e XTRABACKUP_PASSWORD_FILE=/run/secrets/copy \
    -e my_innodb_buffer_pool_size=32M -e my_innodb_log_file_size=16M -e gcache_size=32M \
    "${flags[@]}" "$images/node:$debian" "$@" >>"$log/podman.log" || fail "podman run of $name: $(tail -n 3 "$log/podman.log")"
}

again() { podman_ start "$prefix-$1" >>"$log/podman.log" || fail "podman start $1"; } # NAME

# Asked as docker stop does, and left five minutes.
stop_node() { timeout 310 "${engine[@]}" stop -t 300 "$prefix-$1" >>"$log/podman.log" 2>&1 || fail "podman stop $1"; } # NAME

kill_node() { podman_ kill -s KILL "$prefix-$1" >>"$log/podman.log" || fail "podman kill $1"; } # NAME

remove_node() { # NAME
  podman_ rm -f -t 0 "$prefix-$1" >>"$log/podman.log" || fail "podman rm $1"
  rm -f "$work/left-$1"
}

in_node() { # NAME COMMAND...
  local name=$1
  shift
  timeout 30 "${engine[@]}" exec "$prefix-$name" "$@" 2>>"$log/podman.log"
}

sql() { # NAME STATEMENT
  timeout 30 "${engine[@]}" exec -u root "$prefix-$1" mariadb -u root -N -B -e "$2" 2>>"$log/podman.log"
}

inspect() { podman_ inspect --format "$2" "$prefix-$1"; } # NAME FORMAT

address_of() { inspect "$1" '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'; } # NAME

node_log() { "${engine[@]}" logs "$prefix-$1" 2>&1; } # NAME

# What a person is shown when something did not come.
show_logs() {
  local name
  for name in $(podman_ ps -a --filter "label=$label" --format '{{.Names}}'); do
    printf -- '--- %s: %s\n' "$name" "$(podman_ inspect --format '{{.State.Status}} {{.State.ExitCode}}' "$name")"
    "${engine[@]}" logs --tail 60 "$name" 2>&1 || true
  done
}

# :8081 of a node, as JSON.
synced_json() { curl -s -m 2 -H 'Accept: application/json' "http://$(address_of "$1"):${synced_port:-8081}/"; } # NAME

is_ready() { # NAME
  [ "$(curl -s -m 2 -o /dev/null -w '%{http_code}' "http://$(address_of "$1"):${ready_port:-8080}/")" = 200 ]
}

# All of them synced, in one component of that size.
are_cluster() { # NAME...
  local name json uuid first=
  for name in "$@"; do
    json=$(synced_json "$name") || json=
    missing="$name in a cluster of $#: $json"
    grep -q '"healthy":true' <<<"$json" && grep -q "\"cluster_size\":$#[,}]" <<<"$json" || return 1
    uuid=$(grep -o '"wsrep_cluster_state_uuid":"[^"]*"' <<<"$json")
    missing="one state UUID: $uuid of $name, $first of $1"
    [ "$uuid" = "${first:=$uuid}" ] || return 1
    is_ready "$name" || return 1
  done
}

# The same of nodes that come back. Galera 26.4.23 now and then ends an incremental transfer one write-set too
# early and closes its provider: the warden says to restart the node, and so we do. Or it aborts, where others
# write meanwhile: a restart policy would start the container again, and so do we.
are_cluster_again() { # NAME...
  local name times
  are_cluster "$@" && return
  for name in "$@"; do
    if has_ended "$name"; then
      note "$name has ended with $(exit_code_of "$name") as it joined, and is started again"
      again "$name"
      continue
    fi
    times=$(node_log "$name" | grep -c 'DOES NOT COME BACK BY ITSELF')
    if [ "$times" -gt "$(cat "$work/left-$name" 2>/dev/null || echo 0)" ]; then
      echo "$times" >"$work/left-$name"
      note "$name has left its group as it started, and is restarted"
      stop_node "$name"
      again "$name"
    fi
  done
  return 1
}

is_paused() { in_node "$1" galera-warden healthcheck | grep >/dev/null 'node: paused'; } # NAME

has_ended() { [ "$(inspect "$1" '{{.State.Status}}')" = exited ]; } # NAME

exit_code_of() { inspect "$1" '{{.State.ExitCode}}'; } # NAME

expect_exit() { # NAME CODE
  await 60 has_ended "$1"
  [ "$(exit_code_of "$1")" = "$2" ] || { show_logs; fail "$1 ended with $(exit_code_of "$1"), wanted $2"; }
}

# The HEALTHCHECK of the image, as an engine runs it.
expect_healthy() { # NAME
  podman_ healthcheck run "$prefix-$1" >/dev/null || fail "$1 is unhealthy: $(in_node "$1" galera-warden healthcheck)"
}

grastate() { # NAME KEY: of a stopped one, from its volume
  sed -n "s/^$2: *//p" "$(podman_ volume inspect --format '{{.Mountpoint}}' "$prefix-$1")/grastate.dat"
}
