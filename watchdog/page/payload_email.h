// A message for people, as SMTP carries it: RFC 5322, text only. Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "page/message.h"
#include "page/receiver.h"

namespace watchdog {

// Lines end in CR LF, and none has more than 78 bytes (addresses apart). Any text is carried: the subject
// as encoded words, the body quoted-printable. No text can begin a header. The Message-ID is the same each
// time that the same thing is said; that it is over refers to the message that it began.
std::string EmailText(const Receiver& receiver, const Message& message,
                      std::chrono::system_clock::time_point now);

std::string EncodedSubject(std::string_view text);  // folded; RFC 2047 where it is not plain ASCII
std::string QuotedPrintable(std::string_view text);
std::string EmailDate(std::chrono::system_clock::time_point when);  // "Sat, 05 Sep 2026 10:11:12 +0000"
// "Warden <warden@example.org>" or "warden@example.org": the address alone.
std::string BareAddress(std::string_view address);

}  // namespace watchdog
