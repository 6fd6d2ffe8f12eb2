#!/usr/bin/env bash
# A client of node1: writes a row three times a second, and notes what was acknowledged in the file
# ACKNOWLEDGED, one "MS_SINCE_1970 ID" a line. CLIENT is an option file for mariadb.
set -uo pipefail
export LC_ALL=C

while sleep 0.3; do
  id=$(timeout 15 mariadb --defaults-file="$CLIENT" --connect-timeout=2 --skip-column-names --batch \
    --execute='INSERT INTO demo.written () VALUES (); SELECT LAST_INSERT_ID()' 2>/dev/null) || continue
  printf '%s%s %s\n' "${EPOCHREALTIME:0:10}" "${EPOCHREALTIME:11:3}" "$id" >>"$ACKNOWLEDGED"
done
