# The tour: what can go wrong, one command each. Sourced by ../quickstart.sh.

tour_help() {
  cat <<'END'
  kill one     mariadbd of node3 is killed, as by the kernel when memory is short
  freeze one   mariadbd of node2 stands still, as on a disk that hangs; thaw lets it go on
  power cut    all three nodes are killed at once and started again: they pause, and ask you
  confirm      gives the answer that they recommend
  status       how the cluster is
  help         this list
  quit         stops everything, as Ctrl-C does
END
}

# Does one command; false if it is none, or can't be done now.
tour() { # COMMAND
  case "$1" in
    "kill one" | kill) kill_one ;;
    "freeze one" | freeze) freeze_one ;;
    thaw) thaw ;;
    "power cut" | power) power_cut ;;
    confirm) confirm ;;
    status) status ;;
    help | "?") tour_help | say_lines ;;
    quit | exit) exit 0 ;;
    *)
      say "no such command: $1"
      tour_help | say_lines
      return 1
      ;;
  esac
}

# What a step does, then where to look.
tell() { # WHAT LOOK
  say "  what   $1"
  say "  look   $2"
}

happened() { say "  so     $1"; }

cluster_page() { echo "http://${addresses[$1]}:$metrics_port/"; } # I

# Each step begins with three nodes that are well, so that it shows one thing.
untouched() {
  if [ -n "$frozen" ]; then
    say "  node2 is frozen: first type thaw"
    return 1
  fi
  if [ -n "$(asking_node)" ]; then
    say "  the nodes ask for a decision: first type confirm"
    return 1
  fi
  whole && return 0
  say "  not yet: waiting for $missing"
  return 1
}

# ---- kill one ----

kill_one() {
  local pid
  untouched || return 1
  pid=$(server_of node3)
  tell "kill -9 of mariadbd of node3, process $pid. Its galera-warden ends with it, as in a container." \
    "pages come here as they are sent; $(cluster_page 0) shows node3 go and come back"
  unset 'pids[node3]'
  event_ms=$(now_ms)
  kill -9 "$pid"
  hope 30 paged firing GaleraClusterSizeBelowExpected || return 1
  happened "early warning after $(after firing GaleraPeerConnectionLost), long before Galera gave node3 up"
  happened "page after $(after firing GaleraClusterSizeBelowExpected), when Galera had put node3 out of the cluster"
  hope 20 ended node3 || return 1
  start_nodes node3
  happened "node3 is started again, as a container's restart policy does"
  hope 90 whole || return 1
  happened "three nodes Synced again after $(since_now); what node3 missed came from the others' cache (IST)"
  happened "writes on node1 stood still for $(standstill): Galera needs so long to give a silent node up"
  hope 90 pages_resolved || return 1
  happened "all pages are over after $(since_now)"
}

# Waits; what did not come is told.
hope() { # SECONDS CONDITION [ARGUMENT...]
  await "$@" && return 0
  say "  not so: $missing; see $work/log/$suspect.log"
  return 1
}

since_now() { echo "$(seconds_of $(($(now_ms) - event_ms))) s"; }

# How long after the event the first such page of a warden came.
after() { # STATUS ALERT
  local at
  at=$(heard_at "$1" "$2")
  if [ -n "$at" ]; then echo "$(seconds_of $((at - event_ms))) s"; else echo "no time"; fi
}

paged() { # STATUS ALERTS
  missing="a page that is $1: $2"
  suspect=node1
  [ -n "$(heard_at "$1" "$2")" ]
}

ended() { # NODE
  missing="the end of all processes of $1"
  suspect=$1
  [ -z "$(processes_of "$1")" ]
}

# ---- freeze one, thaw ----

freeze_one() {
  local pid
  untouched || return 1
  pid=$(server_of node2)
  tell "SIGSTOP for mariadbd of node2, process $pid: it keeps its connections and answers nothing." \
    "$(cluster_page 0), and what a load balancer sees: curl -i http://${addresses[1]}:$ready_port/"
  event_ms=$(now_ms)
  kill -STOP "$pid"
  frozen=$pid
  hope 20 out_of_service 1 || return 1
  happened "no new clients for node2 after $(since_now) (http://${addresses[1]}:$ready_port/ says 503)"
  hope 30 paged firing GaleraNodeHung || return 1
  hope 30 paged firing GaleraClusterSizeBelowExpected || return 1
  happened "the other two went on without it; writes on node1 stood still for $(standstill). Now type thaw"
}

