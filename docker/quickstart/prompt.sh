# What is said on the terminal, and commands from it or from another one. Sourced by ../quickstart.sh.

# To this terminal and, for a command from another one, to that.
say() { # [TEXT]
  printf '%s\n' "${1:-}"
  printf '%s\n' "${1:-}" >>"$work/log/tour.log"
}

say_lines() {
  local line
  while IFS= read -r line; do say "  $line"; done
}

show() {
  show_table
  watch_over
}

show_table() {
  local i
  cat <<END

  The cluster   $(cluster_page 0)   the same at $(cluster_page 1) and $(cluster_page 2)
                from another machine: ssh -L 9104:${addresses[0]}:$metrics_port THIS_HOST, http://localhost:9104/
  Pages         are printed here
  Prometheus    http://$prometheus/targets   http://$prometheus/alerts
  Alertmanager  http://$alertmanager/
  Grafana       not packaged by Debian: import dashboards/*.json into yours
  Logs          $work/log/

END
  printf '  %-7s%-19s%-36s%-27s%s\n' node SQL metrics "ready for clients" "part of the cluster"
  for i in 0 1 2; do
    printf '  %-7s%-19s%-36s%-27s%s\n' "${names[$i]}" "${addresses[$i]}:$sql_port" \
      "$(cluster_page $i)metrics" "http://${addresses[$i]}:$ready_port/" "http://${addresses[$i]}:$synced_port/"
  done
  cat <<END

In another terminal:

  mariadb --defaults-file=$work/root.cnf      # a client writes into demo.written all the time
  $work/node1/warden page --test      # galera-warden with the settings of node1
  $work/node1/warden maintenance 10m  # ... nobody is paged; --help shows what else it can
  curl -s http://${addresses[0]}:$metrics_port/metrics | grep ^galera_

The tour, in this order, here$([ -t 0 ] || echo ': docker/quickstart.sh COMMAND') or in another terminal as docker/quickstart.sh COMMAND:

END
  tour_help
  printf '\nCtrl-C stops everything and removes %s\n' "$work"
}

# Until quit or Ctrl-C.
watch_over() {
  local line status
  while :; do
    show_pages
    tell_of_the_ended
    if [ ! -t 0 ]; then
      read_other 1
      continue
    fi
    if [ $prompted = no ]; then printf '\ntour> '; fi
    prompted=yes
    status=0
    # No IFS before a read that waits: a trap that comes into it has that IFS, and bash 5.2 may crash.
    read -r -t 0.4 line || status=$?
    if [ $status = 0 ]; then
      obey "$line"
    elif [ $status -le 128 ]; then
      echo # Ctrl-D
      exit 0
    fi
    read_other 0.01
  done
}

obey() { # COMMAND
  local words
  prompted=no
  read -ra words <<<"$1"
  [ ${#words[@]} -gt 0 ] || return 0
  tour "${words[*]}" || true
}

# A command from another terminal: a number for its end, and the words.
read_other() { # SECONDS
  local ticket line
  read -r -t "$1" -u "$commands" ticket line || return 0
  say
  say "tour> $line   (from another terminal)"
  obey "$line"
  printf '# done %s\n' "$ticket" >>"$work/log/tour.log"
}

# ---- the other terminal ----

# Directories of our own quickstarts that run; those at --base-address only, if that was said.
running() {
  local directory
  for directory in "${TMPDIR:-/tmp}"/galera-quickstart.*/; do
    [ -O "$directory/commands" ] && [ -s "$directory/base" ] || continue
    kill -0 "$(cat "$directory/pid")" 2>/dev/null || continue
    if [ -z "$base" ] || [ "$base" = "$(cat "$directory/base")" ]; then echo "${directory%/}"; fi
  done
}

tell_running() { # COMMAND
  local found ticket line log lines
  mapfile -t found < <(running)
  if [ ${#found[@]} != 1 ]; then
    echo "$0: ${#found[@]} quickstarts run${base:+ at $base}: " \
      "$([ ${#found[@]} = 0 ] && echo "start one with $0" || echo "say which one with --base-address")" >&2
    exit 1
  fi
  log=${found[0]}/log/tour.log
  [ -e "$log" ] || : >>"$log"
  lines=$(wc -l <"$log")
  ticket=$$-$RANDOM
  printf '%s %s\n' "$ticket" "$1" >"${found[0]}/commands"
  while IFS= read -r line; do
    [ "$line" != "# done $ticket" ] || return 0
    printf '%s\n' "$line"
  done < <(timeout 400 tail -n +$((lines + 1)) -f --pid="$(cat "${found[0]}/pid")" "$log" 2>/dev/null)
}
