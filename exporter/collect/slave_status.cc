// SHOW ALL SLAVES STATUS as mysqld_exporter shows it: contract 1.8.
#include <array>
#include <charconv>

#include "collect/collector.h"
#include "collect/status_value.h"
#include "galera/text.h"

namespace galera {
namespace {

// MariaDB takes the first; MySQL and its forks one of the others.
constexpr std::array<std::string_view, 3> kStatements = {kShowAllSlavesStatus, "SHOW SLAVE STATUS",
                                                         "SHOW REPLICA STATUS"};

Result<Rows> ReadStatus(CollectorContext& context) {
  Result<Rows> result = context.LastQuery(kStatements[0]);
  for (std::size_t i = 1; i < kStatements.size() && !result; ++i) {
    // A user without the right, or a server that hung up, won't like the other
    // spellings better: only a syntax error is worth another try.
    if (result.error().code != ErrorCode::kRefused) break;
    result = context.LastQuery(kStatements[i]);
  }
  return result;
}

struct Gtid {
  std::string domain_id, server_id;
  double sequence;
};

// "0-1-15,1-2-7"; pieces of another form are left out.
std::vector<Gtid> ParseGtidPosition(std::string_view text) {
  std::vector<Gtid> out;
  while (!text.empty()) {
    const std::string_view piece = NextPart(&text, ',');
    const std::size_t first = piece.find('-');
    const std::size_t second = first == std::string_view::npos ? first : piece.find('-', first + 1);
    if (second == std::string_view::npos) continue;
    const auto sequence = ParseGoFloat(piece.substr(second + 1));
    if (!sequence) continue;
    out.push_back({std::string(piece.substr(0, first)),
                   std::string(piece.substr(first + 1, second - first - 1)), *sequence});
  }
  return out;
}

class GtidFamilies {
 public:
  void Add(std::string_view column, std::string_view value, const Labels& identity) {
    MetricFamily* family = EqualsIgnoringCase(column, "Gtid_IO_Pos")      ? &io_
                           : EqualsIgnoringCase(column, "Gtid_Slave_Pos") ? &slave_
                                                                          : nullptr;
    if (family == nullptr) return;
    for (const Gtid& gtid : ParseGtidPosition(value)) {
      Labels labels = identity;
      labels.push_back({"domain_id", gtid.domain_id});
      labels.push_back({"server_id", gtid.server_id});
      AddSeries(*family, std::move(labels), gtid.sequence);
    }
  }
  void MoveInto(MetricBatch& batch) {
    batch.Add(std::move(io_));
    batch.Add(std::move(slave_));
  }

 private:
  MetricFamily io_ = MakeFamily("mysql_slave_status_gtid_io_pos",
                                "Gtid_IO_Pos metric from SHOW SLAVE STATUS.", MetricType::Gauge);
  MetricFamily slave_ = MakeFamily("mysql_slave_status_gtid_slave_pos",
                                   "Gtid_Slave_Pos metric from SHOW SLAVE STATUS.", MetricType::Gauge);
};

}  // namespace

Status CollectSlaveStatus(CollectorContext& context) {
  const Result<Rows> result = ReadStatus(context);
  if (!result) return result.error();
  const Rows& rows = *result;
  GtidFamilies gtids;
  std::vector<MetricFamily> families(rows.columns().size());
  for (std::size_t i = 0; i < families.size(); ++i) {
    families[i] = MakeFamily(MetricName("mysql_slave_status_", rows.columns()[i]),
                             "Generic metric from SHOW SLAVE STATUS.", MetricType::Untyped);
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto text = [&](std::string_view column) { return std::string(rows.At(row, column).value_or("")); };
    const Labels identity = {{"master_host", text("Master_Host")},
                             {"master_uuid", text("Master_UUID")},
                             {"channel_name", text("Channel_Name")},
                             {"connection_name", text("Connection_name")}};
    for (std::size_t i = 0; i < families.size(); ++i) {
      const Cell cell = rows[row][i];
      if (!cell) continue;
      gtids.Add(rows.columns()[i], *cell, identity);
      if (const auto value = ParseStatusValue(*cell)) AddSeries(families[i], identity, *value);
    }
  }
  for (MetricFamily& family : families) context.batch.Add(std::move(family));
  gtids.MoveInto(context.batch);
  return Status();
}

}  // namespace galera