thaw() {
  if [ -z "$frozen" ]; then
    say "  nothing is frozen: first type freeze one"
    return 1
  fi
  tell "SIGCONT for mariadbd of node2, process $frozen: it finds that it was put out, and joins again." \
    "$(cluster_page 1), and the ends of the pages here"
  event_ms=$(now_ms)
  kill -CONT "$frozen"
  frozen=
  hope 60 paged resolved '.*' || return 1
  hope 90 whole || return 1
  happened "three nodes Synced again after $(since_now); waiting for the end of the pages"
  hope 90 pages_resolved || return 1
  happened "all pages are over after $(since_now); what was written meanwhile came by IST, from the others' cache"
}

# ---- power cut, confirm ----

power_cut() {
  local name pid
  untouched || return 1
  tell "kill -9 of all processes of all three nodes at once; then their galera-wardens are started again." \
    "$(cluster_page 0): a decision waits for you; the log $work/log/node1.log says the same"
  event_ms=$(now_ms)
  for name in "${names[@]}"; do unset "pids[$name]"; done
  for pid in $(processes_of node1) $(processes_of node2) $(processes_of node3); do kill -9 "$pid" 2>/dev/null || true; done
  for name in "${names[@]}"; do hope 20 ended "$name" || return 1; done
  start_nodes "${names[@]}"
  hope 60 all_ask || return 1
  happened "each node knows its own position after $(since_now), starts nothing, and asks:"
  say
  question | say_lines
  say
  hope 30 paged firing GaleraBootstrapConfirmationNeeded || return 1
  happened "a page went out as well. Read the question, then type confirm"
}

# The first node that waits for a person; empty if none does.
asking_node() {
  local name
  for name in "${names[@]}"; do
    if "$work/$name/warden" confirm >/dev/null 2>&1; then
      echo "$name"
      return 0
    fi
  done
}

question() { "$work/$(asking_node)/warden" confirm 2>/dev/null; }

# All three ask, and know of each other.
all_ask() {
  local name
  for name in "${names[@]}"; do
    suspect=$name
    missing="a question with a recommendation at $name"
    "$work/$name/warden" confirm 2>/dev/null | grep '^Proven: ' >/dev/null || return 1
  done
}

# The command below "Recommended:".
recommended() { question | sed -n '/^Recommended:/,/^ *[^ #]/s/^  \([^#].*\)$/\1/p'; }

confirm() {
  local command
  if [ -z "$(asking_node)" ]; then
    say "  nothing is asked: first type power cut"
    return 1
  fi
  command=$(recommended)
  if [ -z "$command" ]; then
    say "  no recommendation; $work/node1/warden confirm shows why"
    return 1
  fi
  tell "$command" "$(cluster_page 0): one node starts the cluster, the others join it"
  # In a container the question says how to do it from outside.
  if [[ $command =~ ^docker\ exec\ [^\ ]+\ (.*)$ ]]; then
    command=${BASH_REMATCH[1]}
    say "         (without docker exec: the nodes run in this container, as we do)"
  fi
  event_ms=$(now_ms)
  bash -c "$command"
  hope 90 whole || return 1
  happened "three nodes Synced after $(since_now), with the history of before"
  hope 90 pages_resolved || return 1
  nothing_lost || return 1
  happened "with GALERA_WARDEN_NODE_RECOVERY=proven nobody would have been asked"
}

nothing_lost() {
  local count lost
  count=$(acknowledged)
  lost=$(lost_writes) || lost=unknown
  happened "of $count writes that were acknowledged $lost are lost"
  missing="all writes that were acknowledged" suspect=node1
  [ "$lost" = 0 ]
}

# ---- status ----

status() {
  local i address colour=never
  if [ -t 1 ]; then colour=always; fi
  if "$work/galera-warden" status --help >/dev/null 2>&1; then
    "$work/node1/warden" status --color=$colour 2>&1 | say_lines || true
    return 0
  fi
  for i in 0 1 2; do
    address=${addresses[$i]}:$synced_port
    say "  ${names[$i]}: $(curl -s -m 2 "http://$address/" | sed -n 's/^state: //p')"
  done
}
