# shellcheck shell=bash
# What is shown. Each case leaves the nodes that the next one takes up. Sourced.

proven=(-e GALERA_WARDEN_NODE_RECOVERY=proven)

three_form_a_cluster() {
  local began name
  began=$(milliseconds)
  for name in n1 n2 n3; do start_node $name "${proven[@]}"; done
  await 120 are_cluster n1 n2 n3
  note "three empty containers to three ready nodes: $(($(milliseconds) - began)) ms"
  for name in n1 n2 n3; do expect_healthy $name; done
}

secrets_stay_in_their_files() {
  local secret
  in_node n1 sh -c 'MYSQL_PWD=$(cat /run/secrets/root) exec mariadb -h 127.0.0.1 -u root -e "SELECT 1"' >/dev/null \
    || fail "root's password is not that of its file"
  for secret in root copy; do
    if { node_log n1; podman_ inspect "$prefix-n1"; in_node n1 sh -c 'cat /proc/[0-9]*/cmdline /proc/1/environ'; } \
      | tr '\0' '\n' | grep >/dev/null -F "$(cat "$work/secrets/$secret")"; then
      fail "the secret $secret is in the log, a command line or the environment"
    fi
  done
}

# With data enough, and a donor slow enough, for somebody to look meanwhile.
a_fourth_joins() {
  local seen began
  sql n1 "CREATE DATABASE shop; CREATE TABLE shop.filler (id INT PRIMARY KEY AUTO_INCREMENT, t LONGBLOB);
    INSERT INTO shop.filler (t) SELECT RANDOM_BYTES(1024) FROM shop.seq_1_to_20000" || fail "the data could not be written"
  began=$(milliseconds)
  start_node n4 "${proven[@]}"
  : >"$log/join.log"
  await 180 joins_healthy n4 n1 n2 n3 n4
  seen=$(grep -c 'healthy: the warden works; node: transfer' "$log/join.log" || true)
  note "one more has joined after $(($(milliseconds) - began)) ms; $seen of $(wc -l <"$log/join.log") health checks saw its state transfer"
  [ "$seen" -gt 0 ] || fail "no health check saw the state transfer"
}

joins_healthy() { # NAME ALL...
  local name=$1
  shift
  in_node "$name" galera-warden healthcheck >>"$log/join.log" 2>&1 || true
  if sed '1,/^healthy/d' "$log/join.log" | grep >/dev/null unhealthy; then fail "unhealthy while it joins: $(grep unhealthy "$log/join.log")"; fi
  are_cluster "$@"
}

a_killed_container_comes_back() {
  local began
  kill_node n4
  expect_exit n4 137
  began=$(milliseconds)
  await 60 are_cluster n1 n2 n3
  note "kill -9 of a container: the others are a cluster of three after $(($(milliseconds) - began)) ms"
  again n4
  await 180 are_cluster_again n1 n2 n3 n4
  node_log n4 | grep >/dev/null 'IST' || fail "n4 came back without an incremental transfer"
}

a_stop_leaves_the_position() {
  local began name flags=
  began=$(milliseconds)
  for name in n4 n3 n2 n1; do stop_node $name; expect_exit $name 0; done
  note "four containers stopped one by one in $(($(milliseconds) - began)) ms, exit code 0 each"
  for name in n1 n2 n3 n4; do
    [ "$(grastate $name seqno)" -ge 0 ] || fail "$name: seqno $(grastate $name seqno)"
    flags+=$(grastate $name safe_to_bootstrap)
  done
  [ "$flags" = 1000 ] || fail "safe_to_bootstrap of n1 to n4 is $flags; n1 was the last"
}

all_start_again() {
  local began name
  began=$(milliseconds)
  for name in n3 n1 n4 n2; do again $name; done
  await 180 are_cluster_again n1 n2 n3 n4
  note "all started again in another order, with RECOVERY=proven: a cluster after $(($(milliseconds) - began)) ms"
}

