#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test.
#   tests/run.sh           everything, each fuzz target for ten seconds
#   tests/run.sh --quick   formatting, layout, unit tests: under three minutes
#   tests/run.sh --full    everything and longer: each fuzz target for a minute, tests that
#                          know FULL=1, a hundred first starts, the Debian package, the benchmark,
#                          images and containers
# Each step's output goes to build/log/STEP.log; a failed one is shown. The
# steps that failed are listed at the end, and the exit code says so.
set -uo pipefail
cd "$(dirname "$0")/.."

mode=${1:-all}
case "$mode" in
  all | --quick | --full) ;;
  *) echo "usage: $0 [--quick|--full]" >&2; exit 2 ;;
esac

jobs=$(nproc)
log=build/log
mkdir -p "$log"
rm -f "$log"/*.result

# step NAME COMMAND...: runs it with its output in a file; says how long it took.
step() {
  local name=$1 start=$SECONDS result=ok
  shift
  echo FAILED >"$log/$name.result"  # until it has ended
  "$@" >"$log/$name.log" 2>&1 </dev/null || result=FAILED
  echo "$result" >"$log/$name.result"
  printf '%-24s%-8s%4d s\n' "$name" "$result" $((SECONDS - start))
  [ "$result" = FAILED ] || return 0
  echo "--- end of $log/$name.log"
  tail -n 60 "$log/$name.log"
  echo "---"
}

format() {
  find exporter watchdog tests -name '*.h' -o -name '*.cc' | sort | xargs clang-format-14 --dry-run -Werror
}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  cmake --preset "$preset" ${configure_extra[@]+"${configure_extra[@]}"} || return 1
  cmake --build --preset "$preset" -j "$jobs" ${1:+--target "$@"}
}

# tests PRESET LABEL JOBS: CTest must find some.
tests() {
  ctest --test-dir "build/$1" -L "^$2\$" -j "$3" --output-on-failure --no-tests=error --timeout 300
}

tidy() {
  # Sources of the product; the tests are held to it by review.
  python3 /usr/bin/run-clang-tidy-14 -quiet -j "$jobs" -p build/release "$PWD/(exporter|watchdog)/.*\.cc$"
}

configure_extra=()
if [ "$mode" = --full ]; then
  configure_extra=(-DGALERA_WARDEN_FUZZ_SECONDS=60)
  export FULL=1
fi
if [ "$mode" = --quick ]; then packages=(build node test); else packages=(build node demo test); fi
if [ "$mode" = --full ]; then packages+=(package container); fi

step packages docker/packages.sh "${packages[@]}"
step format format
step layout tests/layout/check.sh
if [ "$mode" = --quick ]; then
  step build-release build release unit_tests galera-warden
  step unit tests release unit "$jobs"
else
  step build-release build release
  step unit tests release unit "$jobs"
  step simulation tests release simulation "$jobs"
  step rules tests/rules/check.sh
  step docs tests/docs/check.sh
  step kubernetes tests/kubernetes/run.sh
  step browser tests/browser/run.sh
  # Most tests from here on wait, for each other or for a time-out of Galera's. What computes
  # runs beside them, where it gets what they leave.
  (
    renice -n 10 "$BASHPID" >/dev/null
    step clang-tidy tidy
    # Clang's build has ASan and UBSan in it, and is the second compiler that must be quiet. Tests on
    # real nodes are left out: they would take a third of the time.
    step build-clang-asan build fuzz sanitized_tests fuzzers
    step build-tsan build tsan sanitized_tests
  ) &
  beside=$!
  step differential tests release differential $((jobs + 1))
  step process tests release process $((jobs + 1))
  step cluster tests release cluster $((jobs + 2))
  step quickstart docker/quickstart.sh --check
  wait "$beside" || echo FAILED >"$log/beside.result"
  step unit-asan tests fuzz unit "$jobs"
  step cluster-asan tests fuzz sanitized-cluster 1
  step fuzz tests fuzz fuzz "$jobs"
  step unit-tsan tests tsan unit "$jobs"
  step cluster-tsan tests tsan sanitized-cluster 1
  if [ "$mode" = --full ]; then
    step founding env FOUNDING_RUNS=100 timeout 3600 build/release/tests/node/node_test \
      --gtest_filter='*InAnyOrder*'
    step package tests/container/package_test.sh
    step bench tests/bench/run.sh
    step container tests/container/run.sh
  fi
fi

results() { grep -lx "$1" "$log"/*.result 2>/dev/null | sed 's,.*/,,; s,\.result$,,'; }
passed=$(results ok | wc -l)
failed=$(results FAILED | tr '\n' ' ')
[ -z "$failed" ] || echo "failed: $failed"
echo "$passed passed, $(wc -w <<<"$failed") failed"
[ -z "$failed" ]
