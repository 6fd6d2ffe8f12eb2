// One HTTP request to a server on this host, by plain sockets: for checks that run every few seconds and
// must not load libcurl for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "galera/result.h"

namespace watchdog {

inline constexpr std::size_t kLocalReplyBytesMax = std::size_t{96} * 1024;  // head and body

struct LocalReply {
  int status = 0;
  std::string body;
};

// GETs `path`. `host` is an address of this host; empty, one that means every address, and names (localhost)
// stand for loopback. `timeout` bounds all of it together. kUnavailable, kTimeout, or kInvalid for
// an answer that is no HTTP or too large: what was asked and what came back, for people. Any thread.
galera::Result<LocalReply> GetLocally(const std::string& host, std::uint16_t port, const std::string& path,
                                      std::chrono::milliseconds timeout);

}  // namespace watchdog
