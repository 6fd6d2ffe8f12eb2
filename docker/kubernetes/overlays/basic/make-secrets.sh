#!/bin/sh
# Writes random passwords to secrets/, where there are none yet.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
for name in root-password xtrabackup-password system-password cluster-secret; do
  [ -s "secrets/$name" ] && continue
  head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"secrets/$name"
  echo "written: secrets/$name"
done
