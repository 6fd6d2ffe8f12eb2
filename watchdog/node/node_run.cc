#include "node/node_run.h"

#include <unistd.h>

#include <algorithm>
#include <random>
#include <utility>

#include "bootstrap/evidence_table.h"
#include "bootstrap/testimony.h"
#include "discovery/own_addresses.h"
#include "discovery/peer_spec.h"
#include "first_start/first_start.h"
#include "node/data_directory.h"
#include "node/drain.h"
#include "node/human_answers.h"
#include "node/join_facts.h"
#include "node/kept_vote.h"
#include "node/launch.h"
#include "node/own_history.h"
#include "node/peer_findings.h"
#include "node/position.h"
#include "node/promise_round.h"
#include "node/quorum_loss.h"
#include "node/sayings.h"
#include "node/server_phase.h"
#include "node/stale_transfer.h"
#include "node/startup_hook.h"
#include "node/upgrade_turn.h"
#include "system/log.h"
#include "upgrade/upgrade.h"
#include "upgrade/upgrade_decision.h"

namespace watchdog {
namespace {

using galera::LogError;
using galera::LogInfo;
using galera::LogWarn;
using galera::Status;
using std::chrono::milliseconds;

constexpr milliseconds kBeat{250};
constexpr milliseconds kPeerInterval{1000};
constexpr milliseconds kPeerIntervalServing{5000};
constexpr milliseconds kBeforeAgain{2000};
constexpr milliseconds kDecideInterval{500};
constexpr milliseconds kBeforeNextClaim{500};
constexpr milliseconds kToPage{2000};             // before the program ends
constexpr std::chrono::hours kUpgradeTimeout{6};  // it looks at every table
constexpr milliseconds kRoomInterval{5000};
constexpr int kLogPacketsAtOnce = 1000;
constexpr int kExitRefused = 1;
constexpr int kExitDataDirectory = 3;  // no server can be started on it

std::string NameOf(const Evidence& own) { return own.node_name.empty() ? own.node_address : own.node_name; }

control::Graces GracesOf(const NodeSettings& settings) {
  return {settings.waiting_grace, settings.transfer_grace, settings.stop_grace, settings.drain};
}

}  // namespace

NodeRun::NodeRun(NodeSettings settings, Parts parts)
    : settings_(std::move(settings)),
      parts_(std::move(parts)),
      own_evidence_(settings_, parts_.board),
      question_(settings_, parts_.questions),
      restarts_(settings_.restarts) {}

void NodeRun::Run(const std::stop_token& stop) {
  const WorkerLink::Received first = parts_.link.Receive(std::chrono::seconds(5));
  const auto* hello = first.message ? std::get_if<control::Hello>(&*first.message) : nullptr;
  if (hello == nullptr) return Fail("the supervisor said no hello", kExitRefused);
  stopping_ = hello->stopping;
  parts_.board.SetServerRuns(hello->pid != 0);
  parts_.promises.SetServerRuns(hello->pid != 0);
  if (!Prepare()) return;
  if (hello->pid != 0) {
    LogInfo("mariadbd runs: following it", {{"pid", std::to_string(hello->pid)}});
    SetPhase(PhaseFor(hello->phase));
    // As at a launch: the server says what it has.
    parts_.board.Update([](Evidence& evidence) { evidence.data = Evidence::Data::kPresent; });
    if (Follow(hello->phase, stop) == Next::kLeave) return;
  } else {
    if (const Status ran = RunStartupHook(settings_, own_, stop); !ran)
      return Fail(ran.error().message, kExitRefused);
    EndDrain(parts_.drain_file);
    SendPhase(control::Phase::kWaiting);  // with the graces
  }
  while (!stop.stop_requested() && !closed_ && !stopping_) {
    if (Decide(stop) == Next::kLeave) return;
  }
}

// What does not change from one attempt to the next.
bool NodeRun::Prepare() {
  if (const Status made = MakeRunDirectories(settings_); !made) {
    Fail(made.error().message, kExitRefused);
    return false;
  }
  const auto interfaces = ReadOwnAddresses();
  const auto own = interfaces ? SelectNodeAddress(settings_.node_address, *interfaces)
                              : galera::Result<NodeAddress>(interfaces.error());
  if (!own) {
    Fail("NODE_ADDRESS: " + own.error().message, kExitRefused);
    return false;
  }
  own_ = *own;
  parts_.board.Update([this](Evidence& evidence) { evidence.node_address = own_.text; });
  if (settings_.peers.empty() || !settings_.wsrep_on) return true;
  PeerSpecs specs = ParsePeerSpecs(settings_.peers, settings_.ports.group);
  bool fatal = false;
  for (const PeerProblem& problem : specs.problems) {
    fatal = fatal || problem.fatal;
    LogWarn("list of peers", {{"entry", problem.entry}, {"problem", problem.message}});
  }
  if (fatal) {
    Fail("the list of peers can't be used", kExitRefused);
    return false;
  }
  PeerWatchOptions options;
  options.peers = std::move(specs.specs);
  options.own = own_;
  options.own_node_id = parts_.board.Now().node_id;
  options.health_port = settings_.ports.synced_health;
  options.interval = kPeerInterval;
  options.resolver.kubernetes = getenv("KUBERNETES_SERVICE_HOST") != nullptr;
  options.sources = parts_.peer_sources;
  options.key = parts_.key;
  watch_ = std::make_unique<PeerWatch>(std::move(options));
  return true;
}

// False: nothing can be started on it, and the program ends.
bool NodeRun::ReadDirectory() {
  const auto directory = LookAtData(settings_);
  if (!directory) {
    Fail(directory.error().message, kExitDataDirectory);
    return false;
  }
  for (const std::string& warning : directory->warnings) LogWarn("data directory", {{"problem", warning}});
  data_present_ = directory->present;
  if (!data_present_ && !ballot_.vote) {
    const auto kept = ReadKeptVote(settings_);
    if (!kept) {
      Fail(kept.error().message, kExitDataDirectory);
      return false;
    }
    ballot_ = *kept;
  }
  // Half-initialised by us counts as empty: it never was in a cluster, and its first start begins again.
  const Evidence::Data data = data_present_ ? Evidence::Data::kPresent : Evidence::Data::kEmpty;
  parts_.board.Update([data](Evidence& evidence) { evidence.data = data; });
  own_evidence_.Look(data_present_);
  return true;
}

StartView NodeRun::View(const PeerPicture* picture) {
  const auto now = std::chrono::steady_clock::now();
  const Evidence own = parts_.board.Now();
  StartView view;
  view.mode = settings_.mode;
  view.wsrep_on = settings_.wsrep_on;
  view.peers_named = !settings_.peers.empty();
  view.data_present = data_present_;
  view.answers = ReadAnswers(settings_, asked_since_);
  view.looked = watch_ == nullptr || picture != nullptr;
  view.primary_at = PrimaryIn(picture);
  view.silent = SilentIn(picture);
  if (const std::string trouble = SecretTroubleIn(picture, parts_.key != nullptr);
      std::exchange(secret_trouble_, trouble) != trouble && !trouble.empty()) {
    LogWarn("GALERA_WARDEN_NODE_CLUSTER_SECRET", {{"problem", trouble}});
  }
  view.ordinal = settings_.ordinal;
  view.fresh = own_evidence_.directory().state == DirectoryState::kFresh;
  view.unknown_position = own_evidence_.Unknown();
  view.undecided = own_evidence_.IsUndecided();
  view.policy = settings_.recovery;
  view.own_id = own.node_id;
  view.testimonies = TestimoniesIn(picture, settings_.cluster_name);
  if (data_present_ && own_evidence_.has_position())
    view.testimonies.push_back(TestimonyOf(WithSnapshot(own, nullptr, false, {}, now), own_.text));
  view.acting = ActingIn(picture, own.node_id);
  if (const auto promise = parts_.promises.Held(now)) view.promised_to = promise->name;
  if (view.looked && !looked_since_) looked_since_ = now;
  view.patience = !looked_since_ || now - *looked_since_ < settings_.recovery_patience;
  view.founder_reason = "looking for peers";
  if (picture != nullptr && !data_present_) ElectFounder(*picture, view);
  return view;
}

int NodeRun::Minimum(SteadyTime now) {
  const auto waited = std::chrono::duration_cast<std::chrono::seconds>(now - looked_since_.value_or(now));
  const int minimum = LoweredMinimum(settings_.gcomm_minimum, waited, settings_.gcomm_minimum_step);
  if (minimum < said_minimum_.value_or(settings_.gcomm_minimum)) {
    LogWarn(
        "GCOMM_MINIMUM counts for less, as GALERA_WARDEN_NODE_GCOMM_MINIMUM_STEP says: UNSAFE, nodes that "
        "do not see each other may found two clusters",
        {{"minimum", std::to_string(minimum)}});
  }
  said_minimum_ = minimum;
  return minimum;
}

void NodeRun::ElectFounder(const PeerPicture& picture, StartView& view) {
  const auto now = std::chrono::steady_clock::now();
  const int minimum = Minimum(now);
  const PeerWait wait = WaitForPeers(picture, own_, minimum, view.answers.skip_wait, wait_memory_, now);
  if (wait.say) LogInfo("peers", {{"seen", wait.text}});
  const Evidence own = parts_.board.Now();
  const FounderDecision decision = DecideFounder({own_, own.node_id, settings_.cluster_name, minimum,
                                                  picture.peers, ballot_, picture.AllNamesAnswered()});
  view.founder_reason = decision.reason;
  const Ballot lasting = Lasting(decision.ballot, own.node_id);
  if (lasting != Lasting(ballot_, own.node_id)) {
    if (const Status kept = KeepVote(settings_, lasting); !kept) {
      view.founder_reason = "a vote has to be kept before it is given: " + kept.error().message;
      return;
    }
  }
  ballot_ = decision.ballot;
  parts_.board.Update([this](Evidence& evidence) {
    evidence.vote.reset();
    if (ballot_.vote) evidence.vote = ballot_.vote->text;
    evidence.candidacy = ballot_.candidacy;
  });
  switch (decision.kind) {
    case FounderDecision::Kind::kWait:
      view.founder = FounderAnswer::kWait;
      break;
    case FounderDecision::Kind::kFound:
      view.founder = wait.enough ? FounderAnswer::kFound : FounderAnswer::kWait;
      break;
    case FounderDecision::Kind::kJoin:
      view.founder = FounderAnswer::kJoin;
      break;
  }
}

// Says a decision once.
void NodeRun::Show(const StartDecision& decision) {
  SetPhase(PhaseFor(decision.kind));
  const std::string saying = std::to_string(static_cast<int>(decision.kind)) + decision.reason;
  if (saying == said_) return;
  said_ = saying;
  SayDecision(decision);
}

void NodeRun::Ask(const StartDecision& decision, const StartView& view, const PeerPicture* picture) {
  if (!asked_since_) asked_since_ = std::chrono::system_clock::now();
  const Evidence own = parts_.board.Now();
  question_.Ask(decision, view, NameOf(own), EvidenceRows(own, picture), std::chrono::steady_clock::now());
  parts_.pager.OnQuestion(decision.reason);
}

// A word that is refused is over, so that it does not come to hold later, unseen.
void NodeRun::Refuse(const StartDecision& decision) {
  LogError("refused: " + decision.reason);
  question_.NoteRefusal(decision.findings);
  parts_.pager.OnRefusal(decision.reason);
  for (const std::string& finding : decision.findings) LogError("refused", {{"finding", finding}});
  if (const Status consumed = ConsumeAnswers(settings_); !consumed)
    LogError("refused", {{"problem", consumed.error().message}});
}

// Before anything else is decided: peers want to know it, and so does a human.
void NodeRun::FindOwnPosition(const std::stop_token& stop) {
  if (!data_present_ || !settings_.wsrep_on || settings_.mode == Mode::kNoGalera ||
      settings_.mode == Mode::kSleep || ReadAnswers(settings_, asked_since_).hold)
    return;
  if (const Status written = WriteServerConfig(settings_, own_, {}); !written) return;
  const auto& found = own_evidence_.Position(ServerConfigFile(settings_), stop);
  if (found) parts_.promises.SetPosition(ReadPosition(found->Best()));
}

NodeRun::Next NodeRun::Decide(const std::stop_token& stop) {
  if (!ReadDirectory()) return Next::kLeave;
  std::uint64_t round = 0;
  while (!stop.stop_requested() && !stopping_ && !closed_) {
    if (own_evidence_.RetryIsDue(std::chrono::steady_clock::now())) own_evidence_.Look(data_present_);
    if (!own_evidence_.has_position()) FindOwnPosition(stop);
    std::shared_ptr<const PeerPicture> picture;
    if (watch_) {
      picture = watch_->WaitBeyond(round, std::chrono::steady_clock::now() + kDecideInterval);
      if (picture) round = picture->round;
      if (!picture) picture = watch_->Latest();
      if (picture) parts_.promises.SeePeers(*picture);
      parts_.pager.OnPeers(picture);
    }
    SayIgnoredAnswers();
    const StartView view = View(picture.get());
    const StartDecision decision = DecideStart(view);
    if (decision.refused) Refuse(decision);
    if (data_present_ && (view.answers.recover || view.answers.roll_back)) RecoverAgain(view.answers, stop);
    Show(decision);
    switch (decision.kind) {
      case StartKind::kPause:
        Ask(decision, view, picture.get());
        [[fallthrough]];
      case StartKind::kHold:
      case StartKind::kWait:
        if (view.looked && !asked_since_) asked_since_ = std::chrono::system_clock::now();
        Rest(kBeat, stop);
        continue;
      case StartKind::kBootstrap:
        if (!ClaimBootstrap(decision, stop)) continue;
        [[fallthrough]];
      case StartKind::kFound:
      case StartKind::kResume:
      case StartKind::kJoin:
      case StartKind::kAlone:
        return Begin(decision, stop);
    }
  }
  return Next::kLeave;
}

// Each once.
void NodeRun::SayIgnoredAnswers() {
  if (!asked_since_) return;
  for (const std::string& ignored : AnswersIgnored(settings_, asked_since_)) {
    if (ignored_answers_.insert(ignored).second) LogWarn("does not count", {{"file", ignored}});
  }
}

// confirm-recover, confirm-heuristic-rollback.
void NodeRun::RecoverAgain(const HumanAnswers& answers, const std::stop_token& stop) {
  if (const Status consumed = ConsumeRecoverAnswers(settings_); !consumed)
    return LogError("recovery of the position", {{"problem", consumed.error().message}});
  if (answers.roll_back && own_evidence_.IsUndecided()) {
    const Status done = RollBackUndecided(RecoveryCommandFor(settings_, ServerConfigFile(settings_)), stop);
    if (!done) LogError("undecided transactions", {{"problem", done.error().message}});
    if (done) LogWarn("undecided transactions are rolled back, as confirmed");
  }
  own_evidence_.Look(data_present_);
  question_.Withdraw();  // so that it is shown anew
}

// Gets everybody's promise, and decides once more with what they say at that moment.
bool NodeRun::ClaimBootstrap(const StartDecision& decision, const std::stop_token& stop) {
  const auto& found = own_evidence_.Position(ServerConfigFile(settings_), stop);
  const auto position = found ? ReadPosition(found->Best()) : std::nullopt;
  if (!watch_ || !position) return true;  // nobody to ask; or Begin() says what is wrong
  const Evidence own = parts_.board.Now();
  std::string problem;
  if (const Status standing =
          parts_.promises.Stand({*position, own.node_name, own_.text}, std::chrono::steady_clock::now());
      !standing) {
    problem = standing.error().message;
  } else {
    PeerPicture picture = *watch_->Latest();
    const PromiseRequest request{own.node_id, own.node_name, own_.text,       "",
                                 *position,   kPromiseMax,   !decision.proven};
    problem = CollectPromises(decision, request, settings_.cluster_name, settings_.ports.synced_health,
                              parts_.key.get(), picture);
    if (problem.empty()) {
      const StartDecision again = DecideStart(View(&picture));
      const bool same = again.kind == StartKind::kBootstrap && again.proven >= decision.proven;
      if (!same) problem = "what was true a moment ago is so no more: " + again.reason;
    }
    if (problem.empty()) {
      const Status act = parts_.promises.Act(std::chrono::steady_clock::now());
      if (act) return true;
      problem = act.error().message;
    }
  }
  parts_.promises.StepBack();
  LogWarn("not starting a cluster yet", {{"reason", problem}});
  // Two who claim at the same time must not do so again at the same time.
  Rest(kBeforeNextClaim + milliseconds(std::random_device()() % 1000), stop);
  return false;
}

NodeRun::Next NodeRun::Begin(const StartDecision& decision, const std::stop_token& stop) {
  for (const std::string& finding : decision.findings)
    LogWarn("what is, or may be, lost", {{"finding", finding}});
  if (const Status consumed = ConsumeAnswers(settings_); !consumed) {
    Fail(consumed.error().message, kExitRefused);
    return Next::kLeave;
  }
  question_.Withdraw();
  Status done;
  if (decision.kind == StartKind::kFound || (decision.kind == StartKind::kAlone && !data_present_)) {
    done = Found(stop);
  }
  if (done) done = Launch(decision, stop);
  if (std::exchange(look_again_, false)) return Next::kAgain;
  if (!done) {
    parts_.promises.StepBack();
    if (!stop.stop_requested() && !stopping_) Fail(done.error().message, kExitRefused);
    return Next::kLeave;
  }
  parts_.pager.OnQuestion("");
  parts_.pager.OnRefusal("");
  said_.clear();
  asked_since_.reset();
  looked_since_.reset();
  return Follow(FirstPhase(decision.kind), stop);
}

Status NodeRun::Found(const std::stop_token& stop) {
  if (Status s = WriteServerConfig(settings_, own_, {}); !s) return s;
  FirstStartOptions options;
  options.config_file = ServerConfigFile(settings_);
  options.stop = stop;
  options.deadline = std::chrono::steady_clock::now() + settings_.first_start_timeout;
  options.progress = SayProgress;
  NodeSettings settings = settings_;
  if (settings.sst_account) settings.accounts.push_back(*settings.sst_account);
  return RunFirstStart(settings, options);
}

Status NodeRun::Launch(const StartDecision& decision, const std::stop_token& stop) {
  const bool new_cluster = decision.kind == StartKind::kFound || decision.kind == StartKind::kBootstrap;
  const auto picture = watch_ ? watch_->Latest() : nullptr;
  if (Status s = WriteServerConfig(settings_, own_, AddressesIn(picture.get())); !s) return s;
  if (Status s = MakeDataDirectory(settings_); !s) return s;
  // Only a normal start looks for the last view. Else Galera might restore one of which all members have
  // lost what they had in memory, and with it what others have acknowledged (tests/simulation).
  const auto put_aside = PutViewAside(settings_, decision.kind != StartKind::kResume);
  if (!put_aside) return put_aside.error();
  if (!put_aside->empty()) LogInfo("gvwstate.dat is put aside", {{"reason", *put_aside}});
  for (const std::string& file : EmptyStaleTransferPids(settings_.data_directory)) {
    LogInfo("a state transfer was cut short: its PID file is emptied", {{"file", file}});
  }
  NoteVersion(picture.get(), stop);
  UpgradeIfNeeded(decision, stop);
  const auto position = StartPosition(decision, picture.get(), stop);
  if (!position) return position.error();
  if (look_again_) return Status();
  auto launch = PrepareLaunch(settings_, new_cluster, *position);
  if (!launch) return launch.error();
  // The last look before the only act that could make a second cluster.
  if (new_cluster && watch_) {
    if (const auto primary = PrimaryIn(watch_->Latest().get())) {
      return galera::Error{galera::ErrorCode::kRefused, "a primary component has appeared at " + *primary};
    }
  }
  if (decision.kind == StartKind::kResume) {
    if (Status s = parts_.promises.LetServerRun(std::chrono::steady_clock::now()); !s) {
      LogWarn("not started yet", {{"reason", s.error().message}});
      look_again_ = true;
      return Status();
    }
  }
  parts_.promises.SetServerRuns(true);
  parts_.pager.OnServerStart();
  ForgetVote(settings_);
  expected_uuid_ = new_cluster ? position->substr(0, position->rfind(':')) : "";
  parts_.views.OnStart(RecordOwnerOf(settings_, own_), !data_present_);
  SendPhase(FirstPhase(decision.kind));
  Send(control::Keep{FirstPhase(decision.kind) == control::Phase::kWaiting});
  Send(control::Start{launch->argv, launch->environment});
  parts_.board.SetServerRuns(true);
  parts_.board.Update([](Evidence& evidence) {
    evidence.data = Evidence::Data::kPresent;
    // From here on the server says what it has.
    evidence.directory.clear();
    evidence.directory_reason.clear();
    evidence.state_uuid.clear();
    evidence.seqno.reset();
  });
  return Status();
}

// Of the mariadbd that starts now, and of whoever it may get its data from.
void NodeRun::NoteVersion(const PeerPicture* picture, const std::stop_token& stop) {
  const auto version = ReadServerVersion(settings_, stop);
  if (!version) {
    LogWarn("version of mariadbd", {{"problem", version.error().message}});
    return;
  }
  data_version_ = *version;
  if (picture != nullptr) {
    for (const Peer& peer : picture->peers) {
      if (peer.evidence) data_version_ = OlderVersion(data_version_, peer.evidence->mariadb_version);
    }
  }
  parts_.board.Update([&](Evidence& evidence) { evidence.mariadb_version = *version; });
}

// One that fails does not keep a node away from its cluster: it is tried again
// after the next clean stop.
void NodeRun::UpgradeIfNeeded(const StartDecision& decision, const std::stop_token& stop) {
  if (!data_present_ || settings_.mode == Mode::kNoGalera) return;
  const auto grastate = ReadGrastate(settings_);
  UpgradeView view;
  view.data_version = ReadDataVersion(settings_);
  view.server_version = parts_.board.Now().mariadb_version;
  view.skip = settings_.skip_upgrades || ReadAnswers(settings_, asked_since_).skip_upgrades;
  view.stopped_cleanly = grastate && AskPosition(true, *grastate).need == PositionNeed::kNone;
  const UpgradeDecision upgrade = DecideUpgrade(view);
  if (upgrade.kind != UpgradeDecision::Kind::kUpgrade) {
    if (!upgrade.reason.empty()) LogWarn("system tables", {{"finding", upgrade.reason}});
    return;
  }
  if (!AwaitUpgradeTurn(watch_.get(), parts_.board, own_, stop)) return;
  LogInfo("upgrade of system tables", {{"reason", upgrade.reason}});
  const auto start = std::chrono::steady_clock::now();
  const Status done = RunUpgrade(settings_, ServerConfigFile(settings_), start + kUpgradeTimeout, stop);
  SetPhase(PhaseFor(decision.kind));
  if (!done) {
    LogError("upgrade of system tables failed; starting without it", {{"reason", done.error().message}});
    return;
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start);
  LogInfo("upgrade of system tables done", {{"seconds", std::to_string(seconds.count())}});
}

// What mariadbd is told to start from; empty: what it finds itself.
galera::Result<std::string> NodeRun::StartPosition(const StartDecision& decision, const PeerPicture* picture,
                                                   const std::stop_token& stop) {
  if (decision.kind == StartKind::kAlone) return std::string();
  FoundPosition own;
  if (data_present_) {
    const auto& found = own_evidence_.Position(ServerConfigFile(settings_), stop);
    if (!found) return found.error();
    own = *found;
    LogInfo("state of this node's data", {{"finding", own.question.reason}});
  }
  if (decision.kind == StartKind::kJoin && picture != nullptr) {
    if (!AwaitOwnHistory(own.text, stop)) {
      look_again_ = true;
      return std::string();
    }
    const std::string position = std::exchange(replaces_data_, false) ? "" : own.text;
    if (position != own.text) {
      if (Status s = PutPositionAside(settings_); !s) return s.error();
    }
    SayForecast(position, picture->peers);
    look_again_ = !AwaitTransferThatFits(position, stop);
    return own.question.need == PositionNeed::kRecover ? position : std::string();
  }
  if (decision.kind != StartKind::kBootstrap)
    return own.question.need == PositionNeed::kRecover ? own.text : std::string();
  const std::string position = own.Best();
  if (Status s = PrepareBootstrap(decision, position); !s) return s.error();
  return position;
}

// grastate.dat with that position and the permission, the view that was put aside, and the
// branch of the history where something may be lost.
Status NodeRun::PrepareBootstrap(const StartDecision& decision, const std::string& position) {
  const auto parsed = ReadPosition(position);
  if (!parsed && own_evidence_.directory().state == DirectoryState::kFresh) return Status();
  if (!parsed)
    return galera::Error{galera::ErrorCode::kRefused,
                         "no position to start a cluster from: this directory has no history"};
  if (!decision.proven) {
    if (Status s = own_evidence_.AddBranch(parsed->seqno); !s) return s;
  }
  return AllowBootstrap(settings_, position);
}

// Waits while the state transfer is sure to fail: a mariadbd that tries ends, and would be started again for
// ever. False: there is something else to decide now.
bool NodeRun::AwaitTransferThatFits(const std::string& position, const std::stop_token& stop) {
  bool refused = false;
  while (!stop.stop_requested() && !stopping_ && !closed_) {
    const auto picture = watch_->Latest();
    if (refused && !PrimaryIn(picture.get())) return false;
    const JoinFacts facts = LookAtRoom(settings_, parts_.board.Now().mariadb_version);
    const JoinCheck check = CheckJoin(ForecastTransfer(position, picture->peers).kind, facts, picture->peers);
    if (check.refusal.empty() || settings_.skip_transfer_checks) {
      SayJoinCheck(check, refused);
      if (refused) SetPhase(Evidence::Phase::kJoining);
      return true;
    }
    if (!std::exchange(refused, true)) {
      SetPhase(Evidence::Phase::kWaiting);
      LogError("not joining yet: the state transfer would fail", {{"reason", check.refusal}});
    }
    Rest(kRoomInterval, stop);
  }
  return false;
}

// Waits while the data here is of another history than the cluster's: a join would replace all of it.
bool NodeRun::AwaitOwnHistory(const std::string& position, const std::stop_token& stop) {
  bool refused = false;
  while (!stop.stop_requested() && !stopping_ && !closed_) {
    const auto picture = watch_->Latest();
    if (refused && !PrimaryIn(picture.get())) {
      question_.Withdraw();
      return false;
    }
    const std::string objection =
        ForeignHistory(ReadPosition(position), parts_.board.Now().record, picture.get());
    if (objection.empty() || ReadAnswers(settings_, asked_since_).resume) {
      if (!objection.empty())
        LogWarn("joining all the same, as confirmed", {{"what_is_replaced", objection}});
      const Status consumed = refused ? ConsumeAnswers(settings_) : Status();
      if (!consumed) LogError("confirm-resume", {{"problem", consumed.error().message}});
      if (refused) SetPhase(Evidence::Phase::kJoining);
      question_.Withdraw();
      replaces_data_ = !objection.empty();
      return true;
    }
    if (!std::exchange(refused, true)) {
      asked_since_ = std::chrono::system_clock::now();
      SetPhase(Evidence::Phase::kPaused);
      parts_.pager.OnQuestion("joining would replace its data: " + objection);
      const Evidence own = parts_.board.Now();
      question_.AskToReplace(NameOf(own), objection, EvidenceRows(own, picture.get()));
      LogError("not joining: a state transfer would replace data that the cluster has not",
               {{"reason", objection},
                {"to_join_all_the_same", "touch " + settings_.confirm_directory + "/confirm-resume"},
                {"to_keep_it", "move the data directory aside, and start again"}});
    }
    Rest(kBeat, stop);
  }
  return false;
}

// Hands on what mariadbd has logged, all that is there: often a packet is one line, and a start logs
// hundreds. True if it says that it found no primary component.
bool NodeRun::ReadLog() {
  bool no_primary = false;
  for (int packets = 0; packets < kLogPacketsAtOnce; ++packets) {
    const std::vector<std::string> lines = parts_.link.ReadLogLines(milliseconds(0)).lines;
    if (lines.empty()) break;
    parts_.transfers.OnLog(lines);
    parts_.views.OnLog(lines, std::chrono::steady_clock::now());
    parts_.pager.OnLog(lines);
    no_primary = std::any_of(lines.begin(), lines.end(), SaysNoPrimary) || no_primary;
  }
  parts_.views.Check(std::chrono::steady_clock::now());
  return no_primary;
}

void NodeRun::LookAtPeers(PeerWatch& watch) {
  const auto picture = watch.Latest();
  parts_.transfers.OnPeers(picture);
  if (!picture) return;
  parts_.pager.OnPeers(picture);
  if (parts_.pager.WantsPeers() && std::chrono::steady_clock::now() - picture->time > kPeerInterval)
    watch.AskNow();
  if (picture->round == seen_round_) return;
  seen_round_ = picture->round;
  parts_.promises.SeePeers(*picture);
  own_evidence_.ReadRecord();
  const auto snapshot = parts_.snapshot();
  if (snapshot != nullptr && snapshot->wsrep)
    own_evidence_.AdoptBranches(snapshot->wsrep->cluster_state_uuid, picture.get());
}

NodeRun::Next NodeRun::Follow(control::Phase phase, const std::stop_token& stop) {
  bool has_served = false;
  bool no_primary = false;
  QuorumLoss loss;
  if (watch_) watch_->SetInterval(kPeerIntervalServing);
  while (!stop.stop_requested() && !closed_) {
    parts_.link.Await(kBeat);  // a line of the log may be news that somebody is paged about
    const WorkerLink::Received received = parts_.link.Receive(milliseconds(0));
    closed_ = received.closed;
    no_primary = ReadLog() || no_primary;
    if (watch_) LookAtPeers(*watch_);
    if (received.message) {
      Attend(*received.message);
      if (const auto* ended = std::get_if<control::Ended>(&*received.message)) {
        no_primary = ReadLog() || no_primary;
        return AfterEnd(*ended, has_served, no_primary);
      }
      if (const auto* refused = std::get_if<control::Refused>(&*received.message)) {
        Fail("mariadbd was not started: " + refused->reason, kExitRefused);
        return Next::kLeave;
      }
    }
    const auto snapshot = parts_.snapshot();
    if (has_served && !stopping_ && loss.Lasts(snapshot.get(), std::chrono::steady_clock::now()))
      SayQuorumLoss();
    const control::Phase now = NextPhase(phase, snapshot.get());
    if (now != phase) {
      phase = now;
      SendPhase(now);
      if (!stopping_) SetPhase(PhaseFor(now));
    }
    if (!has_served && snapshot != nullptr && snapshot->answered) {
      has_served = true;
      if (!stopping_) SetPhase(Evidence::Phase::kServing);
      // With a budget the worker says when it is spent.
      Send(control::Keep{restarts_.ever()});
      LogInfo("mariadbd serves");
      NoteServing(*snapshot);
      if (const Status noted = RecordDataVersion(settings_, data_version_); !noted) {
        LogWarn("version of the data", {{"problem", noted.error().message}});
      }
    }
  }
  return Next::kLeave;
}

void NodeRun::SayQuorumLoss() {
  const auto picture = watch_ ? watch_->Latest() : nullptr;
  const auto snapshot = parts_.snapshot();
  if (snapshot != nullptr && snapshot->state == galera::NodeState::kDisconnected) {
    // As after an IST that ended one write-set too early (seen on 26.4.23): mariadbd lives on without its
    // group.
    LogWarn(
        "THIS NODE HAS LEFT ITS GROUP AND DOES NOT COME BACK BY ITSELF: mariadbd runs, its provider is "
        "closed",
        {{"look", "the last lines of mariadbd's error log that begin with WSREP"},
         {"do", "restart this node; it joins again from the position that it has"}});
    return;
  }
  LogWarn(
      "THIS NODE IS IN NO PRIMARY COMPONENT, and takes no statements: it goes on by itself when it reaches "
      "the others again",
      {{"look", InspectCommand(own_, picture.get())},
       {"check",
        "the network between the nodes, and whether the others are up or in a component of their own"},
       {"when_they_are_down_for_good", "galera-warden promote"}});
}

NodeRun::Next NodeRun::AfterEnd(const control::Ended& ended, bool has_served, bool no_primary) {
  parts_.board.SetServerRuns(false);
  parts_.promises.SetServerRuns(false);
  parts_.promises.StepBack();
  parts_.transfers.OnServerEnd();
  const std::string how = ended.end.by_signal ? "signal " + std::to_string(ended.end.value)
                                              : "exit code " + std::to_string(ended.end.value);
  if (stopping_) {
    LogInfo("mariadbd has ended", {{"with", how}});
    return Next::kLeave;
  }
  if (!has_served && no_primary) {
    LogWarn("mariadbd found no primary component: looking again", {{"ended_with", how}});
    if (watch_) watch_->SetInterval(kPeerInterval);
    Rest(kBeforeAgain, {});
    return Next::kAgain;
  }
  LogError("mariadbd has ended", {{"with", ended.reason.empty() ? how : how + ": " + ended.reason}});
  const bool died = ended.end.by_signal || ended.end.value != 0;  // else somebody has stopped it
  const auto rest = died ? restarts_.AfterDeath(std::chrono::steady_clock::now()) : std::nullopt;
  if (died) parts_.pager.OnServerEnd("mariadbd has ended with " + how, !rest);
  if (rest) {
    LogWarn("mariadbd is started again", {{"in_seconds", std::to_string(rest->count())}});
    if (watch_) watch_->SetInterval(kPeerInterval);
    Rest(*rest, {});
    return Next::kAgain;
  }
  if (died) parts_.pager.Flush(kToPage);
  Send(control::End{ended.end.ExitCode()});
  return Next::kLeave;
}

// After a bootstrap the history has to be the one that was recovered.
void NodeRun::NoteServing(const galera::Snapshot& snapshot) {
  parts_.promises.StepBack();
  if (expected_uuid_.empty() || !snapshot.wsrep) return;
  const std::string& uuid = snapshot.wsrep->cluster_state_uuid;
  if (uuid == expected_uuid_) {
    LogInfo("the cluster goes on with its history", {{"cluster_state_uuid", uuid}});
  } else {
    LogError("THE STATE UUID IS NOT THE EXPECTED ONE: stop writing, and compare the nodes",
             {{"expected", expected_uuid_}, {"cluster_state_uuid", uuid}});
  }
  expected_uuid_.clear();
}

void NodeRun::Attend(const control::Message& message) {
  if (const auto* stopping = std::get_if<control::Stopping>(&message)) {
    LogInfo("stopping: out of service on 8080", {{"signal", std::to_string(stopping->signal)}});
    stopping_ = true;
    SetPhase(Evidence::Phase::kStopping);
    // pre-stop, or a human, has sent the clients away: they are not waited for twice.
    if (settings_.drain.count() > 0 && DrainedFor(parts_.drain_file) >= settings_.drain &&
        parts_.board.server_runs()) {
      LogInfo("drained already");
      Send(control::Stop{settings_.stop_grace});
    }
    if (const Status begun = BeginDrain(parts_.drain_file); !begun) {
      LogWarn("health could not be set to drain", {{"reason", begun.error().message}});
    }
  }
}

void NodeRun::Fail(const std::string& what, int exit_code) {
  LogError("not started", {{"reason", what}});
  parts_.pager.OnRefusal(what);
  parts_.pager.Flush(kToPage);
  Send(control::End{exit_code});
}

void NodeRun::SetPhase(Evidence::Phase phase) {
  parts_.board.Update([phase](Evidence& evidence) { evidence.phase = phase; });
}

void NodeRun::SendPhase(control::Phase phase) { Send(control::PhaseNow{phase, GracesOf(settings_)}); }

void NodeRun::Send(const control::Message& message) {
  std::string problem;
  if (!parts_.link.Send(message, &problem)) LogError("supervisor", {{"problem", problem}});
}

// Time for the supervisor to be heard.
void NodeRun::Rest(milliseconds time, const std::stop_token& stop) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!stop.stop_requested() && !stopping_ && !closed_) {
    const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now());
    if (left <= milliseconds(0)) return;
    const WorkerLink::Received received = parts_.link.Receive(left);
    closed_ = received.closed;
    if (received.message) Attend(*received.message);
  }
}

}  // namespace watchdog