all_are_killed() {
  local began name before
  before=$(sql n1 'SELECT COUNT(*) FROM shop.filler')
  for name in n1 n2 n3 n4; do kill_node $name; done
  for name in n1 n2 n3 n4; do expect_exit $name 137; done
  began=$(milliseconds)
  for name in n1 n2 n3 n4; do again $name; done
  await 180 are_cluster_again n1 n2 n3 n4
  note "all killed with -9 and started again, with RECOVERY=proven: a cluster after $(($(milliseconds) - began)) ms"
  [ "$(sql n3 'SELECT COUNT(*) FROM shop.filler')" = "$before" ] || fail "rows are missing"
}

# The same volumes without a policy: the default is to ask.
a_person_is_asked() {
  local name asked=
  for name in n4 n3 n2 n1; do stop_node $name; done
  for name in n1 n2 n3 n4; do remove_node $name; start_node $name; done
  for name in n1 n2 n3; do await 60 is_paused $name; done
  for name in n1 n2 n3; do
    expect_healthy $name
    if is_ready $name; then fail "$name says ready while it is paused"; fi
    asked+=$(node_log $name | grep -c 'touch /tmp/confirm-new-cluster' || true)
  done
  [ "$asked" != 000 ] || fail "no log says what to type"
  in_node n1 touch /tmp/confirm-new-cluster || fail "podman exec n1 touch /tmp/confirm-new-cluster"
  await 180 are_cluster_again n1 n2 n3 n4
  note "paused, healthy and not ready; one touch on n1, and all four are a cluster"
}

# ---- PID 1 ----

child_of_one() { in_node "$1" sh -c 'for p in /proc/[0-9]*; do [ "$(tr "\0" " " <$p/cmdline 2>/dev/null | grep -c "'"$2"'")" = 1 ] && [ "$(sed "s/.*) . \([0-9]*\) .*/\1/" $p/stat)" = 1 ] && echo "${p#/proc/}"; done'; } # NAME WORD

zombies() { in_node "$1" sh -c 'grep -l "^State:.Z" /proc/[0-9]*/status 2>/dev/null | wc -l'; } # NAME

has_no_zombie() { [ "$(zombies "$1")" = 0 ]; } # NAME

has_new_worker() { # NAME OLD
  local now
  now=$(child_of_one "$1" node-worker)
  [ -n "$now" ] && [ "$now" != "$2" ]
}

pid_one_does_its_duties() {
  local worker server
  in_node n1 sh -c 'for i in 1 2 3 4 5; do (sleep 0.2 & ) ; done'
  sleep 0.5
  await 5 has_no_zombie n1
  worker=$(child_of_one n1 node-worker) server=$(child_of_one n1 '^mariadbd')
  [ -n "$worker" ] && [ -n "$server" ] || fail "PID 1 of n1 has no worker ($worker) or no mariadbd ($server)"
  in_node n1 sh -c "kill -9 $worker; kill -HUP 1; kill -USR1 1; kill -USR2 1"
  await 20 has_new_worker n1 "$worker"
  [ "$(child_of_one n1 '^mariadbd')" = "$server" ] || fail "mariadbd did not outlive the worker"
  await 30 are_cluster n1 n2 n3 n4
  expect_healthy n1
  in_node n4 sh -c "kill -9 $(child_of_one n4 '^mariadbd')"
  expect_exit n4 137
  again n4
  await 180 are_cluster_again n1 n2 n3 n4
}

exit_codes_tell() {
  start_node wrong -e GCOMM_MINIMUM=many
  expect_exit wrong 2
  node_log wrong | grep >/dev/null GCOMM_MINIMUM || fail "the log of a wrong setting does not name it"
  # A directory of root's, where we are not root.
  mkdir -p "$work/foreign"
  podman_ run -d --name "$prefix-foreign" --label "$label" --network none -v "$work/foreign:/var/lib/mysql" \
    "$images/node:$debian" seed >>"$log/podman.log" || fail "podman run foreign"
  expect_exit foreign 3
  node_log foreign | grep >/dev/null 'chown' || fail "the log of a foreign directory does not say what to do"
  remove_node wrong
  remove_node foreign
}

