#include "incident/incident_tracker.h"

#include <algorithm>
#include <string_view>

namespace watchdog {
namespace {

using State = IncidentStatus::State;
using Told = std::optional<Transition::Kind>;

constexpr std::size_t kKeyBytesMax = 255;

// FNV-1a, 64 bits, in hexadecimal: the same on every node, whatever its build.
std::string Hash(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211U;
  }
  std::string digits(16, '0');
  for (std::size_t i = digits.size(); i-- > 0; hash >>= 4U) digits[i] = "0123456789abcdef"[hash & 15U];
  return digits;
}

}  // namespace

std::string IncidentKey(const IncidentKind& kind, const std::string& cluster, const std::string& node) {
  std::string key = "galera/" + cluster + "/" + std::string(kind.alert);
  if (kind.scope == Scope::kNode) key += "/" + node;
  if (key.size() <= kKeyBytesMax) return key;
  const std::string hash = Hash(key);
  std::size_t end = kKeyBytesMax - hash.size() - 1;
  while (end > 0 && (static_cast<unsigned char>(key[end]) & 0xC0U) == 0x80U) --end;  // no half of a character
  return key.substr(0, end) + "-" + hash;
}

std::string_view Name(IncidentStatus::State state) {
  switch (state) {
    case State::kInactive:
      return "inactive";
    case State::kPending:
      return "pending";
    case State::kFiring:
      return "firing";
  }
  return "inactive";
}

IncidentTracker::IncidentTracker(IncidentRules rules, FlapRule flaps) : flaps_(flaps) {
  for (const IncidentKind& kind : IncidentKinds()) {
    const auto rule = rules.find(kind.incident);
    Life life;
    life.kind = kind;
    life.rule = rule == rules.end() ? kind.rule : rule->second;
    lives_.push_back(std::move(life));
  }
}

void IncidentTracker::Restore(std::map<Incident, Episode> firing) {
  for (Life& life : lives_) {
    const auto found = firing.find(life.kind.incident);
    if (found == firing.end()) continue;
    life.status = {State::kFiring, false, std::move(found->second)};
    life.told = life.status.episode->summary;
  }
}

std::vector<Transition> IncidentTracker::Step(const std::vector<Finding>& findings, const Instant& now,
                                              const std::vector<Incident>& quiet,
                                              const std::function<std::string()>& id) {
  const Time last = last_step_.value_or(now.steady);
  // Who steps out of order sets no clock back.
  const Moment moment{now, std::max(now.steady - last, Time::duration::zero()), id};
  last_step_ = std::max(last, now.steady);
  std::vector<Transition> transitions;
  for (Life& life : lives_) {
    const Incident incident = life.kind.incident;
    const auto found = std::ranges::find(findings, incident, &Finding::incident);
    const Finding finding = found == findings.end() ? Finding{incident, Truth::kUnknown, "", {}} : *found;
    const bool is_quiet = std::ranges::find(quiet, incident) != quiet.end();
    const std::optional<Episode> before = life.status.episode;
    const Told told = StepOne(&life, finding, is_quiet, moment);
    if (!told) continue;
    const Episode& episode = life.status.episode ? *life.status.episode : *before;
    transitions.push_back({*told, incident, episode, now.wall});
  }
  return transitions;
}

Told IncidentTracker::StepOne(Life* life, const Finding& finding, bool quiet, const Moment& moment) {
  const State state = life->status.state;
  const bool counts = (state == State::kPending && life->seen == Truth::kYes) ||
                      (state == State::kFiring && life->seen == Truth::kNo);
  if (counts) life->clock += moment.elapsed;
  life->seen = life->rule.enabled ? finding.truth : Truth::kNo;
  switch (life->seen) {
    case Truth::kYes:
      return SeenHolding(life, finding, quiet, moment);
    case Truth::kNo:
      return SeenOver(life);
    case Truth::kUnknown:
      return std::nullopt;
  }
  return std::nullopt;
}

Told IncidentTracker::SeenHolding(Life* life, const Finding& finding, bool quiet, const Moment& moment) {
  IncidentStatus& status = life->status;
  if (status.state == State::kInactive) {
    status.state = State::kPending;
    life->clock = Time::duration::zero();
    life->pending = {"", moment.now.wall, {}, "", {}, false};
  }
  if (status.state == State::kPending) {
    if (life->clock < life->rule.for_time) return std::nullopt;
    status.state = State::kFiring;
    status.episode = std::move(life->pending);
    status.episode->id = moment.id();
    status.episode->fired = moment.now.wall;
  }
  life->clock = Time::duration::zero();
  status.episode->summary = finding.summary;
  status.episode->details = finding.details;
  Transition::Kind told = Transition::Kind::kChanged;
  if (!status.episode->announced) {
    if (quiet) return std::nullopt;
    Announce(life, moment.now.steady);
    told = Transition::Kind::kFired;
  } else if (life->told == finding.summary ||
             (life->told_at && moment.now.steady - *life->told_at < kChangedInterval)) {
    return std::nullopt;
  }
  life->told = finding.summary;
  life->told_at = moment.now.steady;
  return told;
}

Told IncidentTracker::SeenOver(Life* life) {
  IncidentStatus& status = life->status;
  if (status.state == State::kFiring) {
    if (life->rule.enabled && life->clock < KeepFiring(*life)) return std::nullopt;
    const bool announced = status.episode->announced;
    status = {};
    life->told_at.reset();
    return announced ? Told(Transition::Kind::kResolved) : std::nullopt;
  }
  status = {};
  return std::nullopt;
}

void IncidentTracker::Announce(Life* life, Time now) {
  life->status.episode->announced = true;
  if (flaps_.fires <= 0) return;
  const auto kept = static_cast<std::size_t>(flaps_.fires);
  std::vector<Time>& announced = life->announced;
  announced.push_back(now);
  if (announced.size() > kept) announced.erase(announced.begin());
  life->status.held = announced.size() == kept && now - announced.front() <= flaps_.within;
}

std::chrono::milliseconds IncidentTracker::KeepFiring(const Life& life) const {
  return life.status.held ? std::max(life.rule.keep_firing, flaps_.quiet) : life.rule.keep_firing;
}

std::optional<std::chrono::steady_clock::time_point> IncidentTracker::NextChange() const {
  std::optional<Time> next;
  const auto consider = [&next](Time time) { next = next ? std::min(*next, time) : time; };
  if (!last_step_) return next;
  for (const Life& life : lives_) {
    if (life.status.state == State::kPending && life.seen == Truth::kYes) {
      consider(*last_step_ + (life.rule.for_time - life.clock));
    }
    if (life.status.state != State::kFiring) continue;
    if (life.seen == Truth::kNo) consider(*last_step_ + (KeepFiring(life) - life.clock));
    const Episode& episode = *life.status.episode;
    const bool waits = life.seen == Truth::kYes && episode.announced && episode.summary != life.told;
    if (waits && life.told_at) consider(*life.told_at + kChangedInterval);
  }
  return next;
}

std::map<Incident, IncidentStatus> IncidentTracker::Statuses() const {
  std::map<Incident, IncidentStatus> statuses;
  for (const Life& life : lives_) statuses[life.kind.incident] = life.status;
  return statuses;
}

std::map<Incident, Episode> IncidentTracker::Firing() const {
  std::map<Incident, Episode> firing;
  for (const Life& life : lives_) {
    if (life.status.episode) firing[life.kind.incident] = *life.status.episode;
  }
  return firing;
}

}  // namespace watchdog
