#!/usr/bin/env bash
# Checks the alerting rules (syntax, unit tests, no alert without a test) and that every
# expression of the dashboards parses. Needs promtool and python3; a few seconds.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "tests/rules: $*" >&2
  exit 1
}

# Runs a command quietly; shows what it said if it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "failed: $*"; }
}

alerts_of() { sed -n 's/^ *- alert: *//p' "$1"; }

# An alert that no test makes fire could be broken without anybody knowing.
check_every_alert_fires_in_a_test() {
  local alert
  cat rules/*.test.yml | tr -d '\n' >"$work/tests"
  for alert in $(alerts_of rules/galera.rules.yml); do
    grep -Eq "alertname: $alert +exp_alerts:" "$work/tests" || fail "no test makes $alert fire"
  done
}

check_dashboards() {
  python3 tests/rules/dashboard_expressions.py dashboards/*.json >"$work/dashboards.rules.yml" \
    || fail "dashboards are not as they should be"
  quietly promtool check rules --lint=none "$work/dashboards.rules.yml"
}

command -v promtool >/dev/null || fail "promtool is missing: docker/packages.sh demo"
quietly promtool check rules rules/galera.rules.yml
quietly promtool test rules rules/*.test.yml
check_every_alert_fires_in_a_test
check_dashboards
echo "rules: $(alerts_of rules/galera.rules.yml | wc -l) alerts, each tested;" \
  "dashboards: $(grep -c '"expr"' "$work/dashboards.rules.yml") expressions parse"
