// What a collector is, and the one list that names them all.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collect/metric_batch.h"
#include "config/config.h"
#include "galera/ist_window.h"
#include "galera/result.h"
#include "system/mariadb_connection.h"

namespace galera {

// What collectors remember from one scrape to the next.
struct CollectorMemory {
  IstWindow ist_window;
  struct Member {
    std::string uuid, name, address;
  };
  std::vector<Member> members;
  std::string members_of_view;  // the view that `members` was read in
};

// Everything a collector may use. The rows of SHOW GLOBAL STATUS and VARIABLES
// are kept for collectors later in the list, so that each is asked for once.
struct CollectorContext {
  MariadbConnection& connection;
  SteadyTime deadline;
  const ScrapeSettings& settings;
  MetricBatch& batch;
  CollectorMemory& memory;
  std::optional<Rows> global_status;
  std::optional<Rows> global_variables;

  // What the next collector will ask first: sent after a LastQuery(), so that
  // the server works on it while this collector reads its rows. Empty: nothing.
  std::string_view next_statement = {};

  Result<Rows> Query(std::string_view sql) { return connection.Query(sql, deadline); }
  // For the statement after which the collector asks no more.
  Result<Rows> LastQuery(std::string_view sql) {
    Result<Rows> rows = connection.Query(sql, deadline);
    if (rows.ok()) connection.SendAhead(next_statement, deadline);
    return rows;
  }
};

// Adds families to the batch. An error fails this collector only; what it has
// added before stays.
using CollectFunction = Status (*)(CollectorContext&);

struct Collector {
  std::string_view name;  // as in --collect.NAME and collect[]=NAME
  bool on_by_default;
  CollectFunction collect;
  std::string_view first_statement;  // what it asks first in any case; empty: it depends
  bool beside = false;               // asked on the second session, if there is one, from the start on
};

inline constexpr std::string_view kShowGlobalStatus = "SHOW GLOBAL STATUS";
inline constexpr std::string_view kShowGlobalVariables = "SHOW GLOBAL VARIABLES";
inline constexpr std::string_view kShowAllSlavesStatus = "SHOW ALL SLAVES STATUS";
inline constexpr std::string_view kSelectInnodbCmp =
    "SELECT page_size, compress_ops, compress_ops_ok, compress_time, uncompress_ops, uncompress_time "
    "FROM information_schema.innodb_cmp";
inline constexpr std::string_view kSelectInnodbCmpmem =
    "SELECT page_size, buffer_pool_instance, pages_used, pages_free, relocation_ops, relocation_time "
    "FROM information_schema.innodb_cmpmem";
inline constexpr std::string_view kSelectResponseTimeOn = "SELECT @@query_response_time_stats";

// In the order in which they run.
std::span<const Collector> Collectors();

Status CollectGlobalStatus(CollectorContext&);
Status CollectGlobalVariables(CollectorContext&);
Status CollectSlaveStatus(CollectorContext&);
Status CollectInnodbCmp(CollectorContext&);
Status CollectInnodbCmpmem(CollectorContext&);
Status CollectQueryResponseTime(CollectorContext&);
Status CollectProcesslist(CollectorContext&);
Status CollectBinlogSize(CollectorContext&);
Status CollectGalera(CollectorContext&);

// The names to run: those enabled by `settings`, narrowed by `collect[]`. A
// filter that matches nothing narrows nothing, as in mysqld_exporter.
std::vector<std::string_view> EnabledCollectors(const ScrapeSettings& settings,
                                                const std::vector<std::string>& filter);

}  // namespace galera
