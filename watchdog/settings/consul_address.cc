#include "settings/consul_address.h"

#include <algorithm>

#include "config/quotation.h"
#include "galera/text.h"
#include "settings/setting_value.h"

namespace watchdog {
namespace {

constexpr std::size_t kSocketPathMax = 107;  // of sockaddr_un
constexpr std::string_view kForms = "; use HOST:PORT, http://HOST:PORT, https://HOST:PORT or unix:///PATH";
constexpr std::string_view kHostLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
constexpr std::string_view kIpv6Letters = "0123456789abcdefABCDEF:.";

galera::Error Invalid(std::string message) {
  return {galera::ErrorCode::kInvalid, std::move(message) + std::string(kForms), 0};
}

bool HoldsOnly(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

bool IsHostPort(std::string_view text) {
  const std::size_t host_end = text.starts_with('[') ? text.find(']') + 1 : text.find(':');
  const std::string_view host = text.substr(0, host_end);
  const std::string_view rest = text.substr(std::min(host_end, text.size()));
  if (!rest.empty() && (!rest.starts_with(':') || !ParseServicePort(rest.substr(1)))) return false;
  if (!host.starts_with('[')) return HoldsOnly(host, kHostLetters);
  return host.size() > 2 && HoldsOnly(host.substr(1, host.size() - 2), kIpv6Letters);
}

}  // namespace

std::string ConsulAddress::Text() const {
  if (!unix_socket.empty()) return "unix://" + unix_socket;
  return (tls ? "https://" : "http://") + host_port + path_prefix;
}

galera::Result<ConsulAddress> ParseConsulAddress(std::string_view text) {
  if (text.find('@') != std::string_view::npos) {
    return Invalid("holds an @; a user and password belong into CONSUL_HTTP_AUTH");
  }
  ConsulAddress out;
  std::string_view rest = galera::TrimBlanks(text);
  if (const std::size_t mark = rest.find("://"); mark != std::string_view::npos) {
    const std::string scheme = galera::ToLower(rest.substr(0, mark));
    rest.remove_prefix(mark + 3);
    if (scheme == "unix") {
      if (!rest.starts_with('/') || rest.size() > kSocketPathMax) {
        return Invalid(galera::Quote(text) + " has no absolute path of at most 107 bytes");
      }
      out.host_port.clear();
      out.unix_socket = rest;
      return out;
    }
    if (scheme != "http" && scheme != "https") return Invalid(galera::Quote(text) + " has an unknown scheme");
    out.tls = scheme == "https";
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    out.path_prefix = rest.substr(slash);
    rest = rest.substr(0, slash);
    while (out.path_prefix.ends_with('/')) out.path_prefix.pop_back();
    if (!out.path_prefix.empty() && !HoldsOnly(out.path_prefix, std::string(kHostLetters) + "/~")) {
      return Invalid(galera::Quote(text) +
                     " has a path with other characters than letters, digits and /._-~");
    }
  }
  if (!IsHostPort(rest)) return Invalid(galera::Quote(text) + " is no host with a port or without");
  out.host_port = rest;
  return out;
}

}  // namespace watchdog
