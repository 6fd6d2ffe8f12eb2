// One session with a MariaDB server in which every call has a deadline.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "galera/named_value.h"
#include "galera/result.h"

namespace galera {

using SteadyTime = std::chrono::steady_clock::time_point;

// A result set that owns its bytes. Cells are what the server sent: any bytes.
class Rows {
 public:
  Rows() = default;
  Rows(std::vector<std::string> columns, std::vector<std::unique_ptr<char[]>> storage,
       std::vector<Cell> cells)
      : columns_(std::move(columns)), storage_(std::move(storage)), cells_(std::move(cells)) {}

  const std::vector<std::string>& columns() const { return columns_; }
  std::size_t size() const { return columns_.empty() ? 0 : cells_.size() / columns_.size(); }
  std::span<const Cell> operator[](std::size_t row) const {
    return std::span(cells_).subspan(row * columns_.size(), columns_.size());
  }
  // The cell under a column's name (any case); nullopt if there is no such column.
  Cell At(std::size_t row, std::string_view column) const;
  // The first two columns of every row, for SHOW … STATUS and VARIABLES.
  std::vector<NamedValue> AsNamedValues() const;

 private:
  std::vector<std::string> columns_;
  std::vector<std::unique_ptr<char[]>> storage_;
  std::vector<Cell> cells_;
};

// One thread at a time. After kTimeout or kUnavailable the connection is
// closed; the caller decides when to connect again.
// A name in `server.host` is resolved by getaddrinfo, which no deadline can
// cut: run on a thread that nobody waits for without a deadline of their own.
class MariadbConnection {
 public:
  MariadbConnection();
  ~MariadbConnection();
  MariadbConnection(const MariadbConnection&) = delete;
  MariadbConnection& operator=(const MariadbConnection&) = delete;

  // kDenied for wrong credentials, kRefused with server_code for what else the
  // server says (1040: too many connections).
  Status Connect(const ServerConnection& server, SteadyTime deadline);

  // One statement, text protocol. A result set over 64 MiB is an error, and
  // closes the connection. Takes the answer that SendAhead() asked for if the
  // statement is the same, and drops it if not.
  Result<Rows> Query(std::string_view sql, SteadyTime deadline);

  // Sends a statement without waiting for its answer, so that the server works
  // while the caller does. One at a time: not while an answer is still to come.
  // An error shows in the Query() after. Empty: nothing is sent.
  void SendAhead(std::string_view sql, SteadyTime deadline);

  bool connected() const;
  void Close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace galera
