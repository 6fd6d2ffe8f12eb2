#include "discovery/peer_spec.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "config/listen_address.h"
#include "galera/text.h"

namespace watchdog {
namespace {

constexpr std::size_t kPeersMax = 256;
constexpr std::size_t kShownMax = 80;  // of an entry in a message
constexpr std::string_view kScheme = "gcomm://";
constexpr std::string_view kService = "srv:";
constexpr std::string_view kConsul = "consul:";
constexpr std::string_view kFile = "file:";
constexpr std::string_view kTasks = "tasks.";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLabelCharacter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

bool StartsWith(std::string_view text, std::string_view prefix) {
  return galera::EqualsIgnoringCase(text.substr(0, prefix.size()), prefix);
}

std::string Shown(std::string_view entry) {
  std::string out(entry.substr(0, kShownMax));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  }
  return out;
}

// Takes ":port" off the end of `host`; false if it is there and no port.
bool TakePort(std::string_view& host, std::uint16_t& port) {
  const bool bracketed = !host.empty() && host.front() == '[';
  const std::size_t colon = bracketed ? host.find("]:") : host.find(':');
  if (colon == std::string_view::npos) return true;
  const std::size_t at = bracketed ? colon + 1 : colon;
  const auto number = galera::ParsePort(host.substr(at + 1));
  if (!number || *number == 0) return false;
  port = *number;
  host = host.substr(0, at);
  return true;
}

// What is wrong, or empty; fills in `spec`.
std::string ReadHost(std::string_view host, PeerSpec& spec) {
  if (spec.kind != PeerSpec::Kind::kService) {
    // A bare IPv6 address has colons, so it is tried before a port is looked for.
    spec.address = ParseNodeAddress(host, spec.port);
    if (!spec.address) {
      if (!TakePort(host, spec.port)) return "its port is not a number from 1 to 65535";
      spec.address = ParseNodeAddress(host, spec.port);
    }
    if (spec.address) {
      spec.kind = PeerSpec::Kind::kAddress;
      return IsUnicast(*spec.address) ? "" : "this is not the address of one machine";
    }
  } else if (!TakePort(host, spec.port)) {
    return "its port is not a number from 1 to 65535";
  }
  if (host.size() > 1 && host.back() == '.') {
    spec.absolute = true;
    host.remove_suffix(1);
  }
  if (!IsDnsName(host)) return "this is neither an address nor a host name";
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (std::all_of(last.begin(), last.end(), IsDigit)) return "this is not an IPv4 address of four numbers";
  spec.name = galera::ToLower(host);
  if (spec.kind == PeerSpec::Kind::kName && spec.name.starts_with(kTasks)) spec.kind = PeerSpec::Kind::kTasks;
  return "";
}

// What is wrong, or empty; fills in `spec`.
std::string ReadListed(std::string_view name, PeerSpec& spec) {
  spec.name = name;
  if (spec.kind == PeerSpec::Kind::kFile) return name.starts_with('/') ? "" : "a file's path begins with /";
  return IsDnsName(name) ? "" : "this is no name of a service";
}

bool SamePeer(const PeerSpec& a, const PeerSpec& b) {
  if (a.kind != b.kind) return false;
  return a.kind == PeerSpec::Kind::kAddress ? a.address->SameHost(*b.address) : a.name == b.name;
}

// Takes what says the kind off the front of `entry`.
void TakeKind(std::string_view& entry, PeerSpec& spec) {
  using Kind = PeerSpec::Kind;
  for (const auto& [prefix, kind] :
       {std::pair(kService, Kind::kService), {kConsul, Kind::kConsul}, {kFile, Kind::kFile}}) {
    if (!StartsWith(entry, prefix)) continue;
    spec.kind = kind;
    entry.remove_prefix(prefix.size());
    return;
  }
}

void ReadEntry(std::string_view entry, std::uint16_t default_port, PeerSpecs& out) {
  const std::string shown = Shown(entry);
  const auto report = [&](bool fatal, const std::string& message) {
    out.problems.push_back({fatal, shown, "peer \"" + shown + "\": " + message});
  };
  PeerSpec spec;
  spec.text = shown;
  spec.port = default_port;
  if (StartsWith(entry, kScheme)) {
    entry.remove_prefix(kScheme.size());
    report(false, "gcomm:// is left out; write the names and addresses alone");
  }
  if (const std::size_t mark = entry.find('?'); mark != std::string_view::npos) {
    entry = entry.substr(0, mark);
    report(false, "the options behind '?' are left out; provider options have a setting of their own");
  }
  entry = galera::TrimBlanks(entry);
  if (entry.empty()) return;
  TakeKind(entry, spec);
  const std::string wrong = IsListed(spec.kind) ? ReadListed(entry, spec) : ReadHost(entry, spec);
  if (!wrong.empty()) return report(true, wrong);
  for (const PeerSpec& other : out.specs) {
    if (SamePeer(spec, other)) return report(false, "is the same as \"" + other.text + "\" and left out");
  }
  if (out.specs.size() >= kPeersMax) return report(true, "more than 256 peers");
  out.specs.push_back(std::move(spec));
}

}  // namespace

bool IsListed(PeerSpec::Kind kind) {
  switch (kind) {
    case PeerSpec::Kind::kConsul:
    case PeerSpec::Kind::kFile:
      return true;
    case PeerSpec::Kind::kAddress:
    case PeerSpec::Kind::kName:
    case PeerSpec::Kind::kTasks:
    case PeerSpec::Kind::kService:
      return false;
  }
  return false;
}

bool IsDnsName(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  while (true) {
    const std::size_t dot = name.find('.');
    const std::string_view label = name.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(), IsLabelCharacter)) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

PeerSpecs ParsePeerSpecs(std::span<const std::string> entries, std::uint16_t default_port) {
  PeerSpecs out;
  for (const std::string& list : entries) {
    std::string_view rest = list;
    while (!rest.empty()) {
      const std::string_view entry = galera::NextPart(&rest, ',');
      if (!entry.empty()) ReadEntry(entry, default_port, out);
      // A list of nothing but nonsense would otherwise fill memory with complaints.
      if (out.problems.size() > 2 * kPeersMax) return out;
    }
  }
  return out;
}

}  // namespace watchdog
