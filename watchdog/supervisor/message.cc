#include "supervisor/message.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace watchdog::control {
namespace {

using std::chrono::milliseconds;

constexpr char kVersion = 1;
constexpr std::uint32_t kGraceMax = std::numeric_limits<std::uint32_t>::max();
constexpr int kSignalMax = 64;

class Writer {
 public:
  void Number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out_ += static_cast<char>((value >> (8 * i)) & 0xff);
  }
  void Text(std::string_view text) {
    Number(text.size(), 4);
    out_ += text;
  }
  void List(const std::vector<std::string>& list) {
    Number(list.size(), 4);
    for (const std::string& text : list) Text(text);
  }
  void Time(milliseconds time) {
    Number(static_cast<std::uint64_t>(std::clamp<std::int64_t>(time.count(), 0, kGraceMax)), 4);
  }
  void Truth(bool value) { Number(value ? 1 : 0, 1); }
  template <typename T>
  void Integer(T value) {
    Number(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)), sizeof(T));
  }
  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

// After a failed read everything reads as empty.
class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}

  std::uint64_t Number(int bytes) {
    if (in_.size() < static_cast<std::size_t>(bytes)) return Fail("is cut short");
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) {
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(in_[static_cast<std::size_t>(i)]))
               << (8 * i);
    }
    in_.remove_prefix(static_cast<std::size_t>(bytes));
    return value;
  }
  void Text(std::string& out) {
    const std::uint64_t size = Number(4);
    if (size > in_.size()) {
      Fail("is cut short");
      return;
    }
    out = in_.substr(0, size);
    in_.remove_prefix(size);
  }
  void List(std::vector<std::string>& out) {
    const std::uint64_t count = Number(4);
    // Each entry takes four bytes at least: nothing is reserved for a lie.
    if (count > in_.size() / 4) {
      Fail("is cut short");
      return;
    }
    for (std::uint64_t i = 0; i < count && problem_.empty(); ++i) Text(out.emplace_back());
  }
  void Time(milliseconds& out) { out = milliseconds(static_cast<std::int64_t>(Number(4))); }
  void Truth(bool& out) {
    const std::uint64_t value = Number(1);
    if (value > 1) Fail("has a flag that is neither 0 nor 1");
    out = value == 1;
  }
  template <typename T>
  void Integer(T& out) {
    out = static_cast<T>(static_cast<std::make_signed_t<T>>(Number(sizeof(T))));
  }
  std::string_view Finish() {
    if (problem_.empty() && !in_.empty()) Fail("has bytes after its end");
    return problem_;
  }
  std::uint64_t Fail(std::string_view problem) {
    if (problem_.empty()) problem_ = problem;
    in_ = {};
    return 0;
  }

 private:
  std::string_view in_;
  std::string_view problem_;
};

// One description of each message serves both directions.
template <typename M, typename T>
concept Like = std::same_as<std::remove_const_t<M>, T>;

void PhaseField(Writer& w, Phase phase) { w.Number(static_cast<std::uint64_t>(phase), 1); }
void PhaseField(Reader& r, Phase& phase) {
  const std::uint64_t value = r.Number(1);
  if (value > static_cast<std::uint64_t>(Phase::kServing)) r.Fail("has an unknown phase");
  phase = static_cast<Phase>(value);
}

template <typename C>
void Fields(C& c, Like<ProcessEnd> auto& end) {
  c.Truth(end.by_signal);
  c.Integer(end.value);
}
void OptionalEnd(Writer& w, const std::optional<ProcessEnd>& end) {
  w.Truth(end.has_value());
  if (end) Fields(w, *end);
}
void OptionalEnd(Reader& r, std::optional<ProcessEnd>& end) {
  bool present = false;
  r.Truth(present);
  if (present) Fields(r, end.emplace());
}

template <typename C>
void Fields(C& c, Like<Start> auto& m) {
  c.List(m.argv);
  c.List(m.environment);
}
template <typename C>
void Fields(C& c, Like<Stop> auto& m) {
  c.Time(m.grace);
}
template <typename C>
void Fields(C& c, Like<PhaseNow> auto& m) {
  PhaseField(c, m.phase);
  c.Time(m.graces.waiting);
  c.Time(m.graces.transfer);
  c.Time(m.graces.serving);
  c.Time(m.graces.drain);
}
template <typename C>
void Fields(C& c, Like<Keep> auto& m) {
  c.Truth(m.keep);
}
template <typename C>
void Fields(C& c, Like<End> auto& m) {
  c.Integer(m.exit_code);
}
template <typename C>
void Fields(C& c, Like<Hello> auto& m) {
  c.Integer(m.pid);
  PhaseField(c, m.phase);
  c.List(m.argv);
  c.Integer(m.started_at);
  c.Truth(m.stopping);
  OptionalEnd(c, m.last_end);
}
template <typename C>
void Fields(C& c, Like<Started> auto& m) {
  c.Integer(m.pid);
}
template <typename C>
void Fields(C& c, Like<Ended> auto& m) {
  Fields(c, m.end);
  c.Text(m.reason);
}
template <typename C>
void Fields(C& c, Like<Stopping> auto& m) {
  c.Integer(m.signal);
}
template <typename C>
void Fields(C& c, Like<Refused> auto& m) {
  c.Text(m.reason);
}

