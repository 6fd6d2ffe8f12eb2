#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string_view>
#include <thread>

#include "bootstrap/published_question.h"
#include "cli/ask_back.h"
#include "cli/node_sources.h"
#include "cli/subcommands.h"
#include "system/file.h"

namespace watchdog {
namespace {

constexpr char kUsage[] =
    "usage: galera-warden confirm [new-cluster | force-bootstrap | resume | recover | heuristic-rollback]\n"
    "                             [--yes]\n"
    "Without a word: shows what this paused node asks. With one: shows what it would do, asks back\n"
    "(--yes: does not), gives the word, and waits for what becomes of it.\n"
    "  new-cluster      start the cluster from this node; refused where another has more\n"
    "  force-bootstrap  the same whatever is lost by it\n"
    "  resume           start normally: Galera itself looks for the last primary view\n"
    "  recover          recover the position again and show it\n"
    "  heuristic-rollback  give transactions up that a crash left prepared, where their log is lost\n"
    "Exit codes: 0 carried out, 1 nothing is asked or it failed, 2 wrong usage, 4 refused.\n"
    "Examples:\n"
    "  galera-warden confirm                    what is asked here, and the evidence of all nodes\n"
    "  galera-warden confirm new-cluster        on the node that is recommended\n"
    "  docker exec -it db1 galera-warden confirm resume\n";

constexpr std::array<std::string_view, 5> kWords = {"new-cluster", "force-bootstrap", "resume", "recover",
                                                    "heuristic-rollback"};
constexpr int kExitNotConfirmed = 4;
constexpr std::chrono::seconds kPatience{60};

struct Wish {
  std::string word;
  bool yes = false;
};

std::optional<Wish> ParseWish(const std::vector<std::string>& arguments) {
  Wish wish;
  for (const std::string& argument : arguments) {
    if (argument == "--yes") {
      wish.yes = true;
    } else if (wish.word.empty() && std::find(kWords.begin(), kWords.end(), argument) != kWords.end()) {
      wish.word = argument;
    } else {
      return std::nullopt;
    }
  }
  return wish;
}

std::optional<PublishedQuestion> ReadQuestion(const NodeSettings& settings) {
  const auto text = galera::ReadFile(settings.run_directory + "/" + std::string(kQuestionFile));
  if (!text) return std::nullopt;
  auto question = ParsePublishedQuestion(*text);
  return question ? std::optional(std::move(*question)) : std::nullopt;
}

// What the word would do now. False: it would be refused.
bool Preview(const std::string& word, const PublishedQuestion& question) {
  if (word != "new-cluster" && word != "force-bootstrap") return true;
  const Confirmation& confirmation = word == "new-cluster" ? question.new_cluster : question.force;
  if (!confirmation.accepted) {
    std::printf("confirm-%s would be refused:\n", word.c_str());
  } else if (confirmation.loses_nothing) {
    std::printf("confirm-%s starts the cluster from this node. Nothing is lost: that is proven.\n",
                word.c_str());
  } else {
    std::printf("confirm-%s starts the cluster from this node. What is, or may be, lost:\n", word.c_str());
    if (confirmation.findings.empty()) std::printf("  - what nobody who reports knows of\n");
  }
  PrintFindings(confirmation.findings);
  return confirmation.accepted;
}

// Until the node has taken the file away: carried out, or refused.
int Await(const NodeSettings& settings, const std::string& file, std::int64_t refusals) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    // In this order: a refusal is published before the file is taken away.
    const bool taken = !galera::FileExists(file);
    const auto question = ReadQuestion(settings);
    if (question && question->refusals > refusals) {
      std::printf("refused:\n");
      PrintFindings(question->refusal);
      return kExitNotConfirmed;
    }
    if (!taken) continue;
    std::printf("taken; the log of the node says how it goes on\n");
    return kExitOk;
  }
  std::printf("not taken within a minute: see the node's log; %s is left there\n", file.c_str());
  return kExitFailure;
}

int Give(const NodeSettings& settings, const PublishedQuestion& question, const Wish& wish) {
  if (!Preview(wish.word, question)) return kExitNotConfirmed;
  if (!wish.yes && !HumanAgrees()) {
    std::printf("nothing was done\n");
    return kExitFailure;
  }
  const std::string file = question.confirm_directory + "/confirm-" + wish.word;
  if (!std::ofstream(file)) {
    std::fprintf(stderr, "galera-warden: can't make %s: become root, or the owner of the data\n",
                 file.c_str());
    return kExitFailure;
  }
  return Await(settings, file, question.refusals);
}

}  // namespace

int RunConfirm(const std::vector<std::string>& arguments) {
  const bool help = !arguments.empty() && arguments.front() == "--help";
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
  const auto question = ReadQuestion(*loaded.settings);
  if (!question) {
    std::fprintf(
        stderr,
        "galera-warden: nothing is asked here: this node is not paused, or its run directory is not %s\n",
        loaded.settings->run_directory.c_str());
    return kExitFailure;
  }
  if (!wish->word.empty()) return Give(*loaded.settings, *question, *wish);
  std::fputs(question->text.c_str(), stdout);
  return kExitOk;
}

}  // namespace watchdog
