// What became of a message: reads the answer of a receiver. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace watchdog {

// What came back, as the transport saw it.
struct Reply {
  enum class Transport {
    kAnswered,     // with a status
    kUnreachable,  // no name, no connection, no TLS, no answer in time, broken off
    kUnusable,     // the address is none that can be used
    kStopped,      // we ended it
  };
  Transport transport = Transport::kUnreachable;
  std::string failure;  // of what is no answer, one line
  bool smtp = false;
  int status = 0;           // of HTTP, or of SMTP's last reply
  std::string retry_after;  // the header, as it came
  std::string body;         // its beginning; of SMTP the last line that says no, if there is one
};

struct Outcome {
  enum class Kind { kDelivered, kRetry, kRejected };
  Kind kind = Kind::kRetry;
  bool answered = false;                                 // else nobody was there to say no
  std::optional<std::chrono::milliseconds> retry_after;  // asked for by the receiver; an hour at most
  std::string detail;                                    // "HTTP 500": one line, of bounded length
};

// HTTP: 2xx is delivered; 408, 429 and 5xx are tried again; any other status is a rejection, redirects
// included. SMTP: 2xx is delivered, 5xx a rejection, all else is tried again. So is what got no answer,
// unless its address can't be used.
Outcome OutcomeOf(const Reply& reply, std::chrono::system_clock::time_point now);

// "120", or a date as HTTP writes it ("Wed, 21 Oct 2026 07:28:00 GMT"): from `now`, between 0 and an hour.
std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view text,
                                                         std::chrono::system_clock::time_point now);

}  // namespace watchdog
