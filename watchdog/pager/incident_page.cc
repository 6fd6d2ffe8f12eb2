#include "pager/incident_page.h"

#include <utility>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

std::int64_t UnixMs(system_clock::time_point time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}

Severity SeverityOf(const IncidentKind& kind, const PageFrame& frame) {
  const auto rule = frame.rules.find(kind.incident);
  return rule == frame.rules.end() ? kind.rule.severity : rule->second.severity;
}

Page Framed(const std::string& alert, Severity severity, Scope scope, const PageFrame& frame) {
  Page page;
  page.alert = alert;
  page.severity = severity;
  page.node = frame.node;
  page.runbook_url = frame.runbook_url + alert + ".md";
  page.labels = frame.labels;
  page.labels["alertname"] = alert;
  page.labels["severity"] = std::string(Name(severity));
  page.labels["cluster"] = frame.cluster;
  if (scope == Scope::kNode) page.labels["instance"] = frame.instance;
  return page;
}

}  // namespace

Page PageOf(const Transition& transition, const PageFrame& frame) {
  const IncidentKind& kind = KindOf(transition.incident);
  Page page = Framed(std::string(kind.alert), SeverityOf(kind, frame), kind.scope, frame);
  page.key = IncidentKey(kind, frame.cluster, frame.node);
  page.episode = transition.episode.id;
  page.firing = transition.kind != Transition::Kind::kResolved;
  page.summary = transition.episode.summary;
  page.next_step = kind.next_step;
  page.details = transition.episode.details;
  page.starts_ms = UnixMs(transition.episode.started);
  if (!page.firing) page.ends_ms = UnixMs(transition.at);
  return page;
}

Page TestPage(const PageFrame& frame, system_clock::time_point now, const std::string& id) {
  Page page = Framed("GaleraWardenTest", Severity::kCritical, Scope::kNode, frame);
  page.key = "galera/" + frame.cluster + "/GaleraWardenTest/" + frame.node;
  page.episode = id;
  page.test = true;
  page.summary = "This is a test of the way to you, asked for at " + frame.node + ". Nothing is wrong.";
  page.next_step = "nothing";
  page.runbook_url.clear();
  page.starts_ms = UnixMs(now);
  return page;
}

std::optional<std::pair<Incident, Episode>> EpisodeOf(const Page& page, const PageFrame& frame) {
  const auto incident = IncidentNamed(page.alert);
  if (page.test || !page.firing || !incident) return std::nullopt;
  if (page.key != IncidentKey(KindOf(*incident), frame.cluster, frame.node)) return std::nullopt;
  Episode episode;
  episode.id = page.episode;
  episode.started = episode.fired = system_clock::time_point(milliseconds(page.starts_ms));
  episode.summary = page.summary;
  episode.details = page.details;
  return std::pair(*incident, std::move(episode));
}

}  // namespace watchdog
