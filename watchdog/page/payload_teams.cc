#include "page/payload_teams.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "page/json_text.h"

namespace watchdog {
namespace {

using nlohmann::json;
using Line = std::pair<std::string, std::string>;

json Run(const std::string& text) { return {{"type", "TextRun"}, {"text", text}}; }

json Paragraph(json runs) { return {{"type", "RichTextBlock"}, {"inlines", std::move(runs)}}; }

json Title(const Message& message) {
  json run = Run("[" + std::string(StatusOf(message)) + "] " + OneLine(message.page.alert) + " (" +
                 std::string(Name(message.page.severity)) + ")");
  run["weight"] = "Bolder";
  run["size"] = "Medium";
  run["color"] = message.page.firing ? "Attention" : "Good";
  return Paragraph(json::array({run}));
}

json Named(const Line& line) {
  json name = Run(OneLine(line.first) + ": ");
  name["weight"] = "Bolder";
  return Paragraph(json::array({name, Run(OneLine(line.second))}));
}

std::vector<Line> Lines(const Receiver& receiver, const Message& message) {
  const Page& page = message.page;
  std::vector<Line> lines;
  if (page.firing && !page.next_step.empty()) lines.emplace_back("next", page.next_step);
  for (const auto& [name, value] : LabelsOf(receiver, page)) {
    if (name != "alertname" && name != "severity") lines.emplace_back(name, value);
  }
  lines.emplace_back("began", Rfc3339(page.starts_ms));
  if (!page.firing) lines.emplace_back("over", Rfc3339(page.ends_ms));
  if (!page.node.empty()) lines.emplace_back("said by", page.node);
  lines.insert(lines.end(), page.details.begin(), page.details.end());
  return lines;
}

std::string Card(const Message& message, const std::vector<Line>& lines) {
  json body = json::array({Title(message), Paragraph(json::array({Run(SummaryOf(message))}))});
  for (const Line& line : lines) body.push_back(Named(line));
  json card = {{"type", "AdaptiveCard"},
               {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
               {"version", "1.2"},
               {"body", std::move(body)}};
  if (message.page.runbook_url.starts_with("http")) {
    card["actions"] =
        json::array({{{"type", "Action.OpenUrl"}, {"title", "Runbook"}, {"url", message.page.runbook_url}}});
  }
  const json attachment = {{"contentType", "application/vnd.microsoft.card.adaptive"},
                           {"contentUrl", nullptr},
                           {"content", std::move(card)}};
  return JsonText({{"type", "message"}, {"attachments", json::array({attachment})}});
}

}  // namespace

std::string TeamsBody(const Receiver& receiver, const Message& message) {
  std::vector<Line> lines = Lines(receiver, message);
  std::string body = Card(message, lines);
  while (body.size() > kTeamsBytesMax && !lines.empty()) {
    lines.pop_back();
    body = Card(message, lines);
  }
  return body;
}

}  // namespace watchdog
