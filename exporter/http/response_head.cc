#include "http/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace galera {
namespace {

struct Reason {
  int status;
  std::string_view phrase;
};

constexpr std::array kReasons = {
    Reason{200, "OK"},
    Reason{204, "No Content"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{411, "Length Required"},
    Reason{413, "Content Too Large"},
    Reason{429, "Too Many Requests"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
};

void AppendNumber(std::size_t number, std::string* out) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out->append(digits.data(), end);
}

bool IsClean(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

void AppendHeader(std::string_view name, std::string_view value, std::string* out) {
  if (!IsClean(name) || !IsClean(value)) return;
  out->append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string_view ReasonPhrase(int status) {
  for (const Reason& reason : kReasons) {
    if (reason.status == status) return reason.phrase;
  }
  return "Status";
}

std::string_view HttpDateNow() {
  thread_local std::time_t formatted = 0;
  thread_local std::array<char, 32> text{};
  thread_local std::size_t size = 0;
  const std::time_t now = std::time(nullptr);
  if (now != formatted) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    formatted = now;
  }
  return {text.data(), size};
}

void AppendHead(const Response& response, bool keep_alive, std::string* out) {
  out->append("HTTP/1.1 ");
  AppendNumber(static_cast<std::size_t>(response.status), out);
  out->append(" ").append(ReasonPhrase(response.status)).append("\r\n");
  if (response.status != 204 && response.status != 304) {
    AppendHeader("Content-Type", response.content_type, out);
    out->append("Content-Length: ");
    AppendNumber(response.body.size(), out);
    out->append("\r\n");
  }
  AppendHeader("Date", HttpDateNow(), out);
  for (const auto& [name, value] : response.headers) AppendHeader(name, value, out);
  out->append(keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

}  // namespace galera
