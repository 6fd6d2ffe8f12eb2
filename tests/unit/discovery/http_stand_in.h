// A peer that answers HTTP on a loopback address with what a test wants.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace watchdog::test {

// `port` 0 takes a free one. Throws if there is none. One connection at a time is
// answered; those for which `answer` returns an empty string stay open, silent.
class HttpStandIn {
 public:
  using Answer = std::function<std::string(const std::string& path)>;  // the whole response

  HttpStandIn(const std::string& address, std::uint16_t port, Answer answer);
  ~HttpStandIn();

  std::uint16_t port() const { return port_; }
  std::vector<std::string> paths() const;  // asked for, in order
  void SetAnswer(Answer answer);
  void SetDrip(std::chrono::milliseconds pause);  // one byte, then a pause, and so on

 private:
  void Loop();
  void Serve(int connection);
  bool Pause() const;  // false: stop

  mutable std::mutex mutex_;
  Answer answer_;                      // protected by mutex_
  std::vector<std::string> paths_;     // protected by mutex_
  std::chrono::milliseconds drip_{0};  // protected by mutex_
  std::vector<int> silent_;            // of the thread
  int socket_ = -1;
  int stop_fd_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

std::string HttpText(int status, const std::string& body, const std::string& more_headers = "");

}  // namespace watchdog::test
