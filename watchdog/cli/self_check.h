// One HTTP request to ourselves: civetweb's accept loop is known to hang after
// weeks in rare cases, and nothing inside notices.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace watchdog {

// True if an HTTP status line came back in time, whatever the status.
bool GetsAnswer(const std::string& host, std::uint16_t port, const std::string& path,
                std::chrono::milliseconds timeout);

}  // namespace watchdog
