// A cluster of three as node n1 sees it at one moment, to be changed by a test.
#pragma once

#include <memory>
#include <string>

#include "overview/overview_inputs.h"

namespace watchdog::test {

inline constexpr char kHistoryUuid[] = "5a1e9c1e-7d2b-11f0-9c1e-0242ac110002";

struct Situation {
  Instant now;
  OverviewInputs inputs;  // but for what is below
  galera::Snapshot look;  // of n1, 200 ms old
  PeerPicture picture;    // of n2 and n3, 400 ms old

  // n1, n2, n3 at 10.0.0.1 to 3, all Synced at seqno 12345, an hour of nothing behind it.
  Situation();

  Peer& peer(int number) { return picture.peers.at(static_cast<std::size_t>(number) - 2); }
  Evidence& of(int number) { return number == 1 ? inputs.own : *peer(number).evidence; }

  void GoesSilent(int number, const std::string& failure);
  // The view has these members, by number; the own look says so.
  void View(const std::vector<int>& members);
  // The node waits for a human, its mariadbd does not run.
  void Pauses(int number, std::int64_t seqno, const std::string& question);
  void Fires(Incident incident, const std::string& summary);

  OverviewInputs Inputs() const;
};

std::string UuidOf(int number);

}  // namespace watchdog::test
