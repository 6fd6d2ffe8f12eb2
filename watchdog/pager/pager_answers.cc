// What a person says through the control socket, and what the pager answers.
#include <algorithm>
#include <thread>
#include <utility>

#include "pager/pager.h"
#include "system/log.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr seconds kStep{2};
constexpr seconds kTest{15};
// Peers ask each other every five seconds while they serve.
constexpr seconds kPeersHear{8};

std::int64_t UnixMs(system_clock::time_point time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}

// Whether the peer tells of that entry, or of a later word about the same.
bool Knows(const SeenPeer& peer, const MaintenanceBook::Entry& entry) {
  return std::ranges::any_of(peer.maintenance, [&](const Maintenance& told) {
    return told.only == entry.only && told.set_at >= entry.set_at;
  });
}

}  // namespace

ControlAnswer Pager::Answer(const ControlRequest& request) {
  return std::visit([this](const auto& one) { return On(one); }, request);
}

ControlAnswer Pager::On(const BeginMaintenance& request) {
  {
    const std::lock_guard lock(mutex_);
    const auto now = system_clock::now();
    maintenance_.Begin(request.reason, node_, request.only, now, now + request.length);
  }
  galera::LogWarn("maintenance: nobody is paged", {{"reason", request.reason},
                                                   {"alert", request.only.empty() ? "all" : request.only},
                                                   {"seconds", std::to_string(request.length.count())}});
  return MaintenanceAnswer{AwaitPeers(request.only)};
}

ControlAnswer Pager::On(const EndMaintenance& request) {
  {
    const std::lock_guard lock(mutex_);
    if (!maintenance_.End(node_, request.only, system_clock::now())) {
      return ControlRefusal{request.only.empty() ? "there is no maintenance to end"
                                                 : request.only + " is not silenced by itself"};
    }
  }
  galera::LogInfo("maintenance has ended", {{"alert", request.only.empty() ? "all" : request.only}});
  return MaintenanceAnswer{AwaitPeers(request.only)};
}

ControlAnswer Pager::On(const ShowMaintenance& /*request*/) {
  const std::lock_guard lock(mutex_);
  return MaintenanceAnswer{Held()};
}

std::vector<HeldMaintenance> Pager::Held() const {
  std::vector<HeldMaintenance> held;
  for (const MaintenanceBook::Entry& entry : maintenance_.Lasting(system_clock::now())) {
    HeldMaintenance one{entry.reason, entry.by, entry.only, UnixMs(entry.until), {}, {}};
    for (const SeenPeer& peer : seen_.peers) {
      const std::string& name = peer.name.empty() ? peer.address : peer.name;
      (Knows(peer, entry) ? one.known_to : one.not_known_to).push_back(name);
    }
    held.push_back(std::move(one));
  }
  return held;
}

// Until all peers that answer know of the last word about that `only`.
std::vector<HeldMaintenance> Pager::AwaitPeers(const std::string& only) {
  const auto until = steady_clock::now() + kPeersHear;
  ++asks_;
  StepNow(kStep);  // on disk
  bool all = false;
  while (!all && steady_clock::now() < until) {
    std::unique_lock lock(mutex_);
    const auto& entries = maintenance_.entries();
    const auto entry = std::ranges::find(entries, only, &MaintenanceBook::Entry::only);
    // A peer that gives no answer may be the node that is worked on.
    all = entry == entries.end() || std::ranges::all_of(seen_.peers, [&](const SeenPeer& peer) {
            return peer.name.empty() || Knows(peer, *entry);
          });
    if (!all) stepped_.wait_for(lock, milliseconds(200));
  }
  --asks_;
  const std::lock_guard lock(mutex_);
  return Held();
}

ControlAnswer Pager::On(const ExpectSize& request) {
  {
    const std::lock_guard lock(mutex_);
    std::int64_t now = UnixMs(system_clock::now()) / 1000;
    if (const auto& said = size_.memory().said) now = std::max(now, said->set_at + 1);
    size_.Say({request.size, now});
  }
  StepNow(kStep);
  const std::lock_guard lock(mutex_);
  ExpectAnswer answer;
  answer.size = size_.Expected();
  const auto& said = size_.memory().said;
  answer.source = said && said->size ? "said" : options_.settings.expected_size ? "configured" : "learned";
  if (answer.source == "said" && options_.settings.expected_size &&
      answer.size != options_.settings.expected_size)
    answer.note = "paging.expected_size says " + std::to_string(*options_.settings.expected_size) +
                  ": change it too; what was said counts until it changes";
  return answer;
}

ControlAnswer Pager::On(const TestReceivers& request) {
  PageFrame frame;
  {
    const std::lock_guard lock(mutex_);
    frame = Frame();
  }
  if (frame.node.empty()) frame.node = frame.instance;  // mariadbd has not told its name yet
  const auto now = system_clock::now();
  auto results =
      desk_->Test(request.receiver, TestPage(frame, now, "test-" + std::to_string(UnixMs(now))), kTest);
  if (!results) return ControlRefusal{results.error().message};
  // An incident that a test has opened is to be closed again.
  Page over = TestPage(frame, now, "test-" + std::to_string(UnixMs(now)));
  over.firing = false;
  over.ends_ms = UnixMs(system_clock::now());
  for (const Receiver& receiver : options_.settings.receivers) {
    const bool asked = request.receiver.empty() || request.receiver == receiver.name;
    if (asked && receiver.kind == Receiver::Kind::kPagerDuty)
      (void)desk_->Test(receiver.name, over, kTest / 3);
  }
  return TestAnswer{std::move(*results)};
}

ControlAnswer Pager::On(const ListReceivers& /*request*/) {
  const std::string trouble = desk_->trouble();
  const std::lock_guard lock(mutex_);
  return ListAnswer{desk_->Statuses(), Trouble(trouble)};
}

ControlAnswer Pager::On(const ShowIncidents& /*request*/) { return IncidentsAnswer{IncidentsJson()}; }

}  // namespace watchdog
