#include "evidence/paging_news_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "evidence/field_reader.h"

namespace watchdog {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::int64_t kAgeMaxMs = 86'400'000;             // of a delivery that is told of
constexpr std::int64_t kRemainingMaxMs = 7 * 86'400'000L;  // of a maintenance
constexpr int kSizeMax = 100;

json ToJson(const Delivery& delivery) {
  return {{"key", delivery.key},
          {"firing", delivery.firing},
          {"receiver", delivery.receiver},
          {"age_ms", delivery.age.count()}};
}

json ToJson(const Maintenance& maintenance) {
  return {{"reason", maintenance.reason},
          {"by", maintenance.by},
          {"remaining_ms", maintenance.remaining.count()},
          {"only", maintenance.only},
          {"set_at_ms", maintenance.set_at},
          {"ended", maintenance.ended}};
}

std::optional<Delivery> ReadDelivery(const json& object) {
  FieldReader reader(object);
  Delivery delivery;
  std::optional<bool> firing;
  std::optional<std::int64_t> age;
  reader.Text("key", true, delivery.key);
  reader.Text("receiver", true, delivery.receiver);
  reader.Truth("firing", firing);
  reader.Number<std::int64_t>("age_ms", 0, age);
  if (!reader.ok() || !firing || !age || *age > kAgeMaxMs) return std::nullopt;
  delivery.firing = *firing;
  delivery.age = milliseconds(*age);
  return delivery;
}

std::optional<Maintenance> ReadMaintenance(const json& object) {
  FieldReader reader(object);
  Maintenance maintenance;
  std::optional<std::int64_t> remaining;
  std::optional<std::int64_t> set_at;
  std::optional<bool> ended;
  reader.Text("reason", false, maintenance.reason);
  reader.Text("by", true, maintenance.by);
  reader.Text("only", false, maintenance.only);
  reader.Number<std::int64_t>("remaining_ms", 1, remaining);
  reader.Number<std::int64_t>("set_at_ms", 1, set_at);
  reader.Truth("ended", ended);
  if (!reader.ok() || !remaining || *remaining > kRemainingMaxMs || !set_at) return std::nullopt;
  maintenance.remaining = milliseconds(*remaining);
  maintenance.set_at = *set_at;
  maintenance.ended = ended.value_or(false);
  return maintenance;
}

template <typename T, typename Read>
void ReadList(const json& object, const char* name, std::size_t most, Read read, std::vector<T>& out) {
  const auto list = object.find(name);
  if (list == object.end() || !list->is_array()) return;
  for (const json& one : *list) {
    if (out.size() == most) return;
    if (!one.is_object()) continue;
    if (auto value = read(one)) out.push_back(std::move(*value));
  }
}

std::optional<ExpectedSize> ReadExpected(const json& object) {
  const auto found = object.find("expected");
  if (found == object.end() || !found->is_object()) return std::nullopt;
  FieldReader reader(*found);
  ExpectedSize expected;
  std::optional<std::int64_t> set_at;
  reader.Number<int>("size", 1, expected.size);
  reader.Number<std::int64_t>("set_at", 1, set_at);
  if (!reader.ok() || !set_at || expected.size.value_or(1) > kSizeMax) return std::nullopt;
  expected.set_at = *set_at;
  return expected;
}

}  // namespace

json PagingNewsToJson(const PagingNews& news) {
  json delivered = json::array();
  for (const Delivery& one : news.delivered) {
    if (delivered.size() < kDeliveriesMax) delivered.push_back(ToJson(one));
  }
  json maintenance = json::array();
  for (const Maintenance& one : news.maintenance) {
    if (maintenance.size() < kMaintenancesMax) maintenance.push_back(ToJson(one));
  }
  json expected;
  if (news.expected) {
    expected = {{"size", nullptr}, {"set_at", news.expected->set_at}};
    if (news.expected->size) expected["size"] = *news.expected->size;
  }
  return {{"delivered", std::move(delivered)},
          {"maintenance", std::move(maintenance)},
          {"expected", std::move(expected)}};
}

PagingNews PagingNewsFromJson(const json& value) {
  PagingNews news;
  if (!value.is_object()) return news;
  ReadList(value, "delivered", kDeliveriesMax, ReadDelivery, news.delivered);
  ReadList(value, "maintenance", kMaintenancesMax, ReadMaintenance, news.maintenance);
  news.expected = ReadExpected(value);
  return news;
}

}  // namespace watchdog
