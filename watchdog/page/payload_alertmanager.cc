#include "page/payload_alertmanager.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "page/json_text.h"
#include "page/message.h"

namespace watchdog {
namespace {

using nlohmann::json;

bool IsLabelName(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || digit(c); });
}

// More narrow than what is allowed: no brackets, no login, nothing to be escaped.
bool IsPlainUrl(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!url.starts_with(scheme)) continue;
    url.remove_prefix(scheme.size());
    const std::string_view host = url.substr(0, url.find_first_of("/?#"));
    const auto plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             std::string_view("-._~/?#&=+,;!$()*@:").find(c) != std::string_view::npos;
    };
    return !host.empty() && host.find_first_of(":@") == std::string_view::npos &&
           std::ranges::all_of(url, plain) && std::ranges::count(url, '#') <= 1;
  }
  return false;
}

json Alert(const Receiver& receiver, const Page& page, std::int64_t now_ms) {
  auto labels = LabelsOf(receiver, page);
  std::erase_if(labels, [](const auto& label) { return !IsLabelName(label.first); });
  const std::int64_t ends_ms =
      page.firing ? now_ms + kAlertmanagerEnd.count() : std::min(page.ends_ms, now_ms);
  json alert = {{"labels", labels},
                {"annotations", AnnotationsOf({page, false})},
                {"startsAt", Rfc3339(std::min(page.starts_ms, ends_ms))},
                {"endsAt", Rfc3339(ends_ms)}};
  // Alertmanager refuses what is no URI, and with it all of the batch.
  if (IsPlainUrl(page.runbook_url)) alert["generatorURL"] = page.runbook_url;
  return alert;
}

}  // namespace

std::vector<std::string> AlertmanagerBodies(const Receiver& receiver, const std::vector<Page>& pages,
                                            std::chrono::system_clock::time_point now) {
  const std::int64_t now_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  std::vector<std::string> bodies;
  json batch = json::array();
  for (const Page& page : pages) {
    batch.push_back(Alert(receiver, page, now_ms));
    if (batch.size() < kAlertmanagerBatchMax) continue;
    bodies.push_back(JsonText(batch));
    batch = json::array();
  }
  if (!batch.empty()) bodies.push_back(JsonText(batch));
  return bodies;
}

}  // namespace watchdog
