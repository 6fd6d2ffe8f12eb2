// The database sessions that scrapes share: one, and a second beside it while
// the server has room, so that it can work on two statements at once.
#pragma once

#include <chrono>
#include <memory>

#include "config/config.h"
#include "galera/result.h"
#include "system/mariadb_connection.h"

namespace galera {

// Connects, and makes the session harmless: short lock waits, no causality
// waits (wsrep_sync_wait=0), bounded statements.
Status OpenSession(MariadbConnection& connection, const ServerConnection& server,
                   const SessionSettings& settings, SteadyTime deadline);

// One thread at a time.
class Session {
 public:
  Session(ServerConnection server, SessionSettings settings, std::chrono::milliseconds reconnect_interval);

  // Says whether the server takes new connections: by connecting if there is
  // no session or the present one is older than the reconnect interval, else
  // from the last time. When a new connection is refused for want of room
  // (max_connections), the old session is kept for reading, and the answer is
  // still the error.
  Status Prove(SteadyTime deadline);

  // Connects again after a lost connection, within the same scrape.
  Status Reconnect(SteadyTime deadline);

  // Null if there is no session to read from.
  MariadbConnection* connection();
  // Null if there is none: never an error, the first does as well.
  MariadbConnection* second();

 private:
  const ServerConnection server_;
  const SessionSettings settings_;
  const std::chrono::milliseconds reconnect_interval_;
  std::unique_ptr<MariadbConnection> connection_;
  std::unique_ptr<MariadbConnection> second_;
  SteadyTime connected_at_;
};

}  // namespace galera
