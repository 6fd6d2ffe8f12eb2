#!/bin/bash
# Inside the Debian that package_test.sh has booted: the units beside mariadb.service and in its place.
set -uo pipefail
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
node_data=/var/lib/mysql

fail() {
  echo "FAILED: $*"
  systemctl --no-pager -l status galera-warden.service galera-warden-node.service mariadb.service | tail -n 60
  journalctl --no-pager -o cat -n 60 -u galera-warden -u galera-warden-node
  exit 1
}
await() { # SECONDS WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ $SECONDS -lt $end ] || fail "not in time: $what"
    sleep 0.2
  done
}
shown() { systemctl show -P "$2" "$1"; }
active() { [ "$(shown "$1" ActiveState)" = active ]; }
status_begins() { [[ "$(shown "$1" StatusText)" == "$2"* ]]; }
status_is() { status_begins "$1" "$2" || fail "status of $1: $(shown "$1" StatusText), not $2"; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
mysql_up() { curl -s -m 5 http://127.0.0.1:9104/metrics | grep -qx "mysql_up $1"; }
# dpkg's output is shown when it fails only.
package() { timeout 120 dpkg "$@" >/root/dpkg.log 2>&1 || { cat /root/dpkg.log; fail "dpkg $*"; }; }

echo "booted: systemd $(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p'), $(mariadbd --version | grep -o '1[0-9]\.[0-9]*\.[0-9]*' | head -n 1)"
await 60 "mariadb.service" active mariadb.service

# ---- a port that is taken ----
socat TCP-LISTEN:9104,fork,reuseaddr /dev/null &
taken=$!
await 10 "the port is taken" listens 9104
package -i /root/first.deb
grep -q 'did not start; another program may have its port' /root/dpkg.log || { cat /root/dpkg.log; fail "no word on the port"; }
kill $taken; wait $taken 2>/dev/null
systemctl reset-failed galera-warden.service
package -P galera-warden
[ ! -e /etc/systemd/system/multi-user.target.wants/galera-warden.service ] || fail "purged, and enabled"
! systemctl cat galera-warden.service >/dev/null 2>&1 || fail "purged, and the unit is there"
echo "a taken port does not fail the installation"

# ---- beside mariadb.service ----
mariadb -e "CREATE USER 'galera-warden'@localhost IDENTIFIED VIA unix_socket WITH MAX_USER_CONNECTIONS 5;
  GRANT PROCESS, SLAVE MONITOR, BINLOG MONITOR ON *.* TO 'galera-warden'@localhost;" || fail "the account"
package -i /root/first.deb
active galera-warden.service || fail "not active after the installation"
[ "$(systemctl is-enabled galera-warden.service)" = enabled ] || fail "not enabled"
[ "$(systemctl is-enabled galera-warden-node.service)" = disabled ] || fail "the node is enabled"
await 10 "mysql_up 1" mysql_up 1
await 5 "the status" status_begins galera-warden.service "ready for clients: "
pid=$(shown galera-warden.service MainPID)
[ "$(stat -c %U "/proc/$pid")" = galera-warden ] || fail "runs as $(stat -c %U "/proc/$pid")"
grep -qx 'NoNewPrivs:.1' "/proc/$pid/status" || fail "may get new privileges"
echo "installed, it watches mariadbd by its socket: $(shown galera-warden.service StatusText)"

install -d -o mysql -g adm -m 2750 /var/log/mysql
install -o mysql -g adm -m 640 /dev/null /var/log/mysql/error.log
cat >>/etc/galera-warden.yml <<'END'
health:
  notify_socket: /run/galera-warden/notify.sock
paging:
  error_log: /var/log/mysql/error.log
  receivers:
    nobody: {type: webhook, url: "http://127.0.0.1:1/"}
END
systemctl restart galera-warden.service || fail "restart"
runuser -u mysql -- galera-warden notify /run/galera-warden/notify.sock --status synced >/root/notify.log 2>&1 ||
  fail "mariadbd's account can't notify: $(cat /root/notify.log)"
[ ! -s /root/notify.log ] || fail "notify: $(cat /root/notify.log)"
[ "$(stat -c '%U %G' /run/galera-warden/notify.sock)" = "galera-warden mysql" ] || fail "the notify socket's group"
! journalctl -u galera-warden -o cat --no-pager | grep -iE 'error.log.*(denied|permission)' || fail "the error log is not read"
[ "$(stat -c %U /var/lib/galera-warden)" = galera-warden ] || fail "the state directory's owner"
[ -S /var/lib/galera-warden/control.sock ] || fail "nothing in the state directory"
galera-warden page --help >/dev/null 2>&1
echo "mariadbd's account writes to the notify socket; the state directory is its own"

systemctl reload galera-warden.service || fail "reload"
await 5 "ready again after the reload" active galera-warden.service
journalctl -u galera-warden -o cat --no-pager | grep -q 'configuration reloaded' || fail "nothing was reloaded"
systemctl stop mariadb.socket mariadb.service # the socket alone would start it again for us
await 10 "mysql_up 0" mysql_up 0
active galera-warden.service || fail "it went down with mariadb.service"
await 5 "the status" status_begins galera-warden.service "not ready for clients: "
systemctl start mariadb.service || fail "mariadb.service"
await 10 "mysql_up 1" mysql_up 1
echo "mariadb.service stops and starts, it stays"

mkdir -p /run/systemd/system/galera-warden.service.d
printf '[Service]\nWatchdogSec=3s\nRestartSec=100ms\n' >/run/systemd/system/galera-warden.service.d/fast.conf
systemctl daemon-reload
systemctl restart galera-warden.service
pid=$(shown galera-warden.service MainPID)
sleep 5
[ "$(shown galera-warden.service MainPID)" = "$pid" ] || fail "the watchdog bit a program that is alive"
kill -STOP "$pid"
another_runs() { active galera-warden.service && [ "$(shown galera-warden.service MainPID)" != "$pid" ]; }
await 15 "the watchdog" another_runs
[ "$(shown galera-warden.service NRestarts)" = 1 ] || fail "restarts: $(shown galera-warden.service NRestarts)"
rm -r /run/systemd/system/galera-warden.service.d
systemctl daemon-reload
echo "the watchdog replaces a program that stands still, and no other"

pid=$(shown galera-warden.service MainPID)
package --force-confold -i /root/next.deb
another_runs || fail "an upgrade does not restart it"
grep -q '^    nobody:' /etc/galera-warden.yml || fail "an upgrade loses the configuration"
systemctl disable --now galera-warden.service 2>/dev/null
package --force-confold -i /root/first.deb
[ "$(systemctl is-enabled galera-warden.service)" = disabled ] || fail "an upgrade enables what was disabled"
! active galera-warden.service || fail "an upgrade starts what was stopped"
systemctl enable --now galera-warden.service 2>/dev/null
echo "upgraded: restarted, unless it was disabled"

# ---- in its place ----
node() { shown galera-warden-node.service "$1"; }
status_of_node() { await "$1" "the node: $2, not $(node StatusText)" status_begins galera-warden-node.service "$2"; }
cat >/root/node <<'END'
CLUSTER_NAME=shop
NODE_ADDRESS=127.0.0.1
WSREP_CLUSTER_ADDRESS=gcomm://127.0.0.1
GCOMM_MINIMUM=1
MYSQL_ROOT_PASSWORD=choose-one
XTRABACKUP_PASSWORD=choose-another
END
install -m 600 /root/node /etc/default/galera-warden-node
systemctl start galera-warden-node.service || fail "start of the node"
for unit in mariadb.service mariadb.socket galera-warden.service; do
  ! active $unit || fail "$unit runs beside the node"
done
status_of_node 60 "paused: waits for a human" # the data of mariadb.service was never in a cluster
systemctl stop galera-warden-node.service
find $node_data -mindepth 1 -delete
systemctl start galera-warden-node.service || fail "start of the node"
status_of_node 90 "ready for clients: synced"
[ "$(pgrep -x mariadbd -c)" = 1 ] || fail "mariadbd"
[ "$(stat -c %U "/proc/$(pgrep -x mariadbd)")" = mysql ] || fail "mariadbd runs as another user"
echo "the node founds a cluster: $(node StatusText)"

pid=$(pgrep -x mariadbd)
pkill -KILL -f 'galera-warden node-worker|exe node-worker'
await 10 "a new worker" pgrep -f "exe node-worker" >/dev/null
status_of_node 10 "ready for clients: synced"
[ "$(pgrep -x mariadbd)" = "$pid" ] && [ "$(node NRestarts)" = 0 ] || fail "a killed worker ended mariadbd"
echo "a killed worker ends neither mariadbd nor the service"

systemctl stop galera-warden-node.service || fail "stop"
[ "$(node Result)" = success ] || fail "the stop: $(node Result)"
grep -qx 'safe_to_bootstrap: 1' $node_data/grastate.dat || fail "safe_to_bootstrap: $(cat $node_data/grastate.dat)"
! pgrep -x mariadbd >/dev/null || fail "mariadbd outlives the stop"
echo "stopped: $(grep -E '^(seqno|safe)' $node_data/grastate.dat | tr -s ' \n' ' ')"

systemctl start galera-warden-node.service || fail "second start"
status_of_node 60 "paused: waits for a human"
systemctl stop galera-warden-node.service
[ "$(node Result)" = success ] && [ "$(node ActiveState)" = inactive ] || fail "the stop of a paused node: $(node Result)"
systemctl start galera-warden-node.service
status_of_node 60 "paused: waits for a human"
galera-warden confirm | grep -q /run/galera-warden/confirm-new-cluster || fail "the question names another path: $(galera-warden confirm)"
touch /run/galera-warden/confirm-new-cluster
status_of_node 60 "ready for clients: synced"
echo "paused, confirmed by touch, serves"

pkill -KILL -x mariadbd
restarted() { [ "$(node NRestarts)" -ge 1 ]; }
await 30 "a restart after mariadbd was killed" restarted
status_of_node 60 "paused: waits for a human"
systemctl stop galera-warden-node.service
echo "mariadbd killed: the service is restarted, and asks"

sed -i 's/^GCOMM_MINIMUM=.*/GCOMM_MINIMUM=many/' /etc/default/galera-warden-node
! systemctl start galera-warden-node.service 2>/dev/null || fail "a wrong setting is started"
[ "$(node ExecMainStatus)" = 2 ] || fail "exit code $(node ExecMainStatus)"
sleep 6
[ "$(node NRestarts)" -le 1 ] && [ "$(node ActiveState)" = failed ] || fail "a wrong setting is tried again"
echo "a wrong setting is not tried again"

package -P galera-warden
rm /etc/default/galera-warden-node
left=$(find /etc /usr /lib /var/lib /run -xdev -name '*galera-warden*' -not -path '/var/lib/dpkg/*' -not -path '/run/systemd/*' -not -path '/var/lib/mysql/*' 2>/dev/null)
[ -z "$left" ] || fail "purged, and left: $left"
! getent passwd galera-warden || fail "purged, and the account is there"
echo "purged"
echo "booted: ok"
