// Carries one message at a time to one address, over libcurl.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "page/outcome.h"
#include "page/payload.h"
#include "page/receiver.h"
#include "system/curl.h"

namespace watchdog {

struct MultiCleanup {
  const galera::Curl* curl = nullptr;
  void operator()(CURLM* multi) const { curl->multi_cleanup(multi); }
};

class Courier {
 public:
  // Keeps a copy. `user_agent` as it is sent.
  Courier(Receiver receiver, std::string user_agent);
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  // POSTs the payload to the receiver's `url`-th URL, mails it, or (heartbeat) GETs the URL. Returns within
  // the receiver's timeout, or at once after Stop(). TLS is verified, redirects are not followed, only
  // http(s) or smtp(s) is spoken, and names are resolved anew for each connection; one that is still good is
  // used again. No text of the reply's `failure` or `body` holds a secret of the receiver. One thread.
  Reply Send(std::size_t url, const Payload& payload);

  // Ends a Send(), and all later ones before they begin. Any thread.
  void Stop();

 private:
  struct Exchange;
  Reply Run(const galera::Curl& curl, Exchange& exchange);
  Reply Take(const galera::Curl& curl, const Exchange& exchange, CURLcode result) const;
  std::string WithoutSecrets(std::string text) const;

  const Receiver receiver_;
  const std::string user_agent_;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;  // of multi_ as a pointer: Stop() wakes whoever waits in it
  std::unique_ptr<CURLM, MultiCleanup> multi_;
};

}  // namespace watchdog