void StateField(Writer& w, Service::State state) { w.Number(static_cast<std::uint64_t>(state), 1); }
void StateField(Reader& r, Service::State& state) {
  const std::uint64_t value = r.Number(1);
  if (value > static_cast<std::uint64_t>(Service::State::kReloading)) r.Fail("has an unknown state");
  state = static_cast<Service::State>(value);
}
template <typename C>
void Fields(C& c, Like<Service> auto& m) {
  StateField(c, m.state);
  c.Text(m.status);
}

// What is wrong with a message's values; empty if nothing.

std::string_view ListProblem(const std::vector<std::string>& list) {
  std::size_t bytes = 0;
  for (const std::string& text : list) {
    if (text.find('\0') != std::string::npos) return "has a NUL byte in an argument or variable";
    bytes += text.size() + 4;
  }
  return bytes > kArgvBytesMax ? "has too long an argv or environment" : "";
}

std::string_view EndProblem(const ProcessEnd& end) {
  if (end.by_signal) return end.value < 1 || end.value > kSignalMax ? "has an impossible signal" : "";
  return end.value < 0 || end.value > 255 ? "has an exit code outside 0..255" : "";
}

std::string_view ReasonProblem(const std::string& reason) {
  return reason.size() > kReasonBytesMax ? "has too long a reason" : "";
}

std::string_view Problem(const Start& m) {
  if (m.argv.empty() || m.argv[0].empty()) return "names no program";
  for (const std::string& entry : m.environment) {
    if (entry.empty() || entry[0] == '=') return "has a variable without a name";
  }
  const std::string_view problem = ListProblem(m.argv);
  return problem.empty() ? ListProblem(m.environment) : problem;
}
std::string_view Problem(const Stop&) { return ""; }
std::string_view Problem(const PhaseNow&) { return ""; }
std::string_view Problem(const Keep&) { return ""; }
std::string_view Problem(const End& m) { return EndProblem({false, m.exit_code}); }
std::string_view Problem(const Hello& m) {
  if (m.pid < 0) return "has an impossible pid";
  if (m.last_end && !EndProblem(*m.last_end).empty()) return EndProblem(*m.last_end);
  return ListProblem(m.argv);
}
std::string_view Problem(const Started& m) { return m.pid <= 0 ? "has an impossible pid" : ""; }
std::string_view Problem(const Ended& m) {
  return EndProblem(m.end).empty() ? ReasonProblem(m.reason) : EndProblem(m.end);
}
std::string_view Problem(const Stopping& m) { return EndProblem({true, m.signal}); }
std::string_view Problem(const Refused& m) { return ReasonProblem(m.reason); }
std::string_view Problem(const Service& m) {
  return m.status.size() > kStatusBytesMax ? "has too long a status" : "";
}

// An empty message of the type with that number.
template <std::size_t... I>
std::optional<Message> OfType(std::size_t type, std::index_sequence<I...>) {
  static const std::array<Message, sizeof...(I)> kEmpty = {Message(std::in_place_index<I>)...};
  return type < kEmpty.size() ? std::optional(kEmpty[type]) : std::nullopt;
}

std::nullopt_t Fail(std::string* problem, std::string_view text) {
  if (problem != nullptr) *problem = "message " + std::string(text);
  return std::nullopt;
}

}  // namespace

std::string_view Name(Phase phase) {
  switch (phase) {
    case Phase::kWaiting:
      return "waiting";
    case Phase::kTransfer:
      return "transfer";
    case Phase::kServing:
      return "serving";
  }
  return "";
}

std::optional<std::string> Encode(const Message& message, std::string* problem) {
  const std::string_view wrong = std::visit([](const auto& m) { return Problem(m); }, message);
  if (!wrong.empty()) return Fail(problem, wrong);
  Writer writer;
  writer.Number(kVersion, 1);
  writer.Number(message.index(), 1);
  std::visit([&](const auto& m) { Fields(writer, m); }, message);
  std::string packet = writer.Take();
  if (packet.size() > kPacketBytesMax) return Fail(problem, "is longer than 64 KiB");
  return packet;
}

std::optional<Message> Decode(std::string_view packet, std::string* problem) {
  if (packet.size() > kPacketBytesMax) return Fail(problem, "is longer than 64 KiB");
  if (packet.size() < 2) return Fail(problem, "is cut short");
  if (packet[0] != kVersion) return Fail(problem, "is of another version");
  auto message =
      OfType(static_cast<unsigned char>(packet[1]), std::make_index_sequence<std::variant_size_v<Message>>());
  if (!message) return Fail(problem, "is of an unknown type");
  Reader reader(packet.substr(2));
  std::visit([&](auto& m) { Fields(reader, m); }, *message);
  std::string_view wrong = reader.Finish();
  if (wrong.empty()) wrong = std::visit([](const auto& m) { return Problem(m); }, *message);
  if (!wrong.empty()) return Fail(problem, wrong);
  return message;
}

}  // namespace watchdog::control
