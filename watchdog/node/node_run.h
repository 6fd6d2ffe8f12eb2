// The way of one node: wait, decide, start mariadbd, follow it; again if it
// ended before it ever took part.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "bootstrap/restart_budget.h"
#include "bootstrap/start_decision.h"
#include "discovery/founder.h"
#include "discovery/peer_watch.h"
#include "discovery/wait_for_peers.h"
#include "galera/health.h"
#include "galera/result.h"
#include "node/evidence_board.h"
#include "node/own_evidence.h"
#include "node/promise_desk.h"
#include "node/question_desk.h"
#include "node/view_watch.h"
#include "pager/pager.h"
#include "settings/node_settings.h"
#include "supervisor/worker_link.h"
#include "transfer/transfer_watch.h"

namespace watchdog {

class NodeRun {
 public:
  struct Parts {
    const WorkerLink& link;
    EvidenceBoard& board;
    PromiseDesk& promises;
    TransferWatch& transfers;
    ViewWatch& views;
    Pager& pager;
    std::function<std::shared_ptr<const galera::Snapshot>()> snapshot;
    std::string drain_file;
    PeerSources peer_sources = {};
    std::shared_ptr<const SigningKey> key = {};  // of the cluster's secret; null: there is none
    QuestionDesk::Listener questions = {};
  };

  NodeRun(NodeSettings settings, Parts parts);

  // On one thread, to the end: until `stop`, or when the program shall end
  // (the supervisor has been told so).
  void Run(const std::stop_token& stop);

 private:
  enum class Next { kAgain, kLeave };

  bool Prepare();
  bool ReadDirectory();
  Next Decide(const std::stop_token& stop);
  StartView View(const PeerPicture* picture);
  int Minimum(SteadyTime now);
  void ElectFounder(const PeerPicture& picture, StartView& view);
  void FindOwnPosition(const std::stop_token& stop);
  void Show(const StartDecision& decision);
  void Ask(const StartDecision& decision, const StartView& view, const PeerPicture* picture);
  void Refuse(const StartDecision& decision);
  void SayIgnoredAnswers();
  void RecoverAgain(const HumanAnswers& answers, const std::stop_token& stop);
  bool ClaimBootstrap(const StartDecision& decision, const std::stop_token& stop);
  Next Begin(const StartDecision& decision, const std::stop_token& stop);
  galera::Status Found(const std::stop_token& stop);
  galera::Status Launch(const StartDecision& decision, const std::stop_token& stop);
  galera::Result<std::string> StartPosition(const StartDecision& decision, const PeerPicture* picture,
                                            const std::stop_token& stop);
  void NoteVersion(const PeerPicture* picture, const std::stop_token& stop);
  void UpgradeIfNeeded(const StartDecision& decision, const std::stop_token& stop);
  galera::Status PrepareBootstrap(const StartDecision& decision, const std::string& position);
  bool AwaitTransferThatFits(const std::string& position, const std::stop_token& stop);
  bool AwaitOwnHistory(const std::string& position, const std::stop_token& stop);
  void NoteServing(const galera::Snapshot& snapshot);
  bool ReadLog();
  void SayQuorumLoss();
  void LookAtPeers(PeerWatch& watch);
  Next Follow(control::Phase phase, const std::stop_token& stop);
  Next AfterEnd(const control::Ended& ended, bool has_served, bool no_primary);
  void Attend(const control::Message& message);
  void Fail(const std::string& what, int exit_code);
  void SetPhase(Evidence::Phase phase);
  void SendPhase(control::Phase phase);
  void Send(const control::Message& message);
  void Rest(std::chrono::milliseconds time, const std::stop_token& stop);

  const NodeSettings settings_;
  const Parts parts_;
  NodeAddress own_;
  std::unique_ptr<PeerWatch> watch_;  // null where there is no one to look for
  Ballot ballot_;
  WaitMemory wait_memory_;
  OwnEvidence own_evidence_;
  QuestionDesk question_;
  RestartBudget restarts_;
  // Since when a human can have known what is asked; what he said before is about something else.
  std::optional<std::chrono::system_clock::time_point> asked_since_;
  std::optional<SteadyTime> looked_since_;  // when the peers were first seen, of this attempt
  std::uint64_t seen_round_ = 0;            // of looking at peers, while mariadbd runs
  std::optional<int> said_minimum_;         // of addresses
  std::set<std::string> ignored_answers_;   // said
  std::string said_;                        // the reason logged last
  std::string secret_trouble_;              // logged last
  std::string expected_uuid_;               // of the state, after a bootstrap; empty: any
  std::string data_version_;                // of the oldest server that may have made the data
  bool data_present_ = false;
  bool replaces_data_ = false;  // a human has said so: a full state transfer, whatever is here
  bool look_again_ = false;     // what a launch was decided on may hold no more
  bool stopping_ = false;
  bool closed_ = false;
};

}  // namespace watchdog
