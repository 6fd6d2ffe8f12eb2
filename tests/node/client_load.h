// Clients of one node that write and read all the time, and keep book: what the
// server has acknowledged, and what failed.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cluster/wait.h"
#include "galera/result.h"

namespace galera {

// Makes the table. Once, before any load: made beside running clients, it would cost them a deadlock.
Status MakeLoadTable(const std::string& socket);

class ClientLoad {
 public:
  // Four clients, named after `name`. Each inserts a row, reads it back, and now
  // and then logs in anew. An answer may take half a minute: a query that waits has not failed.
  ClientLoad(std::string socket, std::string name);
  ~ClientLoad() { Stop(); }
  ClientLoad(const ClientLoad&) = delete;
  ClientLoad& operator=(const ClientLoad&) = delete;

  void Stop();  // after the answers that are still to come
  std::uint64_t acknowledged() const { return acknowledged_; }
  bool MakesProgress(std::uint64_t rows) const;  // so many more, within a minute
  std::vector<std::string> Failures() const;
  // Acknowledged rows that a causal read at `socket` does not find; or the read's own error.
  std::vector<std::string> MissingAt(const std::string& socket) const;

 private:
  void Work(int client);
  void Note(const std::string& failure);

  const std::string socket_;
  const std::string name_;
  std::atomic<std::uint64_t> acknowledged_ = 0;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> failures_;
  std::vector<std::string> rows_;  // "client/number"
  std::vector<std::thread> threads_;
};

}  // namespace galera
