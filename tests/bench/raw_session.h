// The lower bound of a scrape: its statements on one open connection, every
// row read and thrown away.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "galera/result.h"

namespace galera::bench {

// One thread.
class RawSession {
 public:
  static Result<std::unique_ptr<RawSession>> Open(const std::string& host, std::uint16_t port,
                                                  const std::string& user, const std::string& password);
  ~RawSession();
  RawSession(const RawSession&) = delete;
  RawSession& operator=(const RawSession&) = delete;

  // What the default collectors ask in every scrape, in their order, text
  // protocol. A statement that the server refuses is part of it: a server
  // without the query_response_time plugin says so once a scrape.
  Status RunStatements();

 private:
  struct Impl;
  RawSession() = default;
  std::unique_ptr<Impl> impl_;
};

}  // namespace galera::bench
