# A client that writes to node1 all the time, to see what an outage costs it. Sourced by ../quickstart.sh.

sql() { # STATEMENTS: on node1
  timeout 20 mariadb --defaults-file="$work/root.cnf" --skip-column-names --batch --execute="$1"
}

start_writer() {
  local log=$work/log/writer.log
  sql 'CREATE DATABASE demo; CREATE TABLE demo.written (
    id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3))' \
    >"$log" 2>&1 || fail "the table of the demo could not be created" "$log"
  : >"$work/acknowledged"
  launch writer env CLIENT="$work/root.cnf" ACKNOWLEDGED="$work/acknowledged" bash "$here/quickstart/writer.sh"
}

# The longest time since the event in which no write was acknowledged.
standstill() {
  local ms
  ms=$(awk -v since="$event_ms" -v now="$(now_ms)" '
    last && $1 >= since && $1 - last > gap { gap = $1 - last }
    { last = $1 }
    END { if (now - last > gap) gap = now - last; printf "%d", gap }' "$work/acknowledged")
  echo "$(seconds_of "$ms") s"
}

acknowledged() { wc -l <"$work/acknowledged"; }

# How many writes were acknowledged and are not there.
lost_writes() {
  local there
  there=$(sql 'SELECT id FROM demo.written') || return 1
  comm -23 <(cut -d' ' -f2 "$work/acknowledged" | sort) <(sort <<<"$there") | wc -l
}
