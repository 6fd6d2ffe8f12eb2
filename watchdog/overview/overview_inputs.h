// All that this node's warden knows at one moment, as far as a person wants to see it. Values.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bootstrap/question.h"
#include "discovery/peer_picture.h"
#include "evidence/evidence.h"
#include "galera/health.h"
#include "galera/notification.h"
#include "incident/observation.h"
#include "overview/cluster_overview.h"
#include "overview/seqno_track.h"
#include "pager/pager_state.h"

namespace watchdog {

// Null and nullopt: not known.
struct OverviewInputs {
  OverviewTeller teller;
  Evidence own;  // as it is told to the peers, with Evidence::now
  std::shared_ptr<const galera::Snapshot> snapshot;
  std::chrono::milliseconds snapshot_age_max{2500};
  std::optional<galera::Notification> view;  // the last one with members
  std::shared_ptr<const PeerPicture> peers;
  std::vector<SeenMember> former_members;    // as in Observation
  std::map<std::string, std::string> names;  // of nodes, by address, as they were known last
  SeqnoTrack seqnos;
  PagerState pager;
  std::optional<Question> question;
  std::vector<Event> events;  // newest first
  HistoryLine history;
};

}  // namespace watchdog
