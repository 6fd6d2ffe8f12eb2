// What came back from one request for metrics.
#pragma once

#include <chrono>
#include <string>

namespace galera {

struct ScrapeReply {
  int status = 0;  // 0: no answer in time, or the connection broke
  std::string content_type;
  std::string body;
  std::string failure;  // why there was no answer
  std::chrono::milliseconds took{0};
};

}  // namespace galera
