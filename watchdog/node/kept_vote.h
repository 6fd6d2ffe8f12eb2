// The vote of this node for another founder, kept through a restart: one that
// forgot it could elect a second one (discovery/founder.h). In the data directory,
// with which it ends. One thread.
#pragma once

#include "discovery/founder.h"
#include "galera/result.h"
#include "settings/node_settings.h"

namespace watchdog {

// What of a ballot has to outlive this worker: a vote for another. The own
// candidacy ends with it, by its name. Pure.
Ballot Lasting(const Ballot& ballot, const std::string& own_node_id);

// For a worker that starts. Empty where there is none; kInvalid, naming the file,
// for one that can't be read: what it held may still bind.
galera::Result<Ballot> ReadKeptVote(const NodeSettings& settings);

// Before `ballot` is published, and durable when it returns. Makes the data directory.
galera::Status KeepVote(const NodeSettings& settings, const Ballot& lasting);

// There is a cluster, or data: the vote has no meaning any more.
void ForgetVote(const NodeSettings& settings);

}  // namespace watchdog
