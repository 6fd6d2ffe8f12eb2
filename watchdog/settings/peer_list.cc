#include "settings/peer_list.h"

#include <algorithm>

#include "config/quotation.h"
#include "galera/text.h"
#include "settings/setting_value.h"

namespace watchdog {
namespace {

constexpr std::string_view kScheme = "gcomm://";
constexpr std::string_view kService = "srv:";
constexpr std::string_view kConsul = "consul:";
constexpr std::string_view kFile = "file:";
constexpr std::string_view kNameLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
constexpr std::string_view kAddressLetters = "0123456789abcdefABCDEF:.";

bool HoldsOnly(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

bool IsBareIpv6(std::string_view text) {
  return std::count(text.begin(), text.end(), ':') >= 2 && HoldsOnly(text, kAddressLetters);
}

bool IsPeer(std::string_view text) {
  if (text.starts_with(kService)) return HoldsOnly(text.substr(kService.size()), kNameLetters);
  if (text.starts_with(kConsul)) return HoldsOnly(text.substr(kConsul.size()), kNameLetters);
  if (text.starts_with(kFile)) {
    const std::string_view path = text.substr(kFile.size());
    return path.starts_with('/') && HoldsOnly(path, std::string(kNameLetters) + "/");
  }
  if (IsBareIpv6(text)) return true;
  const std::string_view host = WithoutPort(text);
  if (host.starts_with('[') && host.ends_with(']')) return IsBareIpv6(host.substr(1, host.size() - 2));
  return HoldsOnly(host, kNameLetters) && !host.starts_with('-');
}

}  // namespace

galera::Result<PeerList> ParsePeerList(std::string_view text) {
  PeerList out;
  std::string_view rest = galera::TrimBlanks(text);
  if (rest.starts_with(kScheme)) {
    rest.remove_prefix(kScheme.size());
    const std::size_t question = rest.find('?');
    if (question != std::string_view::npos) {
      out.options = rest.substr(question + 1);
      std::replace(out.options.begin(), out.options.end(), '&', ';');
      rest = rest.substr(0, question);
    }
  }
  while (!rest.empty()) {
    const std::string_view part = galera::NextPart(&rest, ',');
    if (part.empty()) continue;
    if (!IsPeer(part)) {
      return galera::Error{
          galera::ErrorCode::kInvalid,
          galera::Quote(part) +
              " is no peer; use names or addresses, commas between, each with :PORT or without, "
              "tasks.NAME, srv:NAME, consul:SERVICE, or file:/PATH",
          0};
    }
    if (std::find(out.peers.begin(), out.peers.end(), part) == out.peers.end()) out.peers.emplace_back(part);
  }
  return out;
}

std::string WithPort(const std::string& peer, std::uint16_t port) {
  const bool list = peer.starts_with(kService) || peer.starts_with(kConsul) || peer.starts_with(kFile);
  if (list || PortOfAddress(peer) != 0) return peer;
  return (IsBareIpv6(peer) ? "[" + peer + "]" : peer) + ":" + std::to_string(port);
}

}  // namespace watchdog
