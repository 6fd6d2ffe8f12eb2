#!/usr/bin/env bash
# The Debian package: built, held against Debian's policy, installed, upgraded, removed and purged in a clean
# Debian 12; and its units, run by a systemd that was booted there, beside a real mariadbd and in its place.
#   tests/container/package_test.sh [BUILD_DIR]      default build/release, where galera-warden is built
# Needs root, and the packages of `docker/packages.sh package`. The clean Debian is made once and kept in
# build/container, some 600 MB; what a test changes lies over it and is gone after it.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
build=$(cd "${1:-build/release}" && pwd)
release=bookworm
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
cache=$root/build/container

fail() { echo "package_test: $*" >&2; exit 1; }
say() { printf '%4d s  %s\n' $SECONDS "$*"; }
[ "$(id -u)" = 0 ] || fail "run as root: it makes a Debian tree and boots it"

# All mounts are this process's own, and so is every process: they end with it, however it ends.
if [ -z "${PACKAGE_TEST_INSIDE:-}" ]; then
  exec env PACKAGE_TEST_INSIDE=yes unshare --mount --propagation private -- "$0" "$build"
fi
mkdir -p "$cache"
work=$(mktemp -d "$cache/work.XXXXXX")
clean_up() {
  umount -R "$work/tree" 2>/dev/null || umount -lR "$work/tree" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT

# ---- the package ----

build_package() {
  (cd "$build" && cpack -G DEB -B "$work/pack") >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log" >&2; fail "cpack"; }
  deb=$(echo "$work"/pack/galera-warden_*.deb)
  [ -f "$deb" ] || fail "cpack left no package"
  # The next version: another configuration, too, so that dpkg has to choose.
  dpkg-deb -R "$deb" "$work/next"
  sed -i 's/^Version: .*/Version: 99.0-1/' "$work/next/DEBIAN/control"
  echo "# of the next version" >>"$work/next/etc/galera-warden.yml"
  dpkg-deb -b --root-owner-group "$work/next" "$work/galera-warden_99.deb" >/dev/null
  say "built: $(basename "$deb"), $(($(stat -c %s "$deb") / 1024)) KiB"
}

check_policy() {
  lintian --allow-root --fail-on error,warning,info --suppress-tags no-manual-page "$deb" >"$work/lintian" 2>&1 ||
    { cat "$work/lintian" >&2; fail "lintian complains"; }
  say "lintian is quiet"
}

# ---- a clean Debian ----

# The first alternative of each, without its version.
dependencies() { dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed -E 's/\|.*//; s/\(.*//; s/ //g'; }

in_tree() { # TREE COMMAND...
  local tree=$1
  shift
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive TERM=dumb \
    timeout 900 chroot "$tree" "$@"
}

make_debian() {
  local wanted key new
  # shellcheck disable=SC2046  # words, one each
  wanted=$(echo systemd systemd-sysv dbus adduser curl socat mariadb-server mariadb-backup galera-4 rsync procps $(dependencies))
  key=$(echo "$release $wanted" | sha256sum | cut -c1-12)
  debian=$cache/$release-$key
  if [ -e "$debian/made" ]; then return; fi
  new=$(mktemp -d "$cache/new.XXXXXX")
  say "making a clean Debian: debootstrap, mariadb-server"
  debootstrap --variant=minbase "$release" "$new/tree" "$mirror" >"$work/debootstrap.log" 2>&1 ||
    { tail -n 20 "$work/debootstrap.log" >&2; rm -rf "$new"; fail "debootstrap"; }
  # Nothing is started in a tree.
  printf '#!/bin/sh\nexit 101\n' >"$new/tree/usr/sbin/policy-rc.d"
  chmod +x "$new/tree/usr/sbin/policy-rc.d"
  cp /etc/resolv.conf "$new/tree/etc/resolv.conf"
  # shellcheck disable=SC2086
  { in_tree "$new/tree" apt-get -qq update && in_tree "$new/tree" apt-get -qq -y install --no-install-recommends $wanted &&
    in_tree "$new/tree" apt-get clean; } >"$work/apt.log" 2>&1 ||
    { tail -n 20 "$work/apt.log" >&2; rm -rf --one-file-system "$new"; fail "apt-get in the new tree"; }
  rm "$new/tree/usr/sbin/policy-rc.d"
  rm -rf "$cache/$release"-*
  touch "$new/made"
  mv "$new" "$debian"
}

# A tree to change, over the clean one.
fresh_tree() {
  umount -R "$work/tree" 2>/dev/null || true
  rm -rf --one-file-system "$work/over" "$work/tree"
  mkdir -p "$work/over/upper" "$work/over/work" "$work/tree"
  mount -t overlay overlay -o "lowerdir=$debian/tree,upperdir=$work/over/upper,workdir=$work/over/work" "$work/tree"
  cp "$deb" "$work/tree/root/first.deb"
  cp "$work/galera-warden_99.deb" "$work/tree/root/next.deb"
}

# ---- in a tree where nothing runs, as in an image that is being built ----

files_of() { # what a package may leave behind; dpkg's own notes are not ours
  (cd "$work/tree" && find . -xdev \( -path ./var/lib/dpkg -o -path ./var/log -o -path ./var/cache -o -path ./root -o -path ./run/systemd \) -prune -o \
    -printf '%y %m %U:%G %p\n' | sort)
}

accounts() { cat "$work/tree/etc/passwd" "$work/tree/etc/group"; }

dpkg_in() { in_tree "$work/tree" dpkg "$@" >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log" >&2; fail "dpkg $*"; }; }

check_life_in_tree() {
  fresh_tree
  files_of >"$work/before"
  accounts >"$work/accounts"
  dpkg_in -i /root/first.deb
  in_tree "$work/tree" galera-warden --version >"$work/version" 2>&1 || fail "the program does not run there"
  grep -q '^galera-warden, version ' "$work/version" || fail "not a version: $(cat "$work/version")"
  in_tree "$work/tree" galera-warden check-config --config=/etc/galera-warden.yml >"$work/config" 2>&1 ||
    { cat "$work/config" >&2; fail "the configuration that is shipped is refused"; }
  grep -q 'ok, 0 warnings' "$work/config" || fail "the configuration that is shipped has warnings"
  in_tree "$work/tree" sh -c 'set -a; . /usr/share/galera-warden/examples/galera-warden-node; NODE_ADDRESS=127.0.0.1 galera-warden node --print-config' \
    >"$work/node" 2>&1 || { cat "$work/node" >&2; fail "the example of a node is refused"; }
  in_tree "$work/tree" systemd-analyze --man=no verify galera-warden.service galera-warden-node.service >"$work/verify" 2>&1 ||
    { cat "$work/verify" >&2; fail "systemd-analyze verify"; }
  [ ! -s "$work/verify" ] || { cat "$work/verify" >&2; fail "systemd-analyze verify complains"; }
  in_tree "$work/tree" id galera-warden | grep -q 'mysql.*adm\|adm.*mysql' || fail "the account is not in the groups mysql and adm"
  say "installed: runs, its configuration and units are sound"

  echo "# mine" >>"$work/tree/etc/galera-warden.yml"
  dpkg_in --force-confold -i /root/next.deb
  [ "$(tail -n 1 "$work/tree/etc/galera-warden.yml")" = "# mine" ] || fail "the upgrade lost a change of the configuration"
  dpkg_in -r galera-warden
  [ ! -e "$work/tree/usr/bin/galera-warden" ] || fail "removed, and the program is there"
  [ -e "$work/tree/etc/galera-warden.yml" ] || fail "removed, and the configuration is gone"
  mkdir -p "$work/tree/var/lib/galera-warden" && touch "$work/tree/var/lib/galera-warden/page"
  dpkg_in -P galera-warden
  # etc/passwd- and its kin are what the tools of accounts keep of the text before.
  files_of | grep -vE ' \./etc/(passwd|group|shadow|gshadow)-$' | diff <(grep -vE ' \./etc/(passwd|group|shadow|gshadow)-$' "$work/before") - >"$work/left" ||
    { cat "$work/left" >&2; fail "purged, and something is left"; }
  accounts | diff "$work/accounts" - >"$work/left" || { cat "$work/left" >&2; fail "purged, and an account is left"; }
  say "upgraded, removed and purged: nothing is left"
}

# ---- booted ----

check_booted() {
  local status=0
  fresh_tree
  install -m 755 tests/container/package_booted.sh "$work/tree/root/booted.sh"
  install -d "$work/tree/etc/systemd/system/multi-user.target.wants"
  cat >"$work/tree/etc/systemd/system/package-test.service" <<'END'
[Unit]
After=mariadb.service
[Service]
Type=oneshot
ExecStart=-/root/booted.sh
ExecStopPost=/bin/systemctl --no-block --force poweroff
TimeoutStartSec=500
StandardOutput=append:/root/booted.log
StandardError=append:/root/booted.log
END
  ln -s ../package-test.service "$work/tree/etc/systemd/system/multi-user.target.wants/"
  timeout -k 10 600 systemd-nspawn -q --register=no --keep-unit --private-network --machine=package-test -D "$work/tree" --boot \
    >"$work/console" 2>&1 </dev/null || status=$?
  if ! grep -qx 'booted: ok' "$work/tree/root/booted.log" 2>/dev/null; then
    tail -n 60 "$work/console" >&2
    cat "$work/tree/root/booted.log" >&2 || true
    fail "the booted system (exit code $status)"
  fi
  sed 's/^/        /' "$work/tree/root/booted.log"
  say "units: run by a real systemd"
}

build_package
check_policy
make_debian
check_life_in_tree
check_booted
echo "package: ok"
