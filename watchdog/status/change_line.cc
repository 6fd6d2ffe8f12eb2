#include "status/change_line.h"

#include <map>
#include <set>

#include "status/status_text.h"

namespace watchdog {
namespace {

std::map<std::string, std::string> StatesOf(const StatusView& view) {
  std::map<std::string, std::string> states;
  for (const NodeView& node : view.nodes) states[node.Shown()] = node.state;
  return states;
}

std::set<std::string> FiringIn(const StatusView& view) {
  std::set<std::string> names;
  for (const IncidentView& incident : view.incidents) {
    if (incident.firing) names.insert(incident.alert);
  }
  return names;
}

std::string Asked(const StatusView& view) { return view.question ? view.question->node : ""; }

void Add(std::string& changes, const std::string& name, const std::string& what) {
  changes += "; ";
  changes += name;
  changes += ": ";
  changes += what;
}

void AddStates(const StatusView& before, const StatusView& now, std::string& changes) {
  const auto then = StatesOf(before);
  const auto states = StatesOf(now);
  for (const auto& [name, state] : states) {
    const auto old = then.find(name);
    if (old == then.end()) {
      Add(changes, name, state);
    } else if (old->second != state) {
      Add(changes, name, old->second + " -> " + state);
    }
  }
  for (const auto& [name, state] : then) {
    if (states.count(name) == 0) Add(changes, name, state + " -> gone");
  }
}

// "; word: A, B" of what is in `now` and not in `before`.
void AddNew(const std::set<std::string>& before, const std::set<std::string>& now, const std::string& word,
            std::string& changes) {
  std::string names;
  for (const std::string& name : now) {
    if (before.count(name) == 0) names += (names.empty() ? "" : ", ") + name;
  }
  if (!names.empty()) Add(changes, word, names);
}

}  // namespace

std::string ChangeLine(const StatusView* before, const StatusView& now) {
  static const StatusView kNothing;
  const StatusView& then = before == nullptr ? kNothing : *before;
  std::string changes;
  AddStates(then, now, changes);
  AddNew(FiringIn(then), FiringIn(now), "firing", changes);
  AddNew(FiringIn(now), FiringIn(then), "over", changes);
  if (Asked(now) != Asked(then)) changes += Asked(now).empty() ? "; decided" : "; " + Asked(now) + " asks";
  if (before != nullptr && changes.empty() && then.verdict == now.verdict) return "";
  std::string text(Headword(now.verdict));
  if (!now.headline.empty()) text += ": " + now.headline;
  return text + changes;
}

}  // namespace watchdog
