// Keeps pages until their receivers have them: on disk first, then sent, each receiver by a thread of its
// own, so that one that hangs delays no other.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "galera/result.h"
#include "incident/observation.h"
#include "page/page.h"
#include "page/receiver.h"

namespace watchdog {

struct PageDeskOptions {
  std::vector<Receiver> receivers;
  std::string state_directory;  // of the file `outbox`; is made if it is not there; empty: none is kept
  std::string user_agent;
  std::size_t pages_max = 1000;  // that wait, of a receiver; beyond, the oldest is dropped, said and counted
  std::chrono::hours age_max{48};  // of a page that waits
};

// What is known of one receiver, for `page --list`, the metrics and PagingBroken.
struct ReceiverStatus {
  std::string name;
  Receiver::Kind kind = Receiver::Kind::kWebhook;
  std::string shown_url;
  std::size_t waiting = 0;
  std::optional<std::chrono::system_clock::time_point> oldest_waiting;  // queued
  std::optional<std::chrono::system_clock::time_point> last_success;
  std::string last_failure;                       // one line, no secrets; empty: none since
  std::map<std::string, std::uint64_t> outcomes;  // "delivered", "retried", "rejected", "dropped", "by_peer"
};

struct TestResult {
  std::string receiver;
  bool delivered = false;
  std::string detail;  // "HTTP 200 in 12 ms", or what is wrong and what to do
};

// Any thread may call any member.
class PageDesk {
 public:
  // Takes up what a former one left in the state directory; goes on in memory where that can't be used
  // (trouble() says why).
  explicit PageDesk(PageDeskOptions options);
  ~PageDesk();  // within half a second, whatever a receiver does; what waits is on disk
  PageDesk(const PageDesk&) = delete;
  PageDesk& operator=(const PageDesk&) = delete;

  // For every receiver whose severity it reaches. Written and fsynced when it returns. `delay`: of those that
  // do not deduplicate; nullopt: they do not get it at all (another node speaks).
  void Put(const Page& page, std::optional<std::chrono::milliseconds> delay);

  // A peer has delivered it to that receiver: what waits for the key is not sent.
  void DeliveredByPeer(const std::string& receiver, const std::string& key, bool firing);

  // Pages whose end has not been Put, also of before a restart, the latest of each key.
  std::vector<Page> Open() const;

  // What this node has delivered to receivers without deduplication in the last ten minutes; at most 64.
  std::vector<Delivery> Delivered() const;
  // What waits for its delay to end, for receivers without deduplication.
  std::vector<Delivery> Held() const;

  // Sends a test page, at once and without the outbox, to that receiver, or to all (empty). Waits for the
  // outcomes, `timeout` at most. kNotFound for an unknown name.
  galera::Result<std::vector<TestResult>> Test(const std::string& receiver, const Page& page,
                                               std::chrono::milliseconds timeout);

  std::vector<ReceiverStatus> Statuses() const;
  std::string trouble() const;  // why pages are in memory only; empty: they are on disk

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace watchdog
