#include <algorithm>
#include <array>

#include "collect/collector.h"

namespace galera {
namespace {

constexpr std::array<Collector, 9> kCollectors = {{
    {"global_status", true, CollectGlobalStatus, kShowGlobalStatus},
    {"global_variables", true, CollectGlobalVariables, kShowGlobalVariables, true},
    {"slave_status", true, CollectSlaveStatus, kShowAllSlavesStatus},
    {"info_schema.innodb_cmp", true, CollectInnodbCmp, kSelectInnodbCmp},
    {"info_schema.innodb_cmpmem", true, CollectInnodbCmpmem, kSelectInnodbCmpmem},
    {"info_schema.query_response_time", true, CollectQueryResponseTime, kSelectResponseTimeOn},
    {"info_schema.processlist", false, CollectProcesslist, ""},
    {"binlog_size", false, CollectBinlogSize, ""},
    // Last: reads the rows of the first two where they have run.
    {"galera", true, CollectGalera, ""},
}};

bool Enabled(const Collector& collector, const ScrapeSettings& settings) {
  const auto it = settings.collectors.find(std::string(collector.name));
  return it == settings.collectors.end() ? collector.on_by_default : it->second;
}

}  // namespace

std::span<const Collector> Collectors() { return kCollectors; }

std::vector<std::string_view> EnabledCollectors(const ScrapeSettings& settings,
                                                const std::vector<std::string>& filter) {
  std::vector<std::string_view> all;
  std::vector<std::string_view> asked;
  for (const Collector& collector : kCollectors) {
    if (!Enabled(collector, settings)) continue;
    all.push_back(collector.name);
    if (std::find(filter.begin(), filter.end(), collector.name) != filter.end())
      asked.push_back(collector.name);
  }
  return asked.empty() ? all : asked;
}

}  // namespace galera
