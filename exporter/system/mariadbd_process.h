// Whether a mariadbd runs on this host, as far as /proc shows.
#pragma once

namespace galera {

// True if a process named mariadbd or mysqld is visible that was started
// before `unix_seconds`. Another container's processes are not visible, and
// several servers on one host are not told apart.
bool MariadbdRunsSinceBefore(double unix_seconds);

}  // namespace galera
