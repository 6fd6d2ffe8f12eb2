#!/bin/sh
# Writes random passwords to secrets/, where there are none yet.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
for name in cluster_secret mysql_root_password xtrabackup_password system_password grafana_admin_password; do
  [ -s "secrets/$name" ] && continue
  head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"secrets/$name"
  # In a container they are read by its own user, whose number is not ours.
  chmod 0444 "secrets/$name"
  echo "written: secrets/$name"
done
chmod 0711 secrets
