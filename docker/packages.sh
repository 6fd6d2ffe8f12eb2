#!/usr/bin/env bash
# Installs Debian packages by purpose: docker/packages.sh build|node|demo|test|container|package ...
# Does nothing when all are there already. Needs root (or sudo) only when something is missing.
set -euo pipefail

# Compiler and the libraries the program is linked with.
build=(g++ cmake ninja-build pkg-config git ca-certificates
  prometheus-cpp-dev libcivetweb-dev libmariadb-dev libyaml-cpp-dev libcurl4-openssl-dev libc-ares-dev
  libssl-dev libspdlog-dev nlohmann-json3-dev zlib1g-dev libgtest-dev)
# A real Galera node with rsync and mariabackup state transfers.
node=(mariadb-server mariadb-client mariadb-backup galera-4 rsync socat pv iproute2 procps)
# What docker/quickstart.sh starts beside the nodes.
demo=(prometheus prometheus-alertmanager curl)
# What tests/run.sh needs beyond all of the above.
test=(clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev llvm-14
  prometheus-mysqld-exporter wrk haproxy python3 man-db dnsmasq-base openssl stunnel4 xz-utils zstd chromium)

# Of these any will do, also one from elsewhere than Debian.
command -v node >/dev/null || test+=(nodejs)
command -v npm >/dev/null || test+=(npm)
# What tests/container/run.sh needs: images are built and run without an engine and without a registry.
container=(debootstrap buildah podman runc netavark aardvark-dns iptables ccache curl)
# What tests/container/package_test.sh needs.
package=(debootstrap systemd-container lintian)

[ $# -gt 0 ] || { echo "usage: $0 build|node|demo|test|container|package ..." >&2; exit 2; }
wanted=()
for group in "$@"; do
  case "$group" in
    build) wanted+=("${build[@]}") ;;
    node) wanted+=("${node[@]}") ;;
    demo) wanted+=("${demo[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    container) wanted+=("${container[@]}") ;;
    package) wanted+=("${package[@]}") ;;
    *) echo "$0: no such group: $group (build, node, demo, test, container, package)" >&2; exit 2 ;;
  esac
done

missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "$0: run as root, or install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi

# Installing a server package starts its service; a policy of 101 keeps it from doing so.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod +x "$policy"
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi
echo "installing: ${missing[*]}"
"${as_root[@]}" apt-get -qq -o Dpkg::Use-Pty=0 update
# What packages say while they are installed is of interest only when one fails.
log=$(mktemp)
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}" \
  >"$log" 2>&1 || { cat "$log" >&2; echo "$0: packages could not be installed" >&2; exit 1; }
rm -f "$log"
