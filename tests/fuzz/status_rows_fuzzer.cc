// Rows of SHOW GLOBAL STATUS, "name<TAB>value" a line: whatever they hold, the
// page that comes out is valid text in our own strict parser.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "collect/galera_families.h"
#include "collect/status_value.h"
#include "collect/text_format.h"
#include "exposition/exposition.h"
#include "galera/text.h"
#include "galera/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<galera::NamedValue> rows;
  galera::MetricBatch batch;
  while (!text.empty() && rows.size() < 200) {
    std::string_view value = galera::NextPart(&text, '\n');
    const std::string_view name = galera::NextPart(&value, '\t');
    rows.push_back({name, value.empty() ? galera::Cell() : galera::Cell(value)});
    if (const auto number = galera::ParseStatusValue(value)) {
      batch.Add(galera::MetricName("mysql_global_status_", name), value, galera::MetricType::Untyped,
                *number);
    }
  }
  const auto wsrep = galera::ParseWsrepStatus(rows);
  galera::AddNodeState(batch, galera::ClassifyNode(wsrep));
  if (wsrep) galera::AddGaleraFamilies(batch, {*wsrep, {}, wsrep->cluster_status, wsrep->gcomm_uuid, {}, {}});
  auto families = batch.TakeValid().first;
  for (auto& family : families) family.help = galera::ValidUtf8(family.help);
  const std::string page = galera::RenderText(families);
  const auto parsed = galera::ParseExposition(page, galera::ExpositionRules::kCanonical);
  if (!parsed.ok()) std::abort();
  return 0;
}
