#!/usr/bin/env bash
# Checks the rules: syntax, unit tests, a firing, a silent and a resolving test for each alert, names, labels and
# severities as the warden's incidents have them, a runbook for each, the PrometheusRule; and that every
# expression of the dashboards parses. Needs promtool and python3; half a minute.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
complaints=0

fail() {
  echo "tests/rules: $*" >&2
  exit 1
}

complain() {
  echo "tests/rules: $*" >&2
  complaints=$((complaints + 1))
}

# Runs a command quietly; shows what it said if it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "failed: $*"; }
}

# A line "NAME SEVERITY LABELS RUNBOOK" of each alert; LABELS: those of its outermost aggregation.
alerts() {
  awk '
    function put() { if (name != "") print name, severity, labels == "" ? "-" : labels, url == "" ? "-" : url }
    /^ *- (alert|record):/ { put(); name = ""; severity = labels = url = "" }
    /^ *- alert:/ { name = $3 }
    name != "" && labels == "" && match($0, /by \([a-z, ]*\)/) {
      labels = substr($0, RSTART + 4, RLENGTH - 5); gsub(/ /, "", labels)
    }
    name != "" && /^ *severity:/ { severity = $2 }
    name != "" && /^ *runbook_url:/ { url = $2 }
    END { put() }' rules/galera.rules.yml
}

# A line "NAME SEVERITY LABELS" of each incident, from the catalogue.
incidents() {
  tr -d '\n' <watchdog/incident/incident.cc \
    | grep -oE '"Galera[A-Za-z]+", *Scope::k[A-Za-z]+, *Rule\(k[A-Za-z]+' \
    | sed -E 's/^"([A-Za-z]+)", *Scope::k([A-Za-z]+), *Rule\(k([A-Za-z]+)/\1 \L\3\E \2/' \
    | sed -e 's/ Cluster$/ namespace,cluster/' -e 's/ Node$/ namespace,cluster,instance/'
}

# What the warden pages and the rule must be one alert to Alertmanager. What is only worth knowing needs no rule.
check_incidents() {
  local name severity labels rule
  [ "$(wc -l <"$work/incidents")" -ge 17 ] || complain "the catalogue is not understood any more"
  while read -r name severity labels; do
    rule=$(grep "^$name " "$work/alerts" | cut -d' ' -f2-3 || true)
    [ -n "$rule" ] || [ "$severity" = info ] || complain "no rule for the incident $name"
    [ -z "$rule" ] || [ "$rule" = "$severity $labels" ] || complain "$name is \"$rule\", its incident \"$severity $labels\""
  done <"$work/incidents"
}

check_annotations() {
  local name severity labels url count
  count=$(grep -cE '^ +- alert:' rules/galera.rules.yml)
  while read -r name severity labels url; do
    [[ $severity =~ ^(critical|warning|info|none)$ ]] || complain "$name has the severity \"$severity\""
    [ "$url" = "https://github.com/galera-warden/galera-warden/blob/main/rules/runbooks/$name.md" ] || complain "$name: runbook_url is $url"
  done <"$work/alerts"
  for name in summary description; do
    [ "$(grep -cE "^ +$name:" rules/galera.rules.yml)" = "$count" ] || complain "not every alert has a $name"
  done
}

# An alert that no test makes fire could be broken without anybody knowing; so could one that never ends.
check_every_alert_is_tested() {
  cat rules/*.test.yml | awk '
    /^ *- name:/ { split("", fired) }
    /eval_time:.*alertname:/ { sub(/.*alertname: */, ""); sub(/}.*/, ""); print ($0 in fired ? "resolves" : "silent"), $0; next }
    /^ *alertname:/ { fired[$2]; print "fires", $2 }' | sort -u >"$work/tested"
  local name what
  while read -r name _; do
    for what in silent fires resolves; do
      [ "$name" = Watchdog ] && [ $what != fires ] && continue # fires always
      grep -qx "$what $name" "$work/tested" || complain "no test of $name: $what"
    done
  done <"$work/alerts"
}

check_runbooks() {
  local name section
  cut -d' ' -f1 "$work/alerts" "$work/incidents" | sort -u >"$work/wanted"
  find rules/runbooks -type f | sed 's|.*/||; s|\.md$||' | sort >"$work/there"
  while read -r name; do complain "no runbook rules/runbooks/$name.md"; done < <(comm -23 "$work/wanted" "$work/there")
  while read -r name; do complain "rules/runbooks/$name.md is of no rule and no incident"; done < <(comm -13 "$work/wanted" "$work/there")
  while read -r name; do
    [ "$(head -n 1 "rules/runbooks/$name.md")" = "# $name" ] || complain "rules/runbooks/$name.md: its title is not $name"
    for section in 'How bad' 'Look at' 'Do' 'Never'; do
      grep -qx "## $section" "rules/runbooks/$name.md" || complain "rules/runbooks/$name.md: no \"## $section\""
    done
    grep -qF "[$name](runbooks/$name.md)" rules/README.md || complain "rules/README.md does not name $name"
  done < <(comm -12 "$work/wanted" "$work/there")
}

check_kubernetes() {
  quietly rules/kubernetes/generate.sh --print
  cmp -s "$work/log" rules/kubernetes/prometheusrule.yaml \
    || complain "rules/kubernetes/prometheusrule.yaml is not that of galera.rules.yml: run rules/kubernetes/generate.sh"
  # Below spec, without the indentation: a rule file again.
  sed '1,/^spec:/d; s/^  //' rules/kubernetes/prometheusrule.yaml >"$work/groups.yml"
  sed -n '/^groups:/,$p' rules/galera.rules.yml | cmp -s - "$work/groups.yml" || complain "the groups of the PrometheusRule differ"
  quietly promtool check rules "$work/groups.yml"
}

check_dashboards() {
  dashboards/generate.py --check || complain "the dashboards are not those of their sources"
  python3 tests/rules/dashboard_expressions.py dashboards/*.json >"$work/dashboards.rules.yml" \
    || fail "dashboards are not as they should be"
  quietly promtool check rules --lint=none "$work/dashboards.rules.yml"
}

command -v promtool >/dev/null || fail "promtool is missing: docker/packages.sh demo"
quietly promtool check rules rules/galera.rules.yml
alerts >"$work/alerts"
incidents >"$work/incidents"
check_incidents
check_annotations
check_every_alert_is_tested
check_runbooks
check_kubernetes
check_dashboards
[ $complaints = 0 ] || fail "$complaints complaints"
quietly promtool test rules rules/*.test.yml
echo "rules: $(wc -l <"$work/alerts") alerts, each tested; $(wc -l <"$work/there") runbooks;" \
  "dashboards: $(grep -c '"expr"' "$work/dashboards.rules.yml") expressions parse"
