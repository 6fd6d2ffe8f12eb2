#!/usr/bin/env bash
# Checks docker/kubernetes: every manifest against the published schemas, overlays rendered where kubectl is, and
# what the pods get against the program itself. BUILD: where it is (build/release).
set -euo pipefail
cd "$(dirname "$0")/../.."

warden=${BUILD:-build/release}/watchdog/cli/galera-warden
manifests=docker/kubernetes
here=tests/kubernetes
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "$here: $*" >&2; exit 1; }

[ -x "$warden" ] || fail "$warden is missing: build it first"
(cd $here && npm ci --silent --no-audit --no-fund) || fail "npm ci failed"

node $here/check.mjs $(find $manifests rules/kubernetes dashboards -name '*.yaml' ! -name kustomization.yaml | sort)

# In a copy, with secrets of its own.
if kubectl version --client >/dev/null 2>&1; then
  cp -r --parents $manifests rules dashboards "$work"
  rm -rf "$work/$manifests/overlays/basic/secrets"
  "$work/$manifests/overlays/basic/make-secrets.sh" >"$work/made"
  [ "$(wc -l <"$work/made")" = 4 ] || fail "make-secrets.sh wrote $(cat "$work/made")"
  for overlay in basic prometheus-operator network-policy; do
    kubectl kustomize "$work/$manifests/overlays/$overlay" >"$work/$overlay.yaml" || fail "$overlay can't be rendered"
    echo "$overlay: $(node $here/check.mjs "$work/$overlay.yaml")"
  done
else
  echo "no kubectl here: overlays are not rendered"
fi

MYSQLD_EXPORTER_PASSWORD=x "$warden" check-config --mysqld.username=x --config $manifests/base/galera-warden.yml >"$work/config" 2>&1 || fail "$(cat "$work/config")"
mkdir "$work/secrets"
for name in root xtrabackup system; do printf 'word-of-%s' $name >"$work/secrets/$name-password"; done
printf 'a secret of the cluster' >"$work/secrets/cluster-secret"
node $here/environment.mjs $manifests/base/statefulset.yaml "$work/secrets" >"$work/environment"
mapfile -t environment <"$work/environment"
env -i PATH="$PATH" "${environment[@]}" "$warden" node --print-config mariadb-nodes >"$work/printed" 2>&1 \
  || fail "the program refuses what the StatefulSet sets: $(cat "$work/printed")"
grep -q mariadb-nodes "$work/printed" || fail "peers are not mariadb-nodes: $(cat "$work/printed")"
! grep -q word-of- "$work/printed" || fail "a password is shown"
grep -q '^warning' "$work/printed" && fail "it warns: $(grep '^warning' "$work/printed")"
echo "settings of the pods are right"
