#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <thread>

#include "cli/ask_back.h"
#include "cli/node_sources.h"
#include "cli/promotion_evidence.h"
#include "cli/subcommands.h"
#include "node/own_evidence.h"

namespace watchdog {
namespace {

using galera::Result;
using galera::Status;
using std::chrono::seconds;
using std::chrono::steady_clock;
using Kind = PromotionDecision::Kind;

constexpr char kUsage[] =
    "usage: galera-warden promote [--force] [--yes] [PEER ...]\n"
    "\n"
    "For a node whose mariadbd runs, and has lost its quorum: makes its component primary, as\n"
    "SET GLOBAL wsrep_provider_options='pc.bootstrap=YES' does by hand, where the evidence of this node\n"
    "and of its peers allows it. Shows what it would do first, and asks back. Run it on the node, as root\n"
    "or mysql, with the node's environment. PEER is written as in the node's list of peers; without one\n"
    "its own list is taken. The members of this node's last primary view are asked in any case.\n"
    "\n"
    "  --force  also where another node has more, or may run apart; never beside a primary component\n"
    "  --yes    does not ask back\n"
    "\n"
    "Exit codes: 0 it is primary (also: it was already), 1 it failed or is not known, 2 wrong usage,\n"
    "4 refused.\n"
    "\n"
    "Examples:\n"
    "  galera-warden promote                    on the node that is to go on alone\n"
    "  galera-warden promote db1 db2 db3        where its list of peers is not all\n";

constexpr int kExitRefused = 4;
constexpr seconds kSqlTimeout{10};
constexpr seconds kPrimaryTimeout{30};
constexpr std::chrono::milliseconds kBeat{200};

struct Wish {
  Word word = Word::kNewCluster;
  bool yes = false;
  std::vector<std::string> peers;
};

std::optional<Wish> ParseWish(const std::vector<std::string>& arguments) {
  Wish wish;
  for (const std::string& argument : arguments) {
    if (argument == "--yes") {
      wish.yes = true;
    } else if (argument == "--force") {
      wish.word = Word::kForce;
    } else if (argument.empty() || argument.starts_with("-")) {
      return std::nullopt;
    } else {
      wish.peers.push_back(argument);
    }
  }
  return wish;
}

int Fail(const std::string& message) {
  std::fprintf(stderr, "galera-warden: promote: %s\n", message.c_str());
  return kExitFailure;
}

int ExitCode(Kind kind) {
  switch (kind) {
    case Kind::kAlreadyPrimary:
    case Kind::kAccepted:
      return kExitOk;
    case Kind::kRefused:
      return kExitRefused;
    case Kind::kNoServer:
    case Kind::kUnknown:
      break;
  }
  return kExitFailure;
}

// What was looked at, and what comes of it.
struct Look {
  PromotionEvidence evidence;
  std::optional<Component> component;
  PromotionDecision decision;
};

class Promotion {
 public:
  Promotion(PromotionAsker asker, Wish wish) : asker_(std::move(asker)), wish_(std::move(wish)) {}

  int Run() {
    const Result<Look> first = LookNow();
    if (!first) return Fail(first.error().message);
    Show(*first);
    if (first->decision.kind != Kind::kAccepted) return ExitCode(first->decision.kind);
    if (!login_) return Fail(login_.error().message);
    if (!wish_.yes && !Agreed()) return kExitFailure;
    const Result<Look> last = LookNow();
    if (!last) return Fail(last.error().message);
    if (!login_) return Fail(login_.error().message);
    if (last->decision != first->decision) {
      std::printf("The evidence has changed meanwhile; nothing was done. It is now:\n");
      Show(*last);
      return last->decision.kind == Kind::kAlreadyPrimary ? kExitOk : kExitRefused;
    }
    return Act(*last);
  }

 private:
  // Our own evidence first: with that, there may be nothing to ask anybody.
  Result<Look> LookNow() {
    const auto own = AskOwnWarden(asker_);
    if (!own) return own.error();
    Look look;
    if (auto judged = JudgeOwnServer(*own)) {
      look.decision = std::move(*judged);
      return look;
    }
    const auto deadline = steady_clock::now() + kSqlTimeout;
    connection_.Close();
    login_ = LogIn(connection_, asker_.settings, deadline);
    if (login_) {
      const auto component = ReadComponent(connection_, deadline);
      if (!component) return component.error();
      look.component = *component;
    }
    auto evidence = AskAround(asker_, *own);
    if (!evidence) return evidence.error();
    look.evidence = std::move(*evidence);
    look.decision = DecidePromotion(ViewOf(look.evidence, wish_.word, look.component));
    return look;
  }

