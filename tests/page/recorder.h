// A webhook server that keeps all it was sent.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "page/loopback_server.h"

namespace watchdog::test {

struct Recorded {
  std::string head;  // request line and headers
  std::string body;
  std::chrono::steady_clock::time_point at;
  int answered = 0;  // with that status; 0: not at all

  std::string Header(const std::string& name) const;  // empty if it is not there
};

struct Answer {
  enum class How { kReply, kSilent, kReset };
  int status = 200;
  std::string headers = {};  // "Retry-After: 1\r\n"
  std::string body = {};
  How how = How::kReply;
};

class Recorder {
 public:
  // What to answer to the n-th request (from 0), which is `request`.
  using Script = std::function<Answer(std::size_t n, const Recorded& request)>;
  enum class Start { kListening, kRefusing };

  explicit Recorder(Script script = {}, Start start = Start::kListening,
                    const std::string& address = "127.0.0.1");
  void Listen() { server_.Listen(); }
  void SetScript(Script script);

  std::uint16_t port() const { return server_.port(); }
  std::string Url(const std::string& path = "/hook") const;
  std::vector<Recorded> requests() const;
  std::vector<Recorded> delivered() const;  // those that were answered with 2xx
  int connections() const { return server_.connections(); }
  // False after ten seconds.
  bool WaitFor(std::size_t requests) const;
  bool WaitUntil(const std::function<bool(const std::vector<Recorded>&)>& holds) const;

 private:
  void Serve(Connection& connection);

  const std::string address_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Script script_;
  std::vector<Recorded> requests_;
  LoopbackServer server_;  // ends first
};

}  // namespace watchdog::test
