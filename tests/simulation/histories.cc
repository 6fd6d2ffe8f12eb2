#include "histories.h"

#include <algorithm>
#include <utility>

namespace simulation {
namespace {

using Kind = Event::Kind;

struct Share {
  Kind kind;
  int weight;
  int percent;  // of the histories that have it at all
};

constexpr Share kShares[] = {
    {Kind::kPowerOn, 6, 100},  {Kind::kStart, 14, 100},       {Kind::kForm, 20, 100},
    {Kind::kOrder, 24, 100},   {Kind::kStep, 60, 100},        {Kind::kPlace, 4, 70},
    {Kind::kDonate, 10, 90},   {Kind::kDonateFull, 8, 90},    {Kind::kKill, 3, 80},
    {Kind::kPowerOff, 3, 70},  {Kind::kPowerCut, 1, 60},      {Kind::kStop, 3, 60},
    {Kind::kKillInDdl, 1, 15}, {Kind::kPartition, 4, 60},     {Kind::kLoseDisk, 2, 30},
    {Kind::kWipe, 2, 20},      {Kind::kLoseRecord, 2, 15},    {Kind::kForeignDisk, 1, 8},
    {Kind::kForce, 1, 15},     {Kind::kStartRestored, 3, 10}, {Kind::kAsk, 8, 70},
    {Kind::kRelease, 2, 70},   {Kind::kBoot, 4, 100},         {Kind::kBecome, 10, 100},
};

}  // namespace

Model Beginning(const History& history) {
  Model model = RunningCluster(history.nodes, history.first);
  if (history.namesakes) model.names[static_cast<std::size_t>(history.nodes - 1)] = 0;
  return model;
}

Player::Player(std::uint64_t seed, const Rule& rule)
    : random_(static_cast<unsigned>(seed * 2654435761U + 12345U)), rule_(rule) {
  history_.nodes = 1 + Dice(kNodesMax);
  if (history_.nodes > 5 && Dice(2) == 0) history_.nodes = 3;
  history_.first = static_cast<unsigned>(1 + Dice((1 << history_.nodes) - 1));
  if (Dice(2) == 0) history_.first = (1U << static_cast<unsigned>(history_.nodes)) - 1;
  history_.namesakes = history_.nodes > 2 && Dice(8) == 0;
  if (history_.namesakes) history_.first &= ~Bit(history_.nodes - 1);
  if (history_.first == 0) history_.first = 1;
  history_.early_mark = Dice(2) == 0;
  model_ = Beginning(history_);
  for (const Share& share : kShares)
    weights_.push_back(Dice(100) < share.percent ? 1 + Dice(2 * share.weight) : 0);
}

bool Player::Try(Kind kind, int a, int b) {
  if (model_.fault != Fault::kNone) return false;
  const Event event{kind, static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)};
  if (!HappenByRule(model_, event, rule_, history_.early_mark)) return false;
  history_.events.push_back(event);
  return true;
}

void Player::PlayOne() {
  int total = 0;
  for (const int weight : weights_) total += weight;
  int left = Dice(total);
  std::size_t i = 0;
  while (left >= weights_[i]) left -= weights_[i++];
  const Kind kind = kShares[i].kind;
  switch (kind) {
    case Kind::kDonate:
    case Kind::kDonateFull:
    case Kind::kAsk:
      Try(kind, AnyNode(), AnyNode());
      return;
    case Kind::kPartition:
      Try(kind, Dice(2) == 0 ? 0 : Mask());
      return;
    case Kind::kForeignDisk:
      Try(kind, AnyNode(), Mask());
      return;
    case Kind::kBoot:
      Recover(AnyNode());
      return;
    case Kind::kForm:
      Try(kind, AnyNode(), Dice(2));
      return;
    case Kind::kStep: {
      const int node = AnyNode();
      for (int n = Dice(4); n >= 0 && Try(kind, node, Dice(3) != 0 ? 1 : 0);) --n;
      return;
    }
    default:
      Try(kind, AnyNode());
  }
}

void Player::Recover(int actor) {
  for (int n = 0; n < history_.nodes; ++n) {
    if (Dice(10) != 0) Try(Kind::kAsk, actor, n);
    if (Dice(20) == 0) Try(Kind::kPartition, Mask());
  }
  if (Dice(8) == 0) return;
  if (!Try(Kind::kBoot, actor)) {
    if (Dice(2) == 0) Try(Kind::kRelease, actor);
    return;
  }
  if (Dice(3) != 0) Try(Kind::kBecome, actor);
}

void Player::Play(int steps) {
  for (int step = 0; step < steps && model_.fault == Fault::kNone; ++step) PlayOne();
}

