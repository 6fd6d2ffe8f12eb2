#include "state_search.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <unordered_set>
#include <utility>

namespace simulation {
namespace {

using Kind = Event::Kind;

static_assert(std::is_trivially_copyable_v<Model> && std::has_unique_object_representations_v<View>);
static_assert(alignof(Node) == 1 && alignof(Bounds) == 1);  // no gaps: bytes are the state

struct State {
  Model model;
  Bounds left;
};

// Just what is in use.
std::string Encode(const State& state) {
  std::string bytes;
  const auto add = [&](const auto& value, std::size_t count) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof(value) * count);
  };
  const Model& m = state.model;
  add(m.view_count, 1);
  add(m.length, 1);
  add(m.branch, 1);
  add(m.primary, 1);
  add(m.forks, 1);
  add(m.acknowledged, 1);
  add(m.nodes[0], m.count);
  add(m.views[0], m.view_count);
  add(m.entries[1], m.length);
  add(state.left, 1);
  return bytes;
}

State Decode(const char* at, const State& like) {
  State state = like;
  const auto take = [&](auto& value, std::size_t count) {
    std::memcpy(&value, at, sizeof(value) * count);
    at += sizeof(value) * count;
  };
  Model& m = state.model;
  take(m.view_count, 1);
  take(m.length, 1);
  take(m.branch, 1);
  take(m.primary, 1);
  take(m.forks, 1);
  take(m.acknowledged, 1);
  take(m.nodes[0], m.count);
  take(m.views[0], m.view_count);
  take(m.entries[1], m.length);
  take(state.left, 1);
  return state;
}

struct Fingerprint {
  std::uint64_t a;
  std::uint64_t b;
  bool operator==(const Fingerprint&) const = default;
};

struct HashOf {
  std::size_t operator()(const Fingerprint& f) const { return f.a; }
};

Fingerprint Hash(const std::string& bytes) {
  std::uint64_t a = 1469598103934665603U;
  std::uint64_t b = 0x9E3779B97F4A7C15U;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    a = (a ^ byte) * 1099511628211U;
    b = (b + byte) * 0xD6E8FEB86659FD93U;
    b ^= b >> 32;
  }
  return {a, b};
}

std::uint8_t* Budget(Bounds& left, const Event& event) {
  switch (event.kind) {
    case Kind::kOrder:
      return &left.orders;
    case Kind::kKill:
    case Kind::kPowerCut:
      return &left.crashes;
    case Kind::kStop:
      return &left.stops;
    case Kind::kStart:
      return &left.starts;
    case Kind::kPartition:
      return &left.partitions;
    case Kind::kLoseDisk:
    case Kind::kWipe:
    case Kind::kLoseRecord:
      return &left.disks;
    case Kind::kForce:
      return &left.forces;
    case Kind::kForeignDisk:
      return &left.foreign;
    case Kind::kBoot:
      return &left.acts;
    case Kind::kKillInDdl:
      return &left.kills_in_ddl;
    case Kind::kStep:
      return event.b == 0 ? &left.unplaced : nullptr;
    case Kind::kForm:
      return event.b != 0 ? &left.truncations : nullptr;
    default:
      return nullptr;
  }
}

// Every event that a search tries. Machines stay on: who is silent is who is not asked.
std::vector<Event> Alphabet(int nodes) {
  std::vector<Event> events;
  const auto add = [&](Kind kind, int a, int b) {
    events.push_back({kind, static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)});
  };
  for (int a = 0; a < nodes; ++a) {
    for (const Kind kind : {Kind::kStart, Kind::kOrder, Kind::kKill, Kind::kStop, Kind::kKillInDdl,
                            Kind::kLoseDisk, Kind::kWipe, Kind::kLoseRecord, Kind::kForce, Kind::kRelease,
                            Kind::kBoot, Kind::kBecome, Kind::kPlace})
      add(kind, a, 0);
    for (const Kind kind : {Kind::kForm, Kind::kStep}) {
      add(kind, a, 0);
      add(kind, a, 1);
    }
    for (int b = 0; b < nodes; ++b) {
      if (a == b) continue;
      add(Kind::kDonate, a, b);
      add(Kind::kDonateFull, a, b);
      add(Kind::kAsk, a, b);
    }
  }
  for (int mask = 0; mask < (1 << nodes) - 1; mask += 2) add(Kind::kPartition, mask, 0);
  for (int a = 0; a < nodes; ++a) add(Kind::kForeignDisk, a, (1 << nodes) - 1);
  add(Kind::kPowerCut, 0, 0);
  return events;
}

