#!/usr/bin/env bash
# Builds the images and runs them for real: a cluster of containers behind one DNS name, its nodes lost and
# killed, a client behind HAProxy. Needs root, and neither a registry nor a Docker engine.
#   tests/container/run.sh           Debian 12 and 13
#   tests/container/run.sh --quick   Debian 12, the main cases
#   tests/container/run.sh --debian NN ...   that one only
#   tests/container/run.sh --keep ...        leaves the images, and builds only those that are not there
# What takes long is kept in build/container: Debian, and Debian with compiler and libraries. What compiled
# once is in ccache.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

debians=(12 13)
quick=no
keep=no
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) quick=yes debians=(12) ;;
    --keep) keep=yes ;;
    --debian) debians=("${2:?}"); shift ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
[ "$(id -u)" = 0 ] || { echo "$0: run as root: it makes networks and mounts" >&2; exit 2; }
docker/packages.sh container || exit 1

cache=$PWD/build/container
log=$cache/log
work=$cache/work
images=localhost/galera-warden-test
prefix=gw$$
label=galera-warden-test
network=$prefix
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
revision=$(git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
mkdir -p "$cache"
# One run at a time: what is left of an earlier one is removed.
exec {lock}>"$cache/lock"
flock -n "$lock" || { echo "$0: runs already in this tree" >&2; exit 1; }
rm -rf "$log" "$work"
mkdir -p "$log" "$work/networks" "$work/secrets"

driver=vfs
if mkdir -p "$work/o"/{l,u,w,m} && mount -t overlay overlay -o "lowerdir=$work/o/l,upperdir=$work/o/u,workdir=$work/o/w" "$work/o/m" 2>/dev/null; then
  umount "$work/o/m"
  driver=overlay
fi
builder=(buildah --root "$cache/storage" --runroot "$cache/run" --storage-driver "$driver")
engine=(podman "${builder[@]:1}" --network-config-dir "$work/networks")
export CONTAINERS_CONF=$work/containers.conf
cat >"$CONTAINERS_CONF" <<'END'
[network]
network_backend = "netavark"
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "none"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
END

. tests/container/stage.sh
. tests/container/images.sh
. tests/container/cases.sh

remove_containers() {
  podman_ ps -aq --filter "label=$label" | xargs -r "${engine[@]}" rm -f -t 0 -v >>"$log/podman.log" 2>&1
  podman_ volume ls -q --filter "name=$prefix" | xargs -r "${engine[@]}" volume rm -f >>"$log/podman.log" 2>&1
}

clean_up() {
  local status=$?
  trap '' INT TERM HUP
  remove_containers
  podman_ network rm -f "$network" >>"$log/podman.log"
  [ $keep = yes ] || podman_ images --format '{{.Repository}}:{{.Tag}}' | grep -E "^$images/(node|warden|haproxy):" \
    | xargs -r "${engine[@]}" rmi -f >>"$log/podman.log" 2>&1
  [ $keep = yes ] || podman_ image prune -f >>"$log/podman.log"
  rm -rf "$work"
  exit $status
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# A case runs in a shell of its own, and the first that fails ends it all: the others build on it.
step() { # TITLE COMMAND...
  local began=$SECONDS title=$1
  shift
  ("$@") || exit 1
  printf '  %-64s%4d s\n' "$title" $((SECONDS - began))
}

remove_containers
podman_ network create "$network" >>"$log/podman.log" || fail "podman network create: $(tail -n 3 "$log/podman.log")"
printf 'r00t "of" the file\n' >"$work/secrets/root"
head -c 18 /dev/urandom | base64 >"$work/secrets/copy"
chmod 444 "$work/secrets"/*

check_builders_are_one
for debian in "${debians[@]}"; do
  echo "Debian $debian"
  step "base images" make_bases "$debian"
  step "image of a node" build node docker/Dockerfile "$debian"
  step "image of the warden alone" build warden docker/Dockerfile.warden "$debian"
  step "image of HAProxy" build_haproxy "$debian"
  step "an image of a node is as its Dockerfile promises" check_image node "$debian"
  step "an image of the warden, too" check_image warden "$debian"
  step "three containers with one name form a cluster" three_form_a_cluster
  step "secrets stay in their files" secrets_stay_in_their_files
  step "a fourth joins, healthy during its state transfer" a_fourth_joins
  step "a container is killed, and comes back" a_killed_container_comes_back
  step "PID 1: zombies, signals, a dead worker, mariadbd's exit code" pid_one_does_its_duties
  step "HAProxy keeps a writing client going" haproxy_keeps_a_client_going
  step "podman stop leaves seqno and safe_to_bootstrap" a_stop_leaves_the_position
  step "stop of all, start of all" all_start_again
  if [ $quick = no ]; then step "kill -9 of all, start of all" all_are_killed; fi
  step "paused, and confirmed by touch" a_person_is_asked
  if [ $quick = no ]; then
    step "the warden alone" the_warden_alone_serves_a_node
    step "other ports" nodes_with_other_ports_form_a_cluster
    step "one password is enough" a_lone_node_needs_one_password
    step "exit codes" exit_codes_tell
  fi
  remove_containers
  rm -f "$work"/left-*
done
echo "container: all well after $SECONDS s"
