// The files by which a human answers: in the data directory as the swarm image
// has them, in the confirm directory as the Kubernetes one does.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bootstrap/start_decision.h"
#include "galera/result.h"
#include "settings/node_settings.h"

namespace watchdog {

// Looks at the files now. settings.auto_recovery_mode counts as a file of that name.
// What is in the confirm directory counts only if it was touched after
// `asked_since` (nullopt: nothing was asked yet), and belongs to root, to us or to
// the owner of the data: that directory may be open to all, and outlives a start.
HumanAnswers ReadAnswers(const NodeSettings& settings,
                         std::optional<std::chrono::system_clock::time_point> asked_since);

// The files of the confirm directory that do not count, each with the reason and
// the remedy; for the log.
std::vector<std::string> AnswersIgnored(const NodeSettings& settings,
                                        std::optional<std::chrono::system_clock::time_point> asked_since);

// An answer counts once: removes the files that stand for an answer to "start
// what?" (confirm-*, new-cluster, wsrep-new-cluster), before it is acted on.
// hold-start and skip-gcomm-wait are the human's to remove.
// An error when one can't be removed: then it would count again.
galera::Status ConsumeAnswers(const NodeSettings& settings);

// The same for confirm-recover and confirm-heuristic-rollback alone.
galera::Status ConsumeRecoverAnswers(const NodeSettings& settings);

// The names of those files in the data directory: a directory that holds
// nothing else is empty.
bool IsAnswerFile(std::string_view name);

}  // namespace watchdog
