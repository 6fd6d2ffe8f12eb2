// Counts answers by route and status code. Count() is one relaxed atomic
// addition and never allocates; any thread may call both.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/server.h"

namespace galera {

class AnswerCounters {
 public:
  // `routes` are the label values; one more, "other", is added at the end.
  AnswerCounters(std::string server, std::vector<std::string> routes);

  // `route` is an index into routes; anything beyond is "other". A code that
  // is not in the table counts under its class, e.g. 418 under 400.
  void Count(std::size_t route, int code);

  // Only what was answered at least once, in the order of routes and codes.
  std::vector<HttpCount> Snapshot() const;

 private:
  static constexpr std::array kCodes = {100, 200, 201, 202, 204, 206, 300, 301, 302, 304, 307,
                                        308, 400, 401, 403, 404, 405, 406, 408, 409, 411, 413,
                                        414, 415, 422, 429, 431, 500, 501, 502, 503, 504, 505};
  static std::size_t CodeIndex(int code);

  const std::string server_;
  const std::vector<std::string> routes_;
  const std::unique_ptr<std::atomic<std::uint64_t>[]> answers_;
};

}  // namespace galera
