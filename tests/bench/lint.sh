#!/usr/bin/env bash
# What `galera-warden lint` and the look behind its metrics cost a real server with many tables: time, the
# server's CPU, tables that it opens, and what a client beside them notices. Prints the table for the docs;
# leaves nothing behind. Two minutes, most of it to make the tables.
#   tests/bench/lint.sh [TABLES]        default: 10000
# BUILD=DIR takes a build directory that is there already instead of the release preset.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
{
  [ -n "${BUILD:-}" ] || cmake --preset release
  cmake --build "$build" -j "$(nproc)" --target lint_bench
} >&2
exec timeout -k 20 900 "$build/tests/bench/lint_bench" "$@"
