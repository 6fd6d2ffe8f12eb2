#include "page/outbox_json.h"

#include <zlib.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "page/json_text.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using nlohmann::json;

constexpr int kVersion = 1;

std::uint32_t Checksum(std::string_view text) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

json PageToJson(const Page& page) {
  json details = json::array();
  for (const auto& [name, value] : page.details) details.push_back(json::array({name, value}));
  return {{"key", page.key},
          {"episode", page.episode},
          {"firing", page.firing},
          {"test", page.test},
          {"severity", Name(page.severity)},
          {"alert", page.alert},
          {"labels", page.labels},
          {"summary", page.summary},
          {"next_step", page.next_step},
          {"runbook_url", page.runbook_url},
          {"details", std::move(details)},
          {"node", page.node},
          {"starts_ms", page.starts_ms},
          {"ends_ms", page.ends_ms}};
}

// May throw, as all that reads below: what the checksum holds is ours, and ParseOutbox() catches.
Page PageFromJson(const json& object) {
  Page page;
  page.key = object.at("key").get<std::string>();
  page.episode = object.at("episode").get<std::string>();
  page.firing = object.at("firing").get<bool>();
  page.test = object.at("test").get<bool>();
  page.severity = SeverityNamed(object.at("severity").get<std::string>()).value_or(Severity::kCritical);
  page.alert = object.at("alert").get<std::string>();
  page.labels = object.at("labels").get<std::map<std::string, std::string>>();
  page.summary = object.at("summary").get<std::string>();
  page.next_step = object.at("next_step").get<std::string>();
  page.runbook_url = object.at("runbook_url").get<std::string>();
  for (const json& pair : object.at("details")) {
    page.details.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  }
  page.node = object.at("node").get<std::string>();
  page.starts_ms = object.at("starts_ms").get<std::int64_t>();
  page.ends_ms = object.at("ends_ms").get<std::int64_t>();
  return page;
}

OutboxContent ContentFromJson(const json& object) {
  OutboxContent content;
  for (const json& page : object.at("open")) content.open.push_back(PageFromJson(page));
  for (const json& over : object.at("over")) {
    content.over.push_back({PageFromJson(over.at("page")), over.at("since_ms").get<std::int64_t>()});
  }
  for (const json& line : object.at("lines")) {
    content.lines.push_back({line.at("receiver").get<std::string>(),
                             line.at("id").get<std::uint64_t>(),
                             {PageFromJson(line.at("page")), line.at("late").get<bool>()},
                             line.at("queued_ms").get<std::int64_t>(),
                             line.at("held_until_ms").get<std::int64_t>(),
                             line.at("quiet").get<bool>()});
  }
  for (const json& told : object.at("told")) {
    content.told.push_back({told.at("receiver").get<std::string>(), told.at("key").get<std::string>(),
                            told.at("firing").get<bool>(), told.at("at_ms").get<std::int64_t>()});
  }
  return content;
}

json ContentToJson(const OutboxContent& content) {
  json open = json::array();
  for (const Page& page : content.open) open.push_back(PageToJson(page));
  json over = json::array();
  for (const auto& [page, since_ms] : content.over)
    over.push_back({{"page", PageToJson(page)}, {"since_ms", since_ms}});
  json lines = json::array();
  for (const OutboxContent::Line& line : content.lines) {
    lines.push_back({{"receiver", line.receiver},
                     {"id", line.id},
                     {"page", PageToJson(line.message.page)},
                     {"late", line.message.late},
                     {"queued_ms", line.queued_ms},
                     {"held_until_ms", line.held_until_ms},
                     {"quiet", line.quiet}});
  }
  json told = json::array();
  for (const OutboxContent::Told& one : content.told) {
    told.push_back(
        {{"receiver", one.receiver}, {"key", one.key}, {"firing", one.firing}, {"at_ms", one.at_ms}});
  }
  return {{"open", std::move(open)},
          {"over", std::move(over)},
          {"lines", std::move(lines)},
          {"told", std::move(told)}};
}

}  // namespace

std::string RenderOutbox(const OutboxContent& content) {
  json outbox = ContentToJson(content);
  const std::uint32_t checksum = Checksum(JsonText(outbox));
  return JsonText({{"version", kVersion}, {"checksum", checksum}, {"outbox", std::move(outbox)}}) + "\n";
}

Result<OutboxContent> ParseOutbox(std::string_view text) {
  try {
    const json document = json::parse(text);
    if (document.at("version") != kVersion) {
      return Error{ErrorCode::kInvalid,
                   "is of version " + JsonText(document.at("version")) + ", not " + std::to_string(kVersion)};
    }
    const json& outbox = document.at("outbox");
    if (document.at("checksum") != Checksum(JsonText(outbox)))
      return Error{ErrorCode::kInvalid, "its checksum is wrong"};
    return ContentFromJson(outbox);
  } catch (const json::exception&) {
    return Error{ErrorCode::kInvalid, "is no outbox, or only a part of one"};
  }
}

}  // namespace watchdog
