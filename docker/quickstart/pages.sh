# Prometheus, Alertmanager, and the receiver of pages with what it has heard. Sourced by ../quickstart.sh.

# False if the address is taken.
start_receiver() {
  local tries
  : >>"$work/pages"
  launch receiver env PAGES="$work/pages" RECEIVER="$here/quickstart/receiver.sh" socat \
    "TCP-LISTEN:${receiver#*:},bind=${receiver%:*},reuseaddr,fork,max-children=16,backlog=64" \
    'SYSTEM:exec timeout 20 bash "$RECEIVER"'
  for tries in $(seq 50); do
    if taken "${receiver%:*}" "${receiver#*:}" && kill -0 "${pids[receiver]}" 2>/dev/null; then return 0; fi
    kill -0 "${pids[receiver]}" 2>/dev/null || break
    sleep 0.1
  done
  unset 'pids[receiver]'
  return 1
}

start_prometheus() {
  local i targets=
  begin "Prometheus and Alertmanager"
  for i in 0 1 2; do targets+="'${addresses[$i]}:$metrics_port', "; done
  cat >"$work/prometheus.yml" <<END
global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 2s}
rule_files: ['$root/rules/galera.rules.yml']
alerting: {alertmanagers: [{static_configs: [{targets: ['$alertmanager']}]}]}
scrape_configs:
  - job_name: galera
    static_configs:
      - targets: [${targets%, }]
        labels: {cluster: quickstart}
END
  # The Watchdog fires always, for a dead man's switch; it is no page.
  cat >"$work/alertmanager.yml" <<END
route:
  {receiver: terminal, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 4h,
   routes: [{receiver: nobody, matchers: ['alertname = Watchdog']}]}
receivers:
  - {name: nobody}
  - {name: terminal, webhook_configs: [{url: 'http://$receiver/prometheus', send_resolved: true}]}
END
  launch alertmanager prometheus-alertmanager --config.file="$work/alertmanager.yml" \
    --storage.path="$work/alertmanager" --web.listen-address="$alertmanager" --cluster.listen-address=
  # An alert that fires before Prometheus has discovered Alertmanager (5 s) is sent again only after the delay.
  launch prometheus prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/prometheus" \
    --storage.tsdb.retention.time=1d --web.listen-address="$prometheus" --rules.alert.resend-delay=5s
  require 30 prometheus_ready
  finish
}

http_code() { curl -s -o /dev/null -m 2 -w '%{http_code}' "$1" || true; }

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

# node3 instead of 127.0.0.13:9104.
node_at() { # INSTANCE
  local i
  for i in 0 1 2; do
    if [ "${1%:*}" = "${addresses[$i]}" ]; then echo "${names[$i]}"; fi
  done
}

# Prints the pages that have come since the last time.
show_pages() {
  local lines line
  mapfile -t lines < <(tail -n +$((pages_shown + 1)) "$work/pages" | sort -n | tr '\t' '\037')
  [ ${#lines[@]} -gt 0 ] || return 0
  pages_shown=$((pages_shown + ${#lines[@]}))
  if [ "$in_step" = yes ]; then echo; fi
  if [ "$prompted" = yes ]; then printf '\r\e[K'; fi
  prompted=no
  for line in "${lines[@]}"; do show_page "$line"; done
}

# Two lines, as receiver.sh has noted it, but with US for the tabs.
show_page() { # LINE
  local at path status severity alert instance summary node state
  IFS=$'\x1f' read -r at path status severity alert instance summary <<<"$1"
  node=$(node_at "$instance")
  printf -v state '%-9s' "${status^^}"
  if [ -t 1 ]; then
    if [ "$status" = firing ]; then state=$'\e[1;31m'$state$'\e[0m'; else state=$'\e[32m'$state$'\e[0m'; fi
  fi
  say "$(clock "$at")  $state $severity $alert${node:+ of $node} ($(teller "$path")$(since_event "$at"))"
  say "                        $summary"
}

clock() { date -d "@${1:0:10}" "+%H:%M:%S.${1:10:3}"; } # MS

teller() { # PATH
  case $1 in
    warden) echo "told by the warden" ;;
    prometheus) echo "told by Prometheus" ;;
    *) echo "$1" ;;
  esac
}

# How long after the last thing that the tour did.
since_event() { # MS
  if [ -n "$event_ms" ] && [ "$1" -ge "$event_ms" ]; then echo ", $(seconds_of $(($1 - event_ms))) s after"; fi
}

# When the wardens' first page with that status and one of those alerts (a pattern of awk) came since
# the last event; empty if none did.
heard_at() { # STATUS ALERTS
  awk -F '\t' -v since="${event_ms:-0}" -v status="$1" -v alerts="^($2)\$" \
    '$1 >= since && $2 == "warden" && $3 == status && $5 ~ alerts && (!first || $1 < first) { first = $1 }
    END { if (first) print first }' "$work/pages"
}

# All that the wardens told of is over.
pages_resolved() {
  suspect=node1
  missing="the end of all pages: $(open_pages | tr '\n' ' ')"
  [ -z "$(open_pages)" ]
}

open_pages() {
  awk -F '\t' '$2 == "warden" { state[$5 " " $6] = $3 }
    END { for (key in state) if (state[key] == "firing") print key }' "$work/pages"
}
