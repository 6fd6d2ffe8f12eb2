#include "transfer/transfer_families.h"

#include <string>
#include <utility>

namespace watchdog {
namespace {

using galera::AddSeries;
using galera::MakeFamily;
using galera::MetricBatch;
using galera::MetricFamily;
using galera::MetricType;

template <typename T>
std::string NameOr(const std::optional<T>& value) {
  return value ? std::string(Name(*value)) : "unknown";
}

double UnixSeconds(const Moment& moment) {
  return std::chrono::duration<double>(moment.wall.time_since_epoch()).count();
}

template <typename T>
void AddKnown(MetricBatch& batch, std::string_view name, std::string_view help,
              const std::optional<T>& value) {
  if (value) batch.AddGauge(name, help, static_cast<double>(*value));
}

void AddInfo(MetricBatch& batch, const Transfer& transfer) {
  MetricFamily info = MakeFamily("galera_state_transfer_info",
                                 "The state transfer that runs or, after it, the last one: this node's role, "
                                 "sst or ist, method of a full one, the other node.",
                                 MetricType::Gauge);
  AddSeries(info,
            {{"role", std::string(Name(transfer.role))},
             {"kind", NameOr(transfer.kind)},
             {"method", transfer.kind == Transfer::Kind::kIst ? "" : transfer.method},
             {"peer", transfer.peer_name},
             {"peer_address", transfer.peer_address}},
            1);
  batch.Add(std::move(info));
}

void AddCounts(MetricBatch& batch, const TransferTracker::Counts& ended) {
  MetricFamily counts =
      MakeFamily("galera_state_transfers_total",
                 "State transfers that ended, since the warden's worker started.", MetricType::Counter);
  for (const auto& [key, count] : ended) {
    const auto& [role, kind, result] = key;
    AddSeries(counts, {{"role", std::string(Name(role))}, {"kind", NameOr(kind)}, {"result", NameOr(result)}},
              static_cast<double>(count));
  }
  batch.Add(std::move(counts));
}

void AddProgress(MetricBatch& batch, const Transfer& transfer) {
  AddKnown(batch, "galera_state_transfer_bytes",
           "Bytes of a full state transfer that this node has received or sent.", transfer.bytes);
  AddKnown(batch, "galera_state_transfer_expected_bytes",
           "About how many bytes a full state transfer will be: what the donor has on disk.",
           transfer.bytes_expected);
  AddKnown(
      batch, "galera_state_transfer_writesets",
      "Write-sets of an incremental state transfer that this node has received; of a donor's, at its end.",
      transfer.writesets);
  AddKnown(batch, "galera_state_transfer_expected_writesets",
           "How many write-sets an incremental state transfer is.", transfer.writesets_expected);
}

}  // namespace

void AddTransferFamilies(MetricBatch& batch, const std::optional<Transfer>& transfer,
                         const TransferTracker::Counts& ended, const Moment& now) {
  batch.AddGauge("galera_state_transfer_running", "Whether this node receives or sends a state transfer.",
                 transfer && transfer->Runs() ? 1 : 0);
  if (!ended.empty()) AddCounts(batch, ended);
  if (!transfer) return;
  AddInfo(batch, *transfer);
  if (transfer->started) {
    batch.AddGauge("galera_state_transfer_start_time_seconds", "When it began, in Unix time.",
                   UnixSeconds(*transfer->started));
  }
  if (const auto elapsed = Elapsed(*transfer, now)) {
    batch.AddGauge("galera_state_transfer_elapsed_seconds", "How long it has run, or ran.",
                   std::chrono::duration<double>(*elapsed).count());
  }
  batch.AddGauge("galera_state_transfer_stalled",
                 "Whether it runs and nothing has come or gone for a minute.", transfer->stalled ? 1 : 0);
  AddProgress(batch, *transfer);
}

}  // namespace watchdog