# ---- what stands in front ----

start_haproxy() {
  podman_ run -d --name "$prefix-haproxy" --hostname haproxy --label "$label" --network "$network" --network-alias haproxy \
    -v "$PWD/docker/haproxy/haproxy.cfg:/etc/haproxy/haproxy.cfg:ro" "$images/haproxy:$debian" >>"$log/podman.log" \
    || fail "podman run haproxy"
  await 30 servers_up 4
}

stats() { curl -s -m 2 "http://$(address_of haproxy):8404/stats;csv"; }

servers_up() { # COUNT
  missing="$1 writers that are up: $(stats | grep '^writer,node' | cut -d, -f2,18 | tr '\n' ' ')"
  [ "$(stats | grep -c '^writer,node[0-9],.*,UP,')" = "$1" ]
}

through_haproxy() { # PORT STATEMENT
  timeout 30 "${engine[@]}" exec -e MYSQL_PWD=client "$prefix-client" \
    mariadb -h haproxy -P "$1" -u client --connect-timeout=5 -N -B -e "$2" 2>>"$log/podman.log"
}

# One transaction after another on a connection of its own each; "ok N MILLISECONDS" once N is committed.
write_for_ever() {
  timeout 300 "${engine[@]}" exec -e MYSQL_PWD=client "$prefix-client" sh -c '
    n=0
    while [ ! -e /tmp/enough ]; do
      n=$((n + 1))
      if timeout 20 mariadb -h haproxy -P 3306 -u client --connect-timeout=5 \
        -e "BEGIN; INSERT INTO shop.orders VALUES ($n, @@hostname); COMMIT" 2>/tmp/error
      then echo "ok $n $(date +%s%3N)"; else echo "failed $n exit code $? $(date +%s%3N) $(tail -n 1 /tmp/error)"; fi
    done' >"$log/writer.log" 2>>"$log/podman.log"
}

writes_again() { [ "$(grep -c '^ok' "$log/writer.log")" -gt "$1" ]; } # COUNT

haproxy_keeps_a_client_going() {
  local writer readers committed failed lost paused victim before began
  start_haproxy
  sql n1 "CREATE TABLE shop.orders (id INT PRIMARY KEY, node VARCHAR(64)); CREATE USER client@'%' IDENTIFIED BY 'client';
    GRANT ALL ON shop.* TO client@'%'" || fail "the table of orders"
  podman_ run -d --name "$prefix-client" --label "$label" --network "$network" --no-healthcheck --entrypoint sleep \
    "$images/node:$debian" 600 >>"$log/podman.log" || fail "podman run client"
  readers=$(for _ in 1 2 3 4 5 6 7 8; do through_haproxy 3307 'SELECT @@hostname'; done | sort -u | wc -l)
  [ "$readers" = 4 ] || fail "eight readers came to $readers nodes of four"
  : >"$log/writer.log"
  write_for_ever &
  writer=$!
  await 30 writes_again 10
  victim=$(through_haproxy 3306 'SELECT @@hostname')
  before=$(grep -c '^ok' "$log/writer.log")
  kill_node "$victim"
  began=$(milliseconds)
  # shellcheck disable=SC2046
  await 60 are_cluster $(printf '%s\n' n1 n2 n3 n4 | grep -vx "$victim")
  note "the other nodes are a cluster of three after $(($(milliseconds) - began)) ms"
  await 90 writes_again $((before + 40))
  again "$victim"
  await 180 are_cluster_again n1 n2 n3 n4
  await 30 servers_up 4
  in_node client touch /tmp/enough
  wait $writer || fail "the client: $(tail -n 3 "$log/writer.log")"
  committed=$(grep -c '^ok' "$log/writer.log")
  failed=$(grep -c '^failed' "$log/writer.log" || true)
  lost=$((committed - $(sql n1 "SELECT COUNT(*) FROM shop.orders WHERE id IN ($(sed -n 's/^ok \([0-9]*\) .*/\1/p' "$log/writer.log" | paste -sd,))")))
  paused=$(awk '$1 == "ok" { if (last && $3 - last > most) most = $3 - last; last = $3 } END { print most }' "$log/writer.log")
  note "HAProxy, kill -9 of $victim that is written to: $committed transactions committed, $failed failed, $lost lost; longest time without a commit $paused ms"
  [ "$lost" = 0 ] || fail "$lost acknowledged transactions are not there"
  [ "$failed" -le 5 ] || fail "more than five transactions failed: $(grep '^failed' "$log/writer.log")"
  [ "$(sql n1 'SELECT COUNT(DISTINCT node) FROM shop.orders')" = 2 ] || fail "the writers were not one node, then another"
}

