// What one thread does for one receiver (for each URL of an Alertmanager) until the store is stopped.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "page/courier.h"
#include "page/outbox.h"
#include "page/page_store.h"
#include "page/receiver.h"
#include "page/receiver_book.h"

namespace watchdog {

class Sender {
 public:
  Sender(Receiver receiver, std::size_t url, const std::string& user_agent, std::shared_ptr<PageStore> store,
         std::shared_ptr<ReceiverBook> book);

  void Run();   // returns after Stop() of the store and of this
  void Stop();  // breaks off what is under way. Any thread

 private:
  void SendPages();
  void KeepAlertmanagerTold();
  void SendHeartbeats();
  Outcome Send(const Payload& payload);
  void SendPage(const Queued& queued);
  double Random();

  const Receiver receiver_;
  const std::size_t url_;
  Courier courier_;
  const std::shared_ptr<PageStore> store_;
  const std::shared_ptr<ReceiverBook> book_;
  bool stopped_ = false;  // of the thread: the last Send() was broken off
};

// Says and counts what went without having been delivered.
void TellGone(const std::vector<Outbox::Gone>& gone, ReceiverBook& book);

}  // namespace watchdog
