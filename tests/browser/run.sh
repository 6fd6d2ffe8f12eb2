#!/usr/bin/env bash
# The cluster page in a real browser, as the built program serves it. Pictures of each situation
# are left in build/browser/.
#   tests/browser/run.sh [BUILD_DIR]             default build/release
#   tests/browser/run.sh --stand-in [BUILD_DIR]  without real nodes, which need root
# CHROMIUM names another browser than /usr/bin/chromium.
set -euo pipefail
cd "$(dirname "$0")"
top=$(cd ../.. && pwd)
real=yes
if [ "${1:-}" = --stand-in ]; then
  real=no
  shift
fi
build=$(cd "$top" && cd "${1:-build/release}" && pwd)

export GALERA_WARDEN=$build/watchdog/cli/galera-warden
export PICTURES=$top/build/browser
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
rm -rf "$PICTURES"
mkdir -p "$PICTURES"
# Profiles of the browser go with it.
TMPDIR=$(mktemp -d)
export TMPDIR
chmod 755 "$TMPDIR"  # mariadbd has its files there, too, by its own account
trap 'rm -rf "$TMPDIR"' EXIT

npm ci --ignore-scripts --no-audit --no-fund
# node 18 knows neither.
options=()
for option in --test-concurrency=2 --test-timeout=600000; do
  if node --help | grep -q -- "${option%%=*}"; then options+=("$option"); fi
done
timeout 900 node --test --test-reporter=spec "${options[@]}" ./*.test.mjs
if [ $real = yes ]; then
  timeout 900 "$build/tests/browser/real_cluster_test"
fi
