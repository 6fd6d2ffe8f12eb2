#include "transfer/log_event.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace watchdog {
namespace {

using Event = TransferLogEvent;
using Kind = TransferLogEvent::Kind;

constexpr std::size_t kNameMax = 255;
constexpr std::size_t kTextMax = 300;

bool IsControl(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

std::string CleanName(std::string_view name) {
  if (name.size() > kNameMax || std::any_of(name.begin(), name.end(), IsControl)) return "";
  return std::string(name);
}

std::string CleanText(std::string_view text) {
  std::string clean(text.substr(0, kTextMax));
  std::replace_if(clean.begin(), clean.end(), IsControl, ' ');
  return clean;
}

// Reads a text from left to right; once something was not there, all that follows fails.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  std::string_view rest() const { return rest_; }

  bool Skip(std::string_view word) {
    ok_ = ok_ && rest_.starts_with(word);
    if (ok_) rest_.remove_prefix(word.size());
    return ok_;
  }
  // All before the next `end`, which is skipped, too.
  std::string_view Until(std::string_view end) {
    const std::size_t at = ok_ ? rest_.find(end) : std::string_view::npos;
    ok_ = at != std::string_view::npos;
    if (!ok_) return {};
    const std::string_view before = rest_.substr(0, at);
    rest_.remove_prefix(at + end.size());
    return before;
  }
  template <typename T>
  T Number() {
    T value{};
    while (ok_ && rest_.starts_with(' ')) rest_.remove_prefix(1);  // Galera aligns some to the right
    const auto parsed = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    ok_ = ok_ && parsed.ec == std::errc() && value >= 0;
    if (ok_) rest_.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest_.data()));
    return value;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::optional<Event> If(const Reader& reader, Event event) {
  return reader.ok() ? std::optional(std::move(event)) : std::nullopt;
}

// "tcp://10.0.0.1:4568", "10.0.0.1:4444/rsync_sst", "[fd00::1]:4444" to the host.
std::string HostOf(std::string_view endpoint) {
  if (const std::size_t scheme = endpoint.find("://"); scheme != std::string_view::npos)
    endpoint.remove_prefix(scheme + 3);
  endpoint = endpoint.substr(0, endpoint.find('/'));
  if (endpoint.starts_with('[')) return CleanName(endpoint.substr(1, endpoint.find(']') - 1));
  return CleanName(endpoint.substr(0, endpoint.rfind(':')));
}

// "Member 1.0 (node2) requested state transfer from '*any*'. Selected 0.0 (node1)(SYNCED) as donor."
std::optional<Event> ReadSelected(std::string_view text) {
  Reader reader(text);
  Event event{.kind = Kind::kSelected};
  reader.Skip("Member ");
  reader.Until(" (");
  event.joiner = CleanName(reader.Until(") requested state transfer from '"));
  reader.Until("'. Selected ");
  reader.Until(" (");
  event.donor = CleanName(reader.Until(")("));
  reader.Until(") as donor.");
  return If(reader, std::move(event));
}

// "Running: 'wsrep_sst_rsync --role 'donor' --address '10.0.0.2:4444/rsync_sst' ... --bypass'"
std::optional<Event> ReadScript(std::string_view text) {
  Reader reader(text);
  Event event{.kind = Kind::kScript};
  reader.Skip("Running: 'wsrep_sst_");
  event.method = CleanName(reader.Until(" --role '"));
  const std::string_view role = reader.Until("' --address '");
  const std::string_view address = reader.Until("'");
  if (role == "joiner") {
    event.role = Transfer::Role::kJoiner;  // the address is our own
  } else if (role == "donor") {
    event.role = Transfer::Role::kDonor;
    event.address = HostOf(address);
    const bool bypass = reader.rest().find(" --bypass") != std::string_view::npos;
    event.transfer = bypass ? Transfer::Kind::kIst : Transfer::Kind::kSst;
  } else {
    return std::nullopt;
  }
  return If(reader, std::move(event));
}

// "Prepared IST receiver for 28-2029, listening at: tcp://10.0.0.2:4568"
std::optional<Event> ReadWanted(std::string_view text) {
  Reader reader(text);
  Event event{.kind = Kind::kWanted, .role = Transfer::Role::kJoiner};
  reader.Skip("Prepared IST receiver for ");
  event.first = reader.Number<std::int64_t>();
  reader.Skip("-");
  event.last = reader.Number<std::int64_t>();
  reader.Skip(",");
  return If(reader, std::move(event));
}

// "Receiving IST: 2002 writesets, seqnos 28-2029"
std::optional<Event> ReadIstBegins(std::string_view text) {
  Reader reader(text);
  Event event{.kind = Kind::kIstBegins, .role = Transfer::Role::kJoiner};
  reader.Skip("Receiving IST: ");
  event.total = reader.Number<std::uint64_t>();
  reader.Skip(" writesets, seqnos ");
  event.first = reader.Number<std::int64_t>();
  return If(reader, std::move(event));
}

// "Receiving IST... 42.0% ( 841/2002 events) complete."
std::optional<Event> ReadIstProgress(std::string_view text) {
  Reader reader(text);
  Event event{.kind = Kind::kIstProgress, .role = Transfer::Role::kJoiner};
  reader.Skip("Receiving IST...");
  reader.Until("% (");
  event.done = reader.Number<std::uint64_t>();
  reader.Skip("/");
  event.total = reader.Number<std::uint64_t>();
  reader.Skip(" events)");
  if (reader.ok() && *event.done > *event.total) return std::nullopt;
  return If(reader, std::move(event));
}

// "async IST sender starting to serve tcp://10.0.0.2:4568 sending 28-2029, preload starts from 1948"
std::optional<Event> ReadIstServing(std::string_view text) {
  Reader reader(text);
  Event event{.kind = Kind::kIstServing, .role = Transfer::Role::kDonor};
  reader.Skip("async IST sender starting to serve ");
  event.address = HostOf(reader.Until(" sending "));
  event.first = reader.Number<std::int64_t>();
  reader.Skip("-");
  event.last = reader.Number<std::int64_t>();
  if (reader.ok() && *event.last < *event.first) return std::nullopt;
  return If(reader, std::move(event));
}

Event Told(Kind kind, Transfer::Role role, std::string_view text = {}) {
  return {.kind = kind, .role = role, .text = CleanText(text)};
}

// Text behind "WSREP: " of a line that mariadbd itself wrote.
std::optional<Event> ReadServerText(std::string_view text) {
  using Role = Transfer::Role;
  if (text.starts_with("Member ")) return ReadSelected(text);
  if (text.starts_with("Running: 'wsrep_sst_")) return ReadScript(text);
  if (text.starts_with("Prepared IST receiver for ")) return ReadWanted(text);
  if (text.starts_with("Receiving IST: ")) return ReadIstBegins(text);
  if (text.starts_with("Receiving IST...")) return ReadIstProgress(text);
  if (text.starts_with("async IST sender starting to serve ")) return ReadIstServing(text);
  if (text.starts_with("async IST sender served")) return Told(Kind::kIstServed, Role::kDonor);
  if (text.starts_with("async IST sender failed to serve "))
    return Told(Kind::kIstServeFailed, Role::kDonor, text);
  if (text.starts_with("SST sent: ")) return Told(Kind::kSent, Role::kDonor);
  if (text.starts_with("SST sending failed")) return Told(Kind::kSendFailed, Role::kDonor, text);
  if (text.starts_with("Shifting JOINER -> JOINED")) return Told(Kind::kJoined, Role::kJoiner);
  // Not "SST succeeded for position", which a joiner says after a failure, too (seen).
  if (text.starts_with("Shifting JOINER -> ") || text.starts_with("Application state transfer failed") ||
      text.starts_with("Will never receive state"))
    return Told(Kind::kJoinFailed, Role::kJoiner, text);
  return std::nullopt;
}

// "mariabackup SST started on donor", "rsync IST completed on joiner"
std::optional<Event> ReadScriptStep(std::string_view text) {
  Event event{.kind = Kind::kDecided};
  const std::size_t word =
      text.find(" SST ") != std::string_view::npos ? text.find(" SST ") : text.find(" IST ");
  if (word == 0 || word == std::string_view::npos || text.substr(0, word).find(' ') != std::string_view::npos)
    return std::nullopt;
  event.transfer = text.substr(word + 1, 3) == "SST" ? Transfer::Kind::kSst : Transfer::Kind::kIst;
  const std::string_view step = text.substr(word + 5);
  if (step == "completed on joiner") {
    event.kind = Kind::kStreamed;
    event.role = Transfer::Role::kJoiner;
  } else if (step == "started on donor") {
    event.role = Transfer::Role::kDonor;
  } else {
    return std::nullopt;  // when it starts, a joiner's script does not know yet and says SST
  }
  return event;
}

// Text behind "WSREP_SST: [INFO] " of a line that a script wrote.
std::optional<Event> ReadScriptText(std::string_view text) {
  using Role = Transfer::Role;
  text = text.substr(0, text.rfind(" ("));  // the script's time
  const auto decided = [](Role role, Transfer::Kind kind) {
    return Event{.kind = Kind::kDecided, .role = role, .transfer = kind};
  };
  if (text == "Proceeding with SST") return decided(Role::kJoiner, Transfer::Kind::kSst);
  if (text == "'xtrabackup_ist' received from donor: Running IST")
    return decided(Role::kJoiner, Transfer::Kind::kIst);
  if (text == "Bypassing state dump." || text == "Bypassing the SST for IST")
    return decided(Role::kDonor, Transfer::Kind::kIst);
  return ReadScriptStep(text);
}

// mariadbd's own lines: "2026-11-21 14:30:17 0 [Note] WSREP: text", with or without the time.
std::optional<std::string_view> ServerText(std::string_view line) {
  constexpr std::size_t kLabelAtMost = 48;
  const std::size_t label = line.find('[');
  if (label == std::string_view::npos || label > kLabelAtMost) return std::nullopt;
  line.remove_prefix(label);
  for (const std::string_view start : {"[Note] WSREP: ", "[Warning] WSREP: ", "[ERROR] WSREP: "}) {
    if (line.starts_with(start)) return line.substr(start.size());
  }
  return std::nullopt;
}

}  // namespace

std::optional<TransferLogEvent> ParseTransferLine(std::string_view line) {
  constexpr std::string_view kInfo = "WSREP_SST: [INFO] ";
  constexpr std::string_view kError = "WSREP_SST: [ERROR] ";
  if (line.starts_with(kInfo)) return ReadScriptText(line.substr(kInfo.size()));
  if (line.starts_with(kError)) {
    const std::string_view text = line.substr(kError.size());
    return Event{.kind = Kind::kProblem, .text = CleanText(text.substr(0, text.rfind(" (")))};
  }
  const auto text = ServerText(line);
  return text ? ReadServerText(*text) : std::nullopt;
}

}  // namespace watchdog
