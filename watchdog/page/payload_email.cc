#include "page/payload_email.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "galera/utf8.h"

namespace watchdog {
namespace {

constexpr std::size_t kSubjectMax = 200;
// "=?UTF-8?B?" and "?=" are 12 bytes; 45 bytes of text are 60 of Base64: 72 in all, and "Subject: " is a
// line of its own where it does not fit.
constexpr std::size_t kWordBytesMax = 42;
constexpr std::size_t kLineMax = 76;

std::string Base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    }
  }
  return out;
}

// The longest front of at most `bytes_max` bytes that ends between two characters. Never empty.
std::string_view Front(std::string_view text, std::size_t bytes_max) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t length = std::max<std::size_t>(galera::Utf8SequenceLength(text.substr(end)), 1);
    if (end != 0 && end + length > bytes_max) break;
    end += length;
  }
  return text.substr(0, end);
}

bool IsPlain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool IsAtomCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

// Right of the '@' of a Message-ID.
std::string DomainOf(std::string_view from) {
  const std::string address = BareAddress(from);
  const std::size_t at = address.rfind('@');
  const std::string domain = at == std::string::npos ? "" : address.substr(at + 1);
  return !domain.empty() && std::ranges::all_of(domain, IsAtomCharacter) ? domain : "galera-warden.invalid";
}

std::string MessageId(const Receiver& receiver, const Message& message) {
  return "<" + IdempotencyKey(message) + "@" + DomainOf(receiver.from) + ">";
}

std::string Recipients(const Receiver& receiver) {
  std::string text;
  for (const std::string& one : receiver.to) {
    if (!text.empty()) text += ",\r\n ";
    text += OneLine(one);
  }
  return text;
}

std::string BodyText(const Receiver& receiver, const Message& message) {
  const Page& page = message.page;
  std::string text = SummaryOf(message) + "\n";
  const auto line = [&text](std::string_view name, std::string_view value) {
    if (!value.empty()) text += "\n" + std::string(name) + ": " + OneLine(value);
  };
  line("Next", page.firing ? page.next_step : "");
  line("Runbook", page.runbook_url);
  line("Began", Rfc3339(page.starts_ms));
  if (!page.firing) line("Over", Rfc3339(page.ends_ms));
  text += "\n";
  for (const auto& [name, value] : LabelsOf(receiver, page)) line(name, value);
  for (const auto& [name, value] : page.details) line(name, value);
  text += "\n";
  line("Said by", page.node);
  line("Key", page.key);
  return text + "\n";
}

}  // namespace

std::string BareAddress(std::string_view address) {
  const std::size_t open = address.rfind('<');
  const std::size_t end = address.rfind('>');
  const bool named = open != std::string_view::npos && end != std::string_view::npos && open < end;
  return OneLine(named ? address.substr(open + 1, end - open - 1) : address);
}

std::string EmailDate(std::chrono::system_clock::time_point when) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(seconds - day);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d +0000",
                kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text;
}

std::string EncodedSubject(std::string_view text) {
  std::string subject = Shortened(galera::ValidUtf8(OneLine(text)), kSubjectMax);
  if (IsPlain(subject) && subject.find("=?") == std::string::npos && subject.size() <= kLineMax - 10)
    return subject;
  std::string out;
  for (std::string_view rest = subject; !rest.empty();) {
    const std::string_view word = Front(rest, kWordBytesMax);
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + Base64(word) + "?=";
    rest.remove_prefix(word.size());
  }
  return out;
}

std::string QuotedPrintable(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool at_end = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain = (c > 0x20 && c < 0x7f && c != '=') || (c == ' ' && !at_end);
    std::string token(1, c);
    if (!plain) {
      const auto byte = static_cast<unsigned char>(c);
      token = {'=', kDigits[byte >> 4], kDigits[byte & 15]};
    }
    if (column + token.size() > kLineMax - 1) {
      out += "=\r\n";
      column = 0;
    }
    out += token;
    column += token.size();
  }
  return out;
}

std::string EmailText(const Receiver& receiver, const Message& message,
                      std::chrono::system_clock::time_point now) {
  const Page& page = message.page;
  const auto cluster = page.labels.find("cluster");
  std::string subject = "[" + std::string(StatusOf(message)) + "] ";
  if (cluster != page.labels.end()) subject += cluster->second + ": ";
  subject += page.alert + ": " + SummaryOf(message);
  std::string text = "From: " + OneLine(receiver.from) + "\r\nTo: " + Recipients(receiver) +
                     "\r\nSubject: " + EncodedSubject(subject) + "\r\nDate: " + EmailDate(now) +
                     "\r\nMessage-ID: " + MessageId(receiver, message) + "\r\n";
  if (!page.firing && !message.late) {
    Message began = message;
    began.page.firing = true;
    const std::string id = MessageId(receiver, began);
    text += "In-Reply-To: " + id + "\r\nReferences: " + id + "\r\n";
  }
  return text +
         "MIME-Version: 1.0\r\n"
         "Content-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: quoted-printable\r\n"
         "Auto-Submitted: auto-generated\r\n"
         "\r\n" +
         QuotedPrintable(BodyText(receiver, message));
}

}  // namespace watchdog
