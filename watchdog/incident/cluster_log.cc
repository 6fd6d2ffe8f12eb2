#include "incident/cluster_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "galera/text.h"
#include "galera/uuid.h"

namespace watchdog {
namespace {

using Event = ClusterLogEvent;
using Kind = ClusterLogEvent::Kind;

constexpr std::size_t kTextMax = 300;
constexpr std::size_t kPeersMax = 100;
constexpr std::size_t kAddressMax = 255;

bool IsControl(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

std::string CleanText(std::string_view text) {
  std::string clean(text.substr(0, kTextMax));
  std::replace_if(clean.begin(), clean.end(), IsControl, ' ');
  return std::string(galera::TrimBlanks(clean));
}

// "tcp://10.0.0.3:4567" to "10.0.0.3:4567"; empty for anything else.
std::string AddressOf(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return "";
  url.remove_prefix(scheme + 3);
  if (url.empty() || url.size() > kAddressMax || std::any_of(url.begin(), url.end(), IsControl)) return "";
  return std::string(url);
}

// "91dc4212-850b", or a whole UUID; empty for anything else.
std::string ShortUuidIn(std::string_view text) {
  constexpr std::size_t kSize = 13;
  if (text.size() != kSize) return ShortUuid(text);
  for (std::size_t i = 0; i < kSize; ++i) {
    const char c = text[i];
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (i == 8 ? c != '-' : !digit) return "";
  }
  return std::string(text);
}

// The text between `before` and the next `after`, from `text` on; nullopt if either is missing. Empty
// `after`: all.
std::optional<std::string_view> Between(std::string_view text, std::string_view before,
                                        std::string_view after) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + before.size());
  if (after.empty()) return text;
  const std::size_t end = text.find(after);
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(0, end);
}

std::optional<Event> OfPeer(Kind kind, std::string_view uuid, std::string_view url) {
  GroupPeer peer{ShortUuidIn(uuid), AddressOf(url)};
  if (peer.short_uuid.empty() || peer.address.empty()) return std::nullopt;
  return Event{.kind = kind, .peers = {std::move(peer)}};
}

// "tcp://10.0.0.2:4567 tcp://10.0.0.3:4567 "
std::optional<Event> ReadNonlive(std::string_view urls) {
  Event event{.kind = Kind::kConnectionsLost};
  while (!urls.empty() && event.peers.size() < kPeersMax) {
    std::string address = AddressOf(galera::NextPart(&urls, ' '));
    if (!address.empty()) event.peers.push_back({"", std::move(address)});
  }
  if (event.peers.empty()) return std::nullopt;
  return event;
}

// Lines of gmcast, behind "(91dc4212-850b, 'tcp://10.0.0.3:4567') ".
std::optional<Event> ReadConnection(std::string_view text) {
  const std::size_t end = text.find("') ");
  if (end == std::string_view::npos) return std::nullopt;
  text.remove_prefix(end + 3);
  constexpr std::string_view kOn = "turning message relay requesting on, nonlive peers: ";
  if (text.starts_with(kOn)) return ReadNonlive(text.substr(kOn.size()));
  if (text.starts_with("turning message relay requesting off")) return Event{.kind = Kind::kRelayOff};
  // "connection established to 91dc4212-850b tcp://10.0.0.3:4567"
  if (const auto peer = Between(text, "connection established to ", ""); peer && text.starts_with("conn")) {
    const std::size_t blank = peer->find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    return OfPeer(Kind::kConnected, peer->substr(0, blank), galera::TrimBlanks(peer->substr(blank)));
  }
  // "connection to peer 91dc4212-850b with addr tcp://10.0.0.3:4567 timed out, no messages seen in PT3S, ..."
  if (text.starts_with("connection to peer ") && text.find(" timed out") != std::string_view::npos) {
    const auto uuid = Between(text, "to peer ", " with addr ");
    const auto url = Between(text, " with addr ", " timed out");
    if (uuid && url) return OfPeer(Kind::kConnectionsLost, *uuid, *url);
  }
  // "reconnecting to 91dc4212-850b (tcp://10.0.0.3:4567), attempt 0"; without a UUID at the start
  if (text.starts_with("reconnecting to ")) {
    const auto uuid = Between(text, "reconnecting to ", " (");
    const auto url = Between(text, " (", ")");
    if (uuid && url) return OfPeer(Kind::kConnectionsLost, *uuid, *url);
  }
  return std::nullopt;
}

// "New COMPONENT: primary = yes, bootstrap = no, my_idx = 0, memb_num = 2"
std::optional<Event> ReadComponent(std::string_view text) {
  const auto primary = Between(text, "primary = ", ",");
  const auto count = Between(text, "memb_num = ", "");
  if (!primary || !count || (*primary != "yes" && *primary != "no")) return std::nullopt;
  Event event{.kind = Kind::kView, .primary = *primary == "yes"};
  const auto [end, error] = std::from_chars(count->data(), count->data() + count->size(), event.members);
  if (error != std::errc() || end != count->data() + count->size() || event.members < 0) return std::nullopt;
  return event;
}

// Text behind "[...] WSREP: ".
std::optional<Event> ReadProviderText(std::string_view text) {
  if (text.starts_with('(')) return ReadConnection(text);
  if (text.starts_with("New COMPONENT: ")) return ReadComponent(text);
  if (text.starts_with("evs::proto(")) {
    const auto uuid = Between(text, ") suspecting node: ", "");
    if (!uuid) return std::nullopt;
    GroupPeer peer{ShortUuidIn(galera::TrimBlanks(*uuid)), ""};
    if (peer.short_uuid.empty()) return std::nullopt;
    return Event{.kind = Kind::kSuspected, .peers = {std::move(peer)}};
  }
  if (text.starts_with("declaring ")) {  // "declaring 681161df-8523 at tcp://10.0.0.2:4567 stable"
    const auto uuid = Between(text, "declaring ", " at ");
    const auto url = Between(text, " at ", " stable");
    return uuid && url ? OfPeer(Kind::kPeerNamed, *uuid, *url) : std::nullopt;
  }
  const auto told = [text](Kind kind) { return Event{.kind = kind, .text = CleanText(text)}; };
  if (text.starts_with("Synchronized with group")) return Event{.kind = Kind::kSynced};
  if (text.starts_with("Member ") && text.find(" initiates vote on ") != std::string_view::npos)
    return told(Kind::kVote);
  if (text.starts_with("Inconsistency detected: ") || text.starts_with("Node consistency compromised") ||
      (text.starts_with("Vote ") && text.find(" is inconsistent with group") != std::string_view::npos))
    return told(Kind::kInconsistent);
  if (text.starts_with("FSM: no such a transition")) return told(Kind::kAborted);  // from Galera's source
  if (text.starts_with("wsrep::connect(") && text.find(") failed: ") != std::string_view::npos)
    return told(Kind::kAborted);
  return std::nullopt;
}

struct Labelled {
  std::string_view label;  // "[ERROR]"
  std::string_view text;
};

// mariadbd's own lines: "2026-11-21 14:30:17 0 [Note] text". What users can write into the log comes
// behind such a label, never before it.
std::optional<Labelled> Split(std::string_view line) {
  constexpr std::size_t kLabelAtMost = 48;
  const std::size_t open = line.find('[');
  if (open == std::string_view::npos || open > kLabelAtMost) return std::nullopt;
  const std::size_t close = line.find("] ", open);
  if (close == std::string_view::npos) return std::nullopt;
  return Labelled{line.substr(open, close + 1 - open), line.substr(close + 2)};
}

// "mariadbd (initiated by: root[root] @ localhost []): Normal shutdown"
bool IsShutdown(std::string_view text) {
  return text.ends_with(": Normal shutdown") && text.find(" (initiated by: ") != std::string_view::npos;
}

}  // namespace

std::string ShortUuid(std::string_view uuid) {
  const auto whole = galera::ParseUuid(uuid);
  return whole ? whole->substr(0, 8) + "-" + whole->substr(19, 4) : "";
}

std::optional<ClusterLogEvent> ParseClusterLine(std::string_view line) {
  constexpr std::string_view kProvider = "WSREP: ";
  const auto said = Split(line);
  if (!said) return std::nullopt;
  if (said->text.starts_with(kProvider)) return ReadProviderText(said->text.substr(kProvider.size()));
  if (said->label == "[Note]") {
    if (said->text.ends_with(": ready for connections.")) return Event{.kind = Kind::kReady};
    if (IsShutdown(said->text)) return Event{.kind = Kind::kShuttingDown};
    return std::nullopt;
  }
  if (said->label != "[ERROR]") return std::nullopt;
  // "261121 22:39:02 [ERROR] mariadbd got signal 6 ;"
  if (said->text == "Aborting" || said->text.find(" got signal ") != std::string_view::npos)
    return Event{.kind = Kind::kAborted, .text = CleanText(said->text)};
  return std::nullopt;
}

}  // namespace watchdog
