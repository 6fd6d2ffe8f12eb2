// The galera_* metric families: what no other exporter says about a node.
// Pure: facts in, families out. A fact that is not known adds no series.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collect/collector.h"
#include "collect/metric_batch.h"
#include "collect/wsrep_status_file.h"
#include "galera/node_state.h"
#include "galera/provider_options.h"
#include "galera/wsrep_status.h"

namespace galera {

struct FamilyText {
  std::string_view name;
  MetricType type;
  std::string_view help;
};
// Every galera_* family about the node, in the order of the README's table.
std::span<const FamilyText> GaleraFamilies();

struct GaleraFacts {
  const WsrepStatus& wsrep;
  std::span<const ProviderOption> options;
  std::string_view cluster_name;
  std::string_view node_name;
  std::span<const CollectorMemory::Member> members;
  std::optional<double> ist_window_seconds;
};

void AddNodeState(MetricBatch& batch, NodeState state);
void AddGaleraFamilies(MetricBatch& batch, const GaleraFacts& facts);
void AddStatusFile(MetricBatch& batch, const WsrepStatusFile& file);

}  // namespace galera
