// A mail server as far as one message goes: RFC 5321 without extensions, or with AUTH.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "page/loopback_server.h"

namespace watchdog::test {

struct Mail {
  std::string from;
  std::vector<std::string> to;
  std::string text;
  std::string login;  // what AUTH PLAIN carried, as it came
};

class MailStandIn {
 public:
  MailStandIn();
  // "550 no such user" to each RCPT; empty: takes all.
  void Refuse(std::string reply);
  std::uint16_t port() const { return server_.port(); }
  std::vector<Mail> mails() const;
  bool WaitFor(std::size_t mails) const;  // false after ten seconds

 private:
  void Serve(Connection& connection);

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::string refusal_;
  std::vector<Mail> mails_;
  LoopbackServer server_;  // ends first
};

}  // namespace watchdog::test
