#!/usr/bin/env bash
# How long after a kill -9 a person is told: by the wardens of a real three-node cluster, and by a Prometheus
# (a scrape every 5 s, our rules) with an Alertmanager as it is by itself, of the same kills. Prints the table
# for the README; leaves nothing behind. Half a minute for each kill, three for each that Prometheus sees too.
#   tests/bench/paging.sh [KILLS [OF_THESE_WITH_PROMETHEUS]]     default: 10 2
# BUILD=DIR takes a build directory that is there already instead of the release preset.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
{
  [ -n "${BUILD:-}" ] || cmake --preset release
  cmake --build "$build" -j "$(nproc)" --target paging_bench
} >&2
exec timeout -k 20 3600 "$build/tests/bench/paging_bench" "$@"
