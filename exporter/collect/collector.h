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

  Result<Rows> Query(std::string_view sql) { return connection.Query(sql, deadline); }
};

// Adds families to the batch. An error fails this collector only; what it has
// added before stays.
using CollectFunction = Status (*)(CollectorContext&);

struct Collector {
  std::string_view name;  // as in --collect.NAME and collect[]=NAME
  bool on_by_default;
  CollectFunction collect;
};

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