void Player::EndWithOutage() {
  const auto each = [&](Kind kind) {
    const int offset = AnyNode();
    for (int i = 0; i < history_.nodes; ++i) {
      Try(kind, (i + offset) % history_.nodes);
      Play(Dice(3));
    }
  };
  history_.outage = static_cast<Outage>(Dice(5));
  switch (history_.outage) {
    case Outage::kPowerCut:
      Try(Kind::kPowerCut);
      break;
    case Outage::kOneByOne:
      each(Kind::kPowerOff);
      break;
    case Outage::kStops:
      each(Kind::kStop);
      break;
    case Outage::kPartition:
      Try(Kind::kPartition, Mask());
      for (int n = 0; n < history_.nodes; ++n) Try(Kind::kForm, n, Dice(2));
      if (Dice(2) == 0) Try(Kind::kPowerOff, AnyNode());
      break;
    case Outage::kAsItIs:
      break;
  }
}

Model Player::SomeCameBack() {
  for (int n = 0; n < history_.nodes; ++n) {
    if (Dice(3) != 0) Try(Kind::kPowerOn, n);
  }
  return model_;
}

void Player::BringAllBack() {
  Try(Kind::kPartition, 0);
  for (int n = 0; n < history_.nodes; ++n) Try(Kind::kPowerOn, n);
  for (int n = 0; n < history_.nodes; ++n) {
    Try(Kind::kBecome, n);
    Try(Kind::kRelease, n);
  }
  for (int n = 0; n < history_.nodes; ++n) Try(Kind::kForm, n);
  if (PrimaryExists(model_)) return;
  for (int n = 0; n < history_.nodes; ++n) Try(Kind::kKill, n);
}

bool Player::RecoverFrom(int winner) {
  for (int n = 0; n < history_.nodes; ++n) Try(Kind::kAsk, winner, n);
  return Try(Kind::kBoot, winner) && Try(Kind::kBecome, winner) && model_.fault == Fault::kNone && JoinAll();
}

bool Player::JoinRound() {
  const auto nodes = static_cast<std::size_t>(history_.nodes);
  bool all = true;
  for (std::size_t n = 0; n < nodes; ++n) {
    const int a = static_cast<int>(n);
    const Node& node = model_.nodes[n];
    // One that fell out with a queue starts again.
    if (node.running && !node.in_primary && Dice(2) == 0) Try(Kind::kKill, a);
    if (!node.running) Try(Kind::kStart, a);
    Try(Kind::kForm, a);
    while (Try(Kind::kStep, a, 1)) {
    }
    for (std::size_t d = 0; d < nodes; ++d) {
      if (Dice(2) == 0) Try(Kind::kDonate, a, static_cast<int>(d));
      Try(Kind::kDonateFull, a, static_cast<int>(d));
    }
    while (Try(Kind::kStep, a, 1)) {
    }
    all = all && node.in_primary && node.has == Node::Has::kState && node.record.taken == model_.primary;
  }
  return all;
}

bool Player::JoinAll() {
  for (int round = 0; round < 12; ++round) {
    if (JoinRound()) return true;
    if (model_.fault != Fault::kNone) return false;
    // The model has no room for more.
    if (model_.length + 4 >= kEntriesMax || model_.view_count + 4 >= kViewsMax) return true;
  }
  return false;
}

Model Replay(const History& history, const Rule& rule) {
  Model model = Beginning(history);
  for (const Event& event : history.events) {
    if (model.fault != Fault::kNone) break;
    HappenByRule(model, event, rule, history.early_mark);
  }
  return model;
}

History Shrunk(History history, const Rule& rule, const std::function<bool(const Model&)>& wrong) {
  for (std::size_t size = std::max<std::size_t>(1, history.events.size() / 2);;) {
    bool smaller = false;
    for (std::size_t at = 0; at < history.events.size();) {
      History shorter = history;
      const auto from = shorter.events.begin() + static_cast<std::ptrdiff_t>(at);
      const std::size_t end = std::min(at + size, history.events.size());
      shorter.events.erase(from, shorter.events.begin() + static_cast<std::ptrdiff_t>(end));
      if (wrong(Replay(shorter, rule))) {
        history = std::move(shorter);
        smaller = true;
      } else {
        at += size;
      }
    }
    if (size == 1 && !smaller) return history;
    size = std::max<std::size_t>(1, size / 2);
  }
}

std::string Describe(const History& history, const Rule& rule) {
  Model model = Beginning(history);
  std::string text = "start\n" + Describe(model);
  for (const Event& event : history.events) {
    const bool done = model.fault == Fault::kNone && HappenByRule(model, event, rule, history.early_mark);
    if (done) text += Describe(event) + "\n";
  }
  return text + "end\n" + Describe(model);
}

}  // namespace simulation
