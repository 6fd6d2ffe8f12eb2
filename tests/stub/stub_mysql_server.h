// A server on 127.0.0.1 that speaks enough of the MySQL protocol for the monitors: the text
// protocol, any user and password, no TLS, no packet over 16 MB. Usable by go-sql-driver and by
// MariaDB Connector/C.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "stub/packet_stream.h"
#include "stub/stub_script.h"
#include "stub/stub_session.h"

namespace galera {

struct StubServerOptions {
  std::string version = "5.5.5-10.11.19-MariaDB-stub";  // as in the greeting
  bool deprecate_eof = true;                            // whether CLIENT_DEPRECATE_EOF is offered
};

// Listens from construction to destruction. All methods may be called from any thread, while clients are
// served.
class StubMysqlServer {
 public:
  explicit StubMysqlServer(StubScript script, StubServerOptions options = {});
  // Ends every conversation, also one that hangs on purpose, and joins its thread.
  ~StubMysqlServer();
  StubMysqlServer(const StubMysqlServer&) = delete;
  StubMysqlServer& operator=(const StubMysqlServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string host() const { return "127.0.0.1"; }

  // For the queries and the connections that arrive from now on.
  void SetScript(StubScript script);
  void SetReception(StubReception reception);

  // The diary: statements of all connections in order of arrival ("PING" and "QUIT" among them).
  std::vector<std::string> Queries() const;
  std::vector<std::string> Users() const;  // one for each login
  unsigned Connections() const;            // accepted so far
  unsigned OpenConnections() const;        // still being served
  void ClearDiary();

 private:
  struct Client {
    std::thread thread;
    std::atomic<bool> done{false};
  };

  void Accept();
  void Serve(int socket, std::uint32_t id);
  void JoinFinished();

  const StubServerOptions options_;
  StopSignal stop_;
  int listener_ = -1;
  std::uint16_t port_ = 0;

  mutable std::mutex mutex_;  // guards the rest but the threads
  StubScript script_;
  StubReception reception_;
  std::vector<std::string> queries_;
  std::vector<std::string> users_;
  unsigned connections_ = 0;
  unsigned open_ = 0;

  std::list<Client> clients_;  // the acceptor's alone until it is joined
  std::thread acceptor_;
};

}  // namespace galera
