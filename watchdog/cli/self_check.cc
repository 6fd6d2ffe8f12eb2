#include "cli/self_check.h"

#include "cli/local_request.h"

namespace watchdog {

bool GetsAnswer(const std::string& host, std::uint16_t port, const std::string& path,
                std::chrono::milliseconds timeout) {
  return GetLocally(host, port, path, timeout).ok();
}

}  // namespace watchdog
