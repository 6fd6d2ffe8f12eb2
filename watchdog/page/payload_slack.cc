#include "page/payload_slack.h"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "page/json_text.h"

namespace watchdog {
namespace {

// Slack shows 4,000 characters at least.
constexpr std::size_t kTextMax = 3900;
constexpr std::size_t kSummaryMax = 1500;
constexpr std::size_t kUrlMax = 500;

// Only what can't end a link.
bool IsLink(std::string_view url) {
  return url.starts_with("http") && url.size() <= kUrlMax &&
         url.find_first_of("<>| \n") == std::string_view::npos;
}

std::string Line(std::string_view name, std::string_view value) {
  return value.empty() ? "" : "\n" + SlackEscaped(OneLine(name)) + ": " + SlackEscaped(OneLine(value));
}

}  // namespace

std::string SlackEscaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string SlackBody(const Receiver& receiver, const Message& message) {
  const Page& page = message.page;
  std::string text = "*[" + std::string(StatusOf(message)) + "] " + SlackEscaped(OneLine(page.alert)) +
                     "* (" + std::string(Name(page.severity)) + ")\n" +
                     SlackEscaped(Shortened(SummaryOf(message), kSummaryMax));
  std::string end;
  if (page.firing) end += Line("next", page.next_step);
  if (IsLink(page.runbook_url)) end += "\n<" + SlackEscaped(page.runbook_url) + "|runbook>";
  const auto add = [&](const std::string& line) {
    if (text.size() + line.size() + end.size() <= kTextMax) text += line;
  };
  for (const auto& [name, value] : LabelsOf(receiver, page)) {
    if (name != "alertname" && name != "severity") add(Line(name, value));
  }
  for (const auto& [name, value] : page.details) add(Line(name, value));
  if (!page.firing && !message.late) add(Line("began", Rfc3339(page.starts_ms)));
  add(Line("said by", page.node));
  add(end);
  return JsonText({{"text", text}});
}

}  // namespace watchdog