  static void Show(const Look& look) {
    const PromotionDecision& decision = look.decision;
    if (!look.evidence.rows.empty())
      std::printf("%s\n", RenderTable(look.evidence.rows, TableNotes::kNone).c_str());
    if (decision.kind == Kind::kRefused) {
      std::printf("refused: %s\n", decision.reason.c_str());
    } else if (decision.kind != Kind::kAccepted) {
      std::printf("%s\n", decision.reason.c_str());
    } else {
      std::printf("This makes the component of this node primary, at %s.\n",
                  decision.position->Text().c_str());
      std::printf(decision.loses_nothing ? "Nothing is lost: that is proven.\n"
                                         : "What is, or may be, lost:\n");
      if (!decision.loses_nothing && decision.findings.empty())
        std::printf("  - what nobody who reports knows of\n");
    }
    PrintFindings(decision.findings);
  }

  static bool Agreed() {
    if (isatty(STDIN_FILENO) == 0) {
      std::printf("nothing was done: nobody can be asked here, and --yes was not given\n");
      return false;
    }
    if (HumanAgrees()) return true;
    std::printf("nothing was done\n");
    return false;
  }

  int Act(const Look& look) {
    const Evidence& own = look.evidence.own;
    const RecordOwner owner{own.cluster_name, own.node_name, own.node_address};
    const std::string& directory = asker_.settings.data_directory;
    std::optional<Branch> branch;
    if (!look.decision.loses_nothing) {
      const auto id = RandomNonce();
      if (!id) return Fail(id.error().message);
      branch = Branch{*id, look.decision.position->seqno};
      if (Status added = AddBranch(directory, owner, *branch); !added)
        return Fail("nothing was done: the branch of the history has to be recorded first: " +
                    added.error().message);
    }
    const Status set = BootstrapComponent(connection_, steady_clock::now() + kSqlTimeout);
    if (!set && galera::IsAnswer(set.error())) {
      const Status removed = branch ? RemoveBranch(directory, owner, branch->id) : Status();
      return Fail(set.error().message +
                  (removed ? "" : "; the branch recorded for it is left: " + removed.error().message));
    }
    if (!set) std::printf("no answer (%s): looking what became of it\n", set.error().message.c_str());
    return AwaitPrimary(look.decision.position->uuid);
  }

  int AwaitPrimary(const std::string& uuid) {
    const auto end = steady_clock::now() + kPrimaryTimeout;
    std::string last = "not known";
    while (steady_clock::now() < end) {
      const Result<Component> now = ReadAgain(end);
      if (now && now->primary) return Verify(*now, uuid);
      last = now ? now->status : now.error().message;
      std::this_thread::sleep_for(kBeat);
    }
    return Fail("not primary within half a minute (" + last + "): see mariadbd's log");
  }

  Result<Component> ReadAgain(steady_clock::time_point end) {
    if (!connection_.connected()) {
      if (Status in = LogIn(connection_, asker_.settings, end); !in) return in.error();
    }
    return ReadComponent(connection_, end);
  }

  static int Verify(const Component& now, const std::string& uuid) {
    if (now.state_uuid != uuid) {
      return Fail("THE STATE UUID IS NOT THE EXPECTED ONE: stop writing, and compare the nodes: " +
                  now.state_uuid + ", and it was " + uuid);
    }
    const std::uint64_t members = now.members.value_or(0);
    std::printf("primary, with the history of before (%s), %llu %s. Start the others: they join.\n",
                uuid.c_str(), static_cast<unsigned long long>(members), members == 1 ? "member" : "members");
    return kExitOk;
  }

  const PromotionAsker asker_;
  const Wish wish_;
  galera::MariadbConnection connection_;
  Status login_;
};

}  // namespace

int RunPromote(const std::vector<std::string>& arguments) {
  const bool help = !arguments.empty() && (arguments.front() == "--help" || arguments.front() == "-h");
  const auto wish = help ? std::nullopt : ParseWish(arguments);
  if (!wish) {
    std::fputs(kUsage, help ? stdout : stderr);
    return help ? kExitOk : kExitUsage;
  }
  const LoadedSettings loaded = LoadNodeSettings(RealSettingsInput({"sleep"}));
  if (!loaded.settings) {
    PrintSettingProblems(loaded.problems);
    return kExitFailure;
  }
  const auto own = OwnAddressOf(*loaded.settings);
  if (!own) return Fail("NODE_ADDRESS: " + own.error().message);
  const auto key = ClusterKeyOf(*loaded.settings);
  if (!key) return Fail("GALERA_WARDEN_NODE_CLUSTER_SECRET: " + key.error().message);
  return Promotion({*loaded.settings, wish->peers, *own, *key}, *wish).Run();
}

}  // namespace watchdog
