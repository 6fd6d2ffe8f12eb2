# Three nodes in mode `node`: galera-warden is the parent of mariadbd. Sourced by ../quickstart.sh.

# PATH to a program, called `warden`, that runs galera-warden with the settings of that node: as the node
# itself, and beside it for what a person types. Nothing of the caller's environment gets in.
write_warden() { # I
  local i=$1 home=$work/${names[$1]} variable
  cat >"$home/warden" <<END
#!/usr/bin/env bash
# galera-warden with the settings of ${names[$i]}
exec env -i PATH="\$PATH" HOME="\$HOME" TERM="\${TERM:-dumb}" \\
  \${GALERA_QUICKSTART:+GALERA_QUICKSTART="\$GALERA_QUICKSTART" GALERA_QUICKSTART_NODE="\$GALERA_QUICKSTART_NODE"} \\
$(node_environment "$i" | while IFS= read -r variable; do printf '  %q \\\n' "$variable"; done)
  $(printf %q "$work/galera-warden") "\$@"
END
  chmod +x "$home/warden"
}

node_environment() { # I
  local home=$work/${names[$1]}
  cat <<END
CLUSTER_NAME=quickstart
wsrep_node_name=${names[$1]}
NODE_ADDRESS=${addresses[$1]}
my_bind_address=${addresses[$1]}
my_port=$sql_port
gmcast_list_port=$group_port
ist_recv_port=$ist_port
sst_receive_port=$sst_port
GALERA_WARDEN_NODE_PEER_HEALTH_PORT=$synced_port
GCOMM_MINIMUM=3
GALERA_WARDEN_NODE_RECOVERY=confirm
GALERA_WARDEN_CONFIG=$home/warden.yml
GALERA_WARDEN_NODE_RUN_DIRECTORY=$home/run
GALERA_WARDEN_NODE_CONFIRM_DIRECTORY=$home/confirm
GALERA_WARDEN_NODE_INIT_DIRECTORY=$home/init
GALERA_WARDEN_NODE_STARTUP_HOOK=$home/startup.sh
GALERA_WARDEN_NODE_SQL_SOCKET=$home/mysqld.sock
DATADIR=$home/data
my_tmpdir=$home/tmp
MYSQL_ROOT_PASSWORD_FILE=$work/root.password
SYSTEM_PASSWORD_FILE=$work/system.password
SST_METHOD=rsync
SKIP_TZINFO=1
my_log_bin=binlog
my_innodb_buffer_pool_size=32M
my_innodb_log_file_size=16M
my_key_buffer_size=1M
my_aria_pagecache_buffer_size=8M
my_performance_schema=OFF
wsrep_provider_options=gcache.size=32M
END
}

write_settings() { # I
  local home=$work/${names[$1]} address=${addresses[$1]}
  cat >"$home/warden.yml" <<END
web: {listen_address: '$address:$metrics_port'}
health:
  ready_listen_address: '$address:$ready_port'
  synced_listen_address: '$address:$synced_port'
collect:
  binlog_size: true
  info_schema: {processlist: true}
paging:
  expected_size: 3
  flapping: {fires: 100} # here things break often, and each time counts
  state_directory: '$home/paging'
  receivers:
    terminal: {type: webhook, url: 'http://$receiver/warden', severity: info}
END
}

make_nodes() {
  local i home
  (umask 077
    for i in root system; do head -c 18 /dev/urandom | base64 >"$work/$i.password"; done
    printf '[client]\nuser=root\npassword=%s\nsocket=%s\n' "$(cat "$work/root.password")" "$work/node1/mysqld.sock" \
      >"$work/root.cnf")
  for i in 0 1 2; do
    home=$work/${names[$i]}
    mkdir -p "$home/confirm" "$home/tmp"
    chmod 700 "$home/confirm"
    if [ "$(id -u)" = 0 ]; then chown mysql: "$home" "$home/tmp"; fi
    write_settings "$i"
    write_warden "$i"
  done
}

start_nodes() { # NODE...
  local i peers
  printf -v peers '%s,' "${addresses[@]}"
  for i in "$@"; do launch "$i" "$work/$i/warden" node "${peers%,}"; done
}

first_start() {
  begin "three nodes: galera-warden, and mariadbd below each"
  make_nodes
  start_nodes "${names[@]}"
  require 120 whole
  start_writer
  finish
}

# One metric of a node; empty if it can't be had.
metric() { # I NAME_AND_LABELS
  curl -s -m 2 "http://${addresses[$1]}:$metrics_port/metrics" | sed -n "s/^$2 //p"
}

# All three are in one component of three, and may get clients.
whole() {
  local i port code
  for i in 0 1 2; do
    suspect=${names[$i]}
    for port in "$synced_port" "$ready_port"; do
      missing="200 from http://${addresses[$i]}:$port/ of $suspect"
      code=$(http_code "http://${addresses[$i]}:$port/")
      if [ "$code" != 200 ]; then
        missing+=", it answers $code: $(curl -s -m 2 "http://${addresses[$i]}:$port/" | sed -n 's/^reason: //p')"
        return 1
      fi
    done
    missing="$suspect in a cluster of three"
    [ "$(metric "$i" galera_cluster_size)" = 3 ] || return 1
  done
}

# Whether a node's 8080 says that no client should come.
out_of_service() { # I
  missing="503 from http://${addresses[$1]}:$ready_port/"
  suspect=${names[$1]}
  [ "$(http_code "http://${addresses[$1]}:$ready_port/")" = 503 ]
}
