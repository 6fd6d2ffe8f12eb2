#!/usr/bin/env bash
# Builds the release preset and measures it beside mysqld_exporter and the raw
# statements on a real three-node Galera cluster, all in one run. Prints the
# tables for the README and PASS or FAIL for each bar; leaves nothing behind.
#   tests/bench/run.sh            about three minutes and a half, with the build in place
#   tests/bench/run.sh --quick    under one minute: fewer rounds, 2,000 scrapes
#   tests/bench/run.sh --strict   exit code 1 if a bar is not met (else only 2: could not measure)
# All other words go to scrape_bench; see its --help. BUILD=DIR takes a build
# directory that is there already instead of the release preset.
set -euo pipefail
cd "$(dirname "$0")/../.."

words=()
limit=600
for word in "$@"; do
  case "$word" in
    --quick) limit=180; words+=(--rounds=8 --scrapes=2000 --oracle-scrapes=200 --wrk-seconds=3) ;;
    *) words+=("$word") ;;
  esac
done

build=${BUILD:-build/release}
{
  [ -n "${BUILD:-}" ] || cmake --preset release
  cmake --build "$build" -j "$(nproc)" --target scrape_bench galera-warden
} >&2
# The cluster's guard cleans up behind a program that is killed.
exec timeout -k 20 "$limit" "$build/tests/bench/scrape_bench" ${words[@]+"${words[@]}"}
