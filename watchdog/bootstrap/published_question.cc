#include "bootstrap/published_question.h"

#include <nlohmann/json.hpp>

namespace watchdog {
namespace {

using nlohmann::json;

json ToJson(const Confirmation& confirmation) {
  return {{"accepted", confirmation.accepted},
          {"loses_nothing", confirmation.loses_nothing},
          {"findings", confirmation.findings}};
}

Confirmation FromJson(const json& document) {
  return {document.at("accepted").get<bool>(), document.at("loses_nothing").get<bool>(),
          document.at("findings").get<std::vector<std::string>>()};
}

}  // namespace

std::string RenderPublishedQuestion(const PublishedQuestion& question) {
  const json document = {{"version", 1},
                         {"text", question.text},
                         {"confirm_directory", question.confirm_directory},
                         {"new_cluster", ToJson(question.new_cluster)},
                         {"force", ToJson(question.force)},
                         {"refusal", question.refusal},
                         {"refusals", question.refusals}};
  return document.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

galera::Result<PublishedQuestion> ParsePublishedQuestion(std::string_view text) {
  try {
    const json document = json::parse(text);
    PublishedQuestion question;
    question.text = document.at("text").get<std::string>();
    question.confirm_directory = document.at("confirm_directory").get<std::string>();
    question.new_cluster = FromJson(document.at("new_cluster"));
    question.force = FromJson(document.at("force"));
    question.refusal = document.at("refusal").get<std::vector<std::string>>();
    question.refusals = document.at("refusals").get<std::int64_t>();
    return question;
  } catch (const std::exception&) {
    return galera::Error{galera::ErrorCode::kInvalid, "no question of galera-warden's"};
  }
}

}  // namespace watchdog
