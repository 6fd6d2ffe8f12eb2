#include "config/listen_address.h"

#include <charconv>

#include "config/quotation.h"

namespace galera {
namespace {

constexpr std::string_view kUnixScheme = "unix://";

Error Invalid(std::string message) { return Error{ErrorCode::kInvalid, std::move(message)}; }

// Letters, digits and the punctuation of names and addresses; a path, a
// scheme or a space in a host is a mistake that a resolver reports badly.
bool IsHostCharacter(char c, bool bracketed) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  if (c == '.' || c == '-' || c == '_') return true;
  return bracketed && (c == ':' || c == '%');
}

bool IsHost(std::string_view host, bool bracketed) {
  for (const char c : host) {
    if (!IsHostCharacter(c, bracketed)) return false;
  }
  return host.size() <= 255;
}

// The names under which one IPv4 address goes.
std::string_view Canonical(std::string_view host) {
  if (host == "0.0.0.0" || host == "*") return "";
  if (host == "localhost") return "127.0.0.1";
  return host;
}

}  // namespace

Result<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error == std::errc::invalid_argument || end != text.data() + text.size()) {
    return Invalid("port " + Quote(text) + " is not a number");
  }
  if (error == std::errc::result_out_of_range) return Invalid("port " + Quote(text) + " is above 65535");
  return port;
}

Result<HostPort> ParseHostPort(std::string_view text) {
  const bool bracketed = !text.empty() && text.front() == '[';
  const std::size_t colon = bracketed ? text.find(']') + 1 : text.find(':');
  if (bracketed && colon == 0) return Invalid("address " + Quote(text) + " has [ without ]");
  if (colon >= text.size()) return Invalid("address " + Quote(text) + " has no port");
  if (text[colon] != ':') return Invalid("address " + Quote(text) + " has no \":\" after ]");
  if (!bracketed && text.find(':', colon + 1) != std::string_view::npos) {
    return Invalid("address " + Quote(text) + " has too many colons (an IPv6 address goes in brackets)");
  }
  const std::string_view host = bracketed ? text.substr(1, colon - 2) : text.substr(0, colon);
  if (!IsHost(host, bracketed) || (bracketed && host.find(':') == std::string_view::npos)) {
    return Invalid("address " + Quote(text) + " has no usable host");
  }
  const Result<std::uint16_t> port = ParsePort(text.substr(colon + 1));
  if (!port) return Invalid("address " + Quote(text) + ": " + port.error().message);
  return HostPort{std::string(host), *port};
}

Result<ListenAddress> ParseListenAddress(std::string_view text) {
  if (text.starts_with("vsock:")) return Invalid("vsock addresses are not supported: " + Quote(text));
  if (text.starts_with("unix:")) return Invalid("Unix sockets are not supported: " + Quote(text));
  const Result<HostPort> parsed = ParseHostPort(text);
  if (!parsed) return parsed.error();
  return ListenAddress{parsed->host, parsed->port};
}

std::string ToString(const ListenAddress& address) {
  const bool ipv6 = address.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

bool Collide(const ListenAddress& a, const ListenAddress& b) {
  if (a.port != b.port || a.port == 0) return false;
  const std::string_view left = Canonical(a.host);
  const std::string_view right = Canonical(b.host);
  if (left == right) return true;
  const bool ipv6 = left.find(':') != std::string_view::npos || right.find(':') != std::string_view::npos;
  if (ipv6) return left == "::" || right == "::";
  return left.empty() || right.empty();
}

Result<ServerAddress> ParseServerAddress(std::string_view text) {
  if (text.starts_with(kUnixScheme)) {
    const std::string_view path = text.substr(kUnixScheme.size());
    if (!path.starts_with('/')) return Invalid("socket path in " + Quote(text) + " is not absolute");
    if (path.size() > 107) return Invalid("socket path in " + Quote(text) + " is longer than 107 bytes");
    return ServerAddress{"", 0, std::string(path)};
  }
  const Result<HostPort> parsed = ParseHostPort(text);
  if (!parsed) return parsed.error();
  if (parsed->port == 0) return Invalid("address " + Quote(text) + " has port 0");
  return ServerAddress{parsed->host.empty() ? "localhost" : parsed->host, parsed->port, ""};
}

}  // namespace galera
