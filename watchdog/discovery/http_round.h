// Several HTTP requests, all at once, within one deadline. What is taken in is
// bounded: bodies by the caller, heads to 16 KiB. No proxy, no redirect, a
// connection each. Used by one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "discovery/node_address.h"
#include "system/curl.h"

namespace watchdog {

struct HttpRequest {
  std::string url;
  bool post = false;           // without a body
  std::string signature = {};  // sent as X-Galera-Warden-Signature; empty: none
};

struct HttpAnswer {
  long status = 0;  // 0: none came
  std::string body;
  std::string signature;  // its header X-Galera-Warden-Signature
  std::string failure;    // why it did not come, or not whole; else empty
};

std::string UrlOf(const NodeAddress& address, std::uint16_t port, const std::string& path);

class HttpRound {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  using Taker = std::function<void(HttpAnswer)>;

  // `curl` must outlive the round.
  HttpRound(const galera::Curl& curl, Deadline deadline, std::size_t body_bytes_max);
  ~HttpRound();
  HttpRound(const HttpRound&) = delete;
  HttpRound& operator=(const HttpRound&) = delete;

  // `take` is called once, by Run() on its thread, and may call Send() itself;
  // never for a request that got no whole answer before the deadline. An
  // error: it can't be sent, and `take` is not called.
  galera::Status Send(const HttpRequest& request, Taker take);

  // Returns when all are answered, at the deadline, or as soon as `cancel_fd` (-1: none) is readable.
  void Run(int cancel_fd);

 private:
  struct Call;
  struct MultiCleanup {
    const galera::Curl* curl;
    void operator()(CURLM* multi) const { curl->multi_cleanup(multi); }
  };

  void SetUp(Call& call, const HttpRequest& request);
  void TakeFinished();
  void Take(Call& call, CURLcode result);
  void Detach(Call& call);
  long Left() const;

  static std::size_t OnBody(const char* bytes, std::size_t size, std::size_t count, void* call);
  static std::size_t OnHead(const char* bytes, std::size_t size, std::size_t count, void* call);

  const galera::Curl& curl_;
  const Deadline deadline_;
  const std::size_t body_bytes_max_;
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::deque<Call> calls_;  // where curl points to
  std::size_t pending_ = 0;
};

}  // namespace watchdog
