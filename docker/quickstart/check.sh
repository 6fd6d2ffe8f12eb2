# What --check and --check-tour verify. Sourced by ../quickstart.sh.

# What is worth waiting for before telling that all is up.
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
  missing="our rules in Prometheus"
  curl -s -m 3 "http://$prometheus/api/v1/rules" | grep '"name":"GaleraClusterSizeBelowExpected"' >/dev/null || return 1
  missing="the alert Watchdog in Alertmanager"
  curl -s -m 3 "http://$alertmanager/api/v2/alerts" | grep '"alertname":"Watchdog"' >/dev/null || return 1
  value=$(query 'count(ALERTS{alertstate="firing",alertname!="Watchdog"})')
  missing="no alert but the Watchdog, $value fire"
  [ -z "$value" ] || return 1
  whole
}

await_cluster_seen() {
  begin "Prometheus sees three nodes, no alert fires"
  require 40 cluster_seen
  finish
}

check() {
  walk "kill one"
  echo "check: ok after $((SECONDS - started)) s: 3 nodes synced, rules loaded, a page came and was resolved"
}

check_tour() {
  local step
  for step in help status "kill one" "freeze one" status thaw "power cut" status confirm status; do walk "$step"; done
  echo "check: ok after $((SECONDS - started)) s: the whole tour"
}

# As if typed. A step that can't be done is a failure.
walk() { # COMMAND
  say
  say "tour> $1"
  tour "$1" || fail "the tour has failed at: $1" "$work/log/$suspect.log"
}