class Explorer {
 public:
  Explorer(const Search& search, const Rule& rule) : search_(search), rule_(rule) {
    start_.model = RunningCluster(search.nodes, search.first);
    if (search.namesakes) start_.model.names[static_cast<std::size_t>(search.nodes - 1)] = 0;
    start_.left = search.bounds;
    alphabet_ = Alphabet(search.nodes);
  }

  Found Run() {
    Visit(start_, 0, {});
    std::vector<char> level;
    std::vector<std::pair<std::size_t, std::uint32_t>> places;
    while (!next_places_.empty() && found_.fault == Fault::kNone) {
      level.swap(next_);
      places.swap(next_places_);
      next_.clear();
      next_places_.clear();
      ++found_.depth;
      for (const auto& [at, index] : places) {
        Expand(Decode(level.data() + at, start_), index);
        if (found_.fault != Fault::kNone || found_.states >= search_.states_max) return found_;
      }
    }
    found_.complete = true;
    return found_;
  }

 private:
  bool Apply(State& state, const Event& event) {
    std::uint8_t* budget = Budget(state.left, event);
    if (budget != nullptr && *budget == 0) return false;
    if (event.kind == Kind::kPowerCut) {
      bool any = false;
      for (int n = 0; n < search_.nodes; ++n)
        any = Happen(state.model, {Kind::kKill, static_cast<std::uint8_t>(n), 0}) || any;
      if (!any) return false;
    } else if (event.kind == Kind::kPartition) {
      // Only from one cell, and back.
      const bool parted = state.model.nodes[0].cell != 0 ||
                          std::any_of(state.model.nodes.begin(), state.model.nodes.begin() + search_.nodes,
                                      [](const Node& node) { return node.cell != 0; });
      if (parted != (event.a == 0)) return false;
      Happen(state.model, event);
      if (event.a == 0) return true;
    } else if (!HappenByRule(state.model, event, rule_, search_.early_mark)) {
      return false;
    }
    if (budget != nullptr) --*budget;
    return true;
  }

  void Expand(const State& from, std::uint32_t index) {
    for (std::size_t e = 0; e < alphabet_.size(); ++e) {
      State state = from;
      const Event& event = alphabet_[e];
      // What loses no queue is tried without that.
      if (!Apply(state, event)) continue;
      if (event.kind == Kind::kBoot) ++found_.proven;
      if (state.model.fault == Fault::kNotOurs) continue;
      if (state.model.fault != Fault::kNone) {
        found_.fault = state.model.fault;
        found_.trace = Trace(index, event);
        return;
      }
      Visit(state, index, static_cast<std::uint16_t>(e));
    }
  }

  void Visit(const State& state, std::uint32_t parent, std::uint16_t event) {
    const std::string bytes = Encode(state);
    if (!seen_.insert(Hash(bytes)).second) return;
    next_places_.emplace_back(next_.size(), static_cast<std::uint32_t>(found_.states));
    next_.insert(next_.end(), bytes.begin(), bytes.end());
    parents_.emplace_back(parent, event);
    ++found_.states;
    if (rule_.Strict()) Compare(state.model);
  }

  // The product's rule and the one written a second time, where nothing runs.
  void Compare(const Model& model) {
    for (int n = 0; n < model.count; ++n) {
      if (model.nodes[static_cast<std::size_t>(n)].running) return;
    }
    const unsigned all = Bit(model.count) - 1;
    if (Prove(model, all) == Judge(model, all, rule_)) return;
    if (found_.disagreements++ == 0) found_.trace = Describe(model);
  }

  std::string Trace(std::uint32_t index, const Event& last) const {
    std::vector<Event> events = {last};
    for (std::uint32_t at = index; at != 0; at = parents_[at].first)
      events.push_back(alphabet_[parents_[at].second]);
    std::reverse(events.begin(), events.end());
    State state = start_;
    std::string text = "start\n" + Describe(state.model);
    for (const Event& event : events) {
      text += Describe(event) + "\n";
      const_cast<Explorer*>(this)->Apply(state, event);
    }
    return text + "end\n" + Describe(state.model);
  }

  const Search search_;
  const Rule rule_;
  State start_;
  std::vector<Event> alphabet_;
  std::unordered_set<Fingerprint, HashOf> seen_;
  std::vector<std::pair<std::uint32_t, std::uint16_t>> parents_;
  std::vector<char> next_;
  std::vector<std::pair<std::size_t, std::uint32_t>> next_places_;
  Found found_;
};

}  // namespace

Found SearchStates(const Search& search, const Rule& rule) { return Explorer(search, rule).Run(); }

}  // namespace simulation
