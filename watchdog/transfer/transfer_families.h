// The galera_state_transfer_* families of a node that the warden starts. Pure.
#pragma once

#include <optional>

#include "collect/metric_batch.h"
#include "transfer/transfer_tracker.h"

namespace watchdog {

// Of the transfer that runs or, after it, of the last one: one that lasts less than a scrape's interval is
// seen, too. What is not known adds no series.
void AddTransferFamilies(galera::MetricBatch& batch, const std::optional<Transfer>& transfer,
                         const TransferTracker::Counts& ended, const Moment& now);

}  // namespace watchdog
