#include "pager/control_message.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "config/quotation.h"
#include "pager/duration_text.h"
#include "pager/paging_value.h"
#include "pager/receiver_settings.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Quote;
using galera::Result;
using galera::Status;
using nlohmann::json;
using std::chrono::system_clock;

Error Invalid(std::string message) { return {ErrorCode::kInvalid, std::move(message)}; }

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;  // Clang before 17 needs it

std::string Line(const json& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

// ---- fields that may be absent, and must be right where they are there ----

// The document if it is one: an object within the bound.
Result<json> Document(std::string_view text) {
  if (text.size() > kControlBytesMax) return Invalid("a message larger than 64 KiB");
  json document = json::parse(text, nullptr, false);
  if (!document.is_object()) return Invalid("not a message of galera-warden's: no JSON object");
  return document;
}

std::string TextOf(const json& document, const char* field) {
  const auto found = document.find(field);
  return found != document.end() && found->is_string() ? found->get<std::string>() : "";
}

bool FlagOf(const json& document, const char* field) {
  const auto found = document.find(field);
  return found != document.end() && found->is_boolean() && found->get<bool>();
}

std::optional<std::int64_t> NumberOf(const json& document, const char* field) {
  const auto found = document.find(field);
  if (found == document.end() || !found->is_number_integer()) return std::nullopt;
  // Beyond 2^63 it is unsigned, and no number of ours.
  if (found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  return found->get<std::int64_t>();
}

std::vector<std::string> TextsOf(const json& document, const char* field) {
  std::vector<std::string> texts;
  const auto found = document.find(field);
  if (found == document.end() || !found->is_array()) return texts;
  for (const json& text : *found) {
    if (text.is_string()) texts.push_back(text.get<std::string>());
  }
  return texts;
}

// The objects of a list.
std::vector<const json*> ObjectsOf(const json& document, const char* field) {
  std::vector<const json*> objects;
  const auto found = document.find(field);
  if (found == document.end() || !found->is_array()) return objects;
  for (const json& object : *found) {
    if (object.is_object()) objects.push_back(&object);
  }
  return objects;
}

std::int64_t UnixMs(system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::optional<system_clock::time_point> TimeOf(const json& document, const char* field) {
  // A year beyond 2200 would overflow the clock's nanoseconds.
  static constexpr std::int64_t kLatestMs = 7'258'118'400'000;
  const auto ms = NumberOf(document, field);
  if (!ms || *ms < 0 || *ms > kLatestMs) return std::nullopt;
  return system_clock::time_point(std::chrono::milliseconds(*ms));
}

// ---- requests ----

json ToJson(const ControlRequest& request) {
  return std::visit(Overloaded{[](const BeginMaintenance& r) -> json {
                                 return {{"request", "maintenance"},
                                         {"seconds", r.length.count()},
                                         {"reason", r.reason},
                                         {"only", r.only}};
                               },
                               [](const EndMaintenance& r) -> json {
                                 return {{"request", "end_maintenance"}, {"only", r.only}};
                               },
                               [](const ShowMaintenance&) -> json {
                                 return {{"request", "show_maintenance"}};
                               },
                               [](const ExpectSize& r) -> json {
                                 json document = {{"request", "expect"}, {"size", nullptr}};
                                 if (r.size) document["size"] = *r.size;
                                 return document;
                               },
                               [](const TestReceivers& r) -> json {
                                 return {{"request", "page_test"}, {"receiver", r.receiver}};
                               },
                               [](const ListReceivers&) -> json {
                                 return {{"request", "page_list"}};
                               },
                               [](const ShowIncidents&) -> json {
                                 return {{"request", "incidents"}};
                               }},
                    request);
}

// Of one alert; empty stays empty.
Result<std::string> OnlyOf(const json& document) {
  const std::string only = TextOf(document, "only");
  return only.empty() ? Result<std::string>(only) : AlertNamed(only);
}

Result<ControlRequest> ParseBegin(const json& document) {
  const auto seconds = NumberOf(document, "seconds");
  const std::chrono::seconds most = kMaintenanceMax;
  if (!seconds || *seconds < 1 || *seconds > most.count())
    return Invalid("a maintenance lasts from 1s to " + DurationText(kMaintenanceMax));
  std::string reason = TextOf(document, "reason");
  if (const Status checked = CheckReason(reason); !checked) return checked.error();
  auto only = OnlyOf(document);
  if (!only) return only.error();
  return ControlRequest(BeginMaintenance{std::chrono::seconds(*seconds), std::move(reason), *only});
}

Result<ControlRequest> ParseExpect(const json& document) {
  const auto found = document.find("size");
  if (found == document.end() || found->is_null()) return ControlRequest(ExpectSize{});
  const auto size = NumberOf(document, "size");
  if (!size || *size < 1 || *size > kExpectedSizeMax)
    return Invalid("the expected size is a number from 1 to " + std::to_string(kExpectedSizeMax));
  return ControlRequest(ExpectSize{static_cast<int>(*size)});
}

// ---- answers ----

json ToJson(const HeldMaintenance& held) {
  return {{"reason", held.reason},     {"by", held.by},
          {"only", held.only},         {"until_ms", held.until_ms},
          {"known_to", held.known_to}, {"not_known_to", held.not_known_to}};
}

json ToJson(const TestResult& result) {
  return {{"receiver", result.receiver}, {"delivered", result.delivered}, {"detail", result.detail}};
}

json ToJson(const ReceiverStatus& status) {
  json document = {{"name", status.name},
                   {"type", TypeWord(status.kind)},
                   {"to", status.shown_url},
                   {"waiting", status.waiting},
                   {"oldest_waiting_ms", nullptr},
                   {"last_success_ms", nullptr},
                   {"last_failure", status.last_failure},
                   {"outcomes", status.outcomes}};
  if (status.oldest_waiting) document["oldest_waiting_ms"] = UnixMs(*status.oldest_waiting);
  if (status.last_success) document["last_success_ms"] = UnixMs(*status.last_success);
  return document;
}

template <typename Item>
json ToList(const std::vector<Item>& items) {
  json list = json::array();
  for (const Item& item : items) list.push_back(ToJson(item));
  return list;
}

json ToJson(const ControlAnswer& answer) {
  return std::visit(
      Overloaded{
          [](const ControlRefusal& a) -> json {
            return {{"answer", "refused"}, {"problem", a.problem}};
          },
          [](const MaintenanceAnswer& a) -> json {
            return {{"answer", "maintenance"}, {"maintenance", ToList(a.held)}};
          },
          [](const ExpectAnswer& a) -> json {
            json document = {{"answer", "expect"}, {"size", nullptr}, {"source", a.source}, {"note", a.note}};
            if (a.size) document["size"] = *a.size;
            return document;
          },
          [](const TestAnswer& a) -> json {
            return {{"answer", "page_test"}, {"results", ToList(a.results)}};
          },
          [](const ListAnswer& a) -> json {
            return {{"answer", "page_list"}, {"receivers", ToList(a.receivers)}, {"trouble", a.trouble}};
          },
          [](const IncidentsAnswer& a) -> json {
            return {{"answer", "incidents"}, {"document", a.document}};
          }},
      answer);
}

MaintenanceAnswer ParseMaintenance(const json& document) {
  MaintenanceAnswer answer;
  for (const json* held : ObjectsOf(document, "maintenance")) {
    answer.held.push_back({TextOf(*held, "reason"), TextOf(*held, "by"), TextOf(*held, "only"),
                           NumberOf(*held, "until_ms").value_or(0), TextsOf(*held, "known_to"),
                           TextsOf(*held, "not_known_to")});
  }
  return answer;
}

ExpectAnswer ParseExpectAnswer(const json& document) {
  ExpectAnswer answer{std::nullopt, TextOf(document, "source"), TextOf(document, "note")};
  const auto size = NumberOf(document, "size");
  if (size && *size >= 0 && *size <= INT32_MAX) answer.size = static_cast<int>(*size);
  return answer;
}

TestAnswer ParseTest(const json& document) {
  TestAnswer answer;
  for (const json* result : ObjectsOf(document, "results")) {
    answer.results.push_back(
        {TextOf(*result, "receiver"), FlagOf(*result, "delivered"), TextOf(*result, "detail")});
  }
  return answer;
}

ReceiverStatus ParseStatus(const json& document) {
  ReceiverStatus status;
  status.name = TextOf(document, "name");
  status.kind = KindOfType(TextOf(document, "type")).value_or(Receiver::Kind::kWebhook);
  status.shown_url = TextOf(document, "to");
  status.waiting =
      static_cast<std::size_t>(std::max<std::int64_t>(0, NumberOf(document, "waiting").value_or(0)));
  status.oldest_waiting = TimeOf(document, "oldest_waiting_ms");
  status.last_success = TimeOf(document, "last_success_ms");
  status.last_failure = TextOf(document, "last_failure");
  const auto outcomes = document.find("outcomes");
  if (outcomes == document.end() || !outcomes->is_object()) return status;
  for (const auto& [outcome, count] : outcomes->items()) {
    if (count.is_number_unsigned()) status.outcomes[outcome] = count.get<std::uint64_t>();
  }
  return status;
}

ListAnswer ParseList(const json& document) {
  ListAnswer answer;
  for (const json* status : ObjectsOf(document, "receivers"))
    answer.receivers.push_back(ParseStatus(*status));
  answer.trouble = TextOf(document, "trouble");
  return answer;
}

}  // namespace

std::string Render(const ControlRequest& request) {
  json document = ToJson(request);
  document["version"] = 1;
  return Line(document);
}

std::string Render(const ControlAnswer& answer) {
  json document = ToJson(answer);
  document["version"] = 1;
  std::string line = Line(document);
  if (line.size() <= kControlBytesMax) return line;
  return Render(ControlAnswer(ControlRefusal{"the answer is larger than 64 KiB"}));
}

Result<ControlRequest> ParseControlRequest(std::string_view text) {
  const auto document = Document(text);
  if (!document) return document.error();
  const std::string word = TextOf(*document, "request");
  if (word == "maintenance") return ParseBegin(*document);
  if (word == "show_maintenance") return ControlRequest(ShowMaintenance{});
  if (word == "expect") return ParseExpect(*document);
  if (word == "page_test") return ControlRequest(TestReceivers{TextOf(*document, "receiver")});
  if (word == "page_list") return ControlRequest(ListReceivers{});
  if (word == "incidents") return ControlRequest(ShowIncidents{});
  if (word != "end_maintenance") return Invalid("no such request: " + Quote(word));
  auto only = OnlyOf(*document);
  if (!only) return only.error();
  return ControlRequest(EndMaintenance{std::move(*only)});
}

Result<ControlAnswer> ParseControlAnswer(std::string_view text) {
  const auto document = Document(text);
  if (!document) return document.error();
  const std::string word = TextOf(*document, "answer");
  if (word == "refused") return ControlAnswer(ControlRefusal{TextOf(*document, "problem")});
  if (word == "maintenance") return ControlAnswer(ParseMaintenance(*document));
  if (word == "expect") return ControlAnswer(ParseExpectAnswer(*document));
  if (word == "page_test") return ControlAnswer(ParseTest(*document));
  if (word == "page_list") return ControlAnswer(ParseList(*document));
  if (word == "incidents") return ControlAnswer(IncidentsAnswer{TextOf(*document, "document")});
  return Invalid("no such answer: " + Quote(word));
}

Status CheckReason(std::string_view reason) {
  if (const Status checked = CheckText(reason, kReasonBytesMax); !checked)
    return Invalid("the reason " + checked.error().message);
  return Status();
}

Result<std::string> AlertNamed(std::string_view name) {
  if (const auto incident = IncidentNamed(name)) return std::string(KindOf(*incident).alert);
  std::vector<std::string_view> names;
  for (const IncidentKind& kind : IncidentKinds()) names.push_back(kind.alert);
  for (const IncidentKind& kind : IncidentKinds()) names.push_back(kind.name);
  const std::string nearest = galera::NearestName(name, names);
  return Invalid(Quote(name) + " is no alert" + (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
}

}  // namespace watchdog