# ---- other ports, other images ----

nodes_with_other_ports_form_a_cluster() {
  local name synced_port=18081 ready_port=18080
  for name in p1 p2; do
    start_node $name --network-alias ported -e CLUSTER_NAME=ported -e my_port=13306 -e gmcast_list_port=14567 \
      -e ist_recv_port=14568 -e sst_receive_port=14444 -e GALERA_WARDEN_NODE_PEER_HEALTH_PORT=18081 \
      -e GALERA_WARDEN_HEALTH_READY_LISTEN_ADDRESS=:18080 -e GALERA_WARDEN_HEALTH_SYNCED_LISTEN_ADDRESS=:18081 \
      -e GALERA_WARDEN_WEB_LISTEN_ADDRESS=:19104 -- node ported
  done
  await 120 are_cluster p1 p2
  expect_healthy p1
  expect_healthy p2
  curl -s -m 5 "http://$(address_of p1):19104/metrics" | grep >/dev/null '^mysql_up 1' || fail "no metrics on port 19104"
  for name in p2 p1; do stop_node $name; remove_node $name; done
}

# As `docker run -e MARIADB_ROOT_PASSWORD=...` of the official image; no secret for the warden.
a_lone_node_needs_one_password() {
  local began
  began=$(milliseconds)
  podman_ run -d --name "$prefix-lone" --label "$label" --network "$network" -e MARIADB_ROOT_PASSWORD=lone \
    -e MARIADB_DATABASE=app "$images/node:$debian" mariadbd >>"$log/podman.log" || fail "podman run lone"
  await 60 is_ready lone
  note "an empty container to one ready server without a cluster: $(($(milliseconds) - began)) ms"
  [ "$(in_node lone sh -c 'MYSQL_PWD=lone mariadb -h 127.0.0.1 -u root -N -e "SHOW DATABASES LIKE '"'app'"'"')" = app ] \
    || fail "there is no database app"
  in_node lone galera-warden healthcheck --ready | grep >/dev/null '^healthy' || fail "healthcheck --ready"
  stop_node lone
  expect_exit lone 0
  began=$(milliseconds)
  again lone
  await 60 is_ready lone
  note "the same with its data: $(($(milliseconds) - began)) ms"
  remove_node lone
}

the_warden_alone_serves_a_node() {
  podman_ run -d --name "$prefix-monitor" --label "$label" --network "$network" -e MYSQLD_EXPORTER_PASSWORD=client \
    "$images/warden:$debian" monitor --mysqld.username=client --mysqld.address="$(address_of n2):3306" >>"$log/podman.log" \
    || fail "podman run monitor"
  await 30 is_ready monitor
  expect_healthy monitor
  curl -s -m 5 "http://$(address_of monitor):9104/metrics" | grep >/dev/null '^mysql_global_status_wsrep_cluster_size 4' \
    || fail "the warden alone has no metrics of n2"
  stop_node monitor
  expect_exit monitor 0
  remove_node monitor
}
