#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "cli/control_arguments.h"
#include "cli/control_text.h"
#include "cli/node_sources.h"
#include "cli/sources.h"
#include "cli/subcommands.h"
#include "incident/incident.h"
#include "pager/control_socket.h"

namespace watchdog {
namespace {

using galera::Result;

// The warden itself has waited for them already.
constexpr std::chrono::seconds kPeersPatience{3};
constexpr std::chrono::milliseconds kPeersInterval{200};

constexpr char kCommonUsage[] =
    "  --socket PATH    the warden's control socket; default: control.sock in the run directory of node, in\n"
    "                   the state directory of monitor\n"
    "  --json           one line for programs\n";

constexpr char kPageUsage[] =
    "usage: galera-warden page --list\n"
    "       galera-warden page --test [RECEIVER]\n"
    "Who is paged by the warden that runs here, what waits for them and what they last answered; or a test\n"
    "page to one receiver, or to all, and what became of it.\n";
constexpr char kPageExamples[] =
    "Examples:\n"
    "  galera-warden page --list\n"
    "  galera-warden page --test oncall\n"
    "Exit codes: 0 done, every test page was delivered; 1 failed; 2 wrong usage.\n";

constexpr char kMaintenanceUsage[] =
    "usage: galera-warden maintenance DURATION --reason TEXT\n"
    "       galera-warden maintenance --end\n"
    "       galera-warden maintenance\n"
    "Nobody is paged for so long (at most 7d), by this node or by the peers that know of it: the answer "
    "says\n"
    "which do; mostly within five seconds, after eleven at most. It ends by itself; what still holds then is "
    "paged. Saying it "
    "again\n"
    "replaces it. Without a word: what holds now.\n";
constexpr char kMaintenanceExamples[] =
    "Examples:\n"
    "  galera-warden maintenance 30m --reason \"kernel update\"    before the first stop of a rolling "
    "restart,\n"
    "                                                          for all of it; or before each, on that node\n"
    "  galera-warden maintenance --end\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage.\n";

constexpr char kSilenceUsage[] =
    "usage: galera-warden silence ALERT DURATION --reason TEXT\n"
    "       galera-warden silence --end ALERT\n"
    "       galera-warden silence\n"
    "One alert is not paged for so long (at most 7d); the others are. It ends by itself. Without a word: "
    "what\n"
    "holds now.\n";
constexpr char kSilenceExamples[] =
    "Examples:\n"
    "  galera-warden silence FlowControlStalled 2h --reason \"bulk load\"\n"
    "  galera-warden silence --end FlowControlStalled\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage.\n";

constexpr char kExpectUsage[] =
    "usage: galera-warden expect N\n"
    "       galera-warden expect --learned\n"
    "How many data nodes the cluster is to have from now on (1 to 100; arbitrators hold no data), before a\n"
    "planned change; or back to what is configured (paging.expected_size), else to what is learned.\n";
constexpr char kExpectExamples[] =
    "Examples:\n"
    "  galera-warden expect 5            before two nodes are added\n"
    "  galera-warden expect --learned\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage.\n";

std::string ShortUsage(ControlCommand command) {
  switch (command) {
    case ControlCommand::kPage:
      return kPageUsage;
    case ControlCommand::kMaintenance:
      return kMaintenanceUsage;
    case ControlCommand::kSilence:
      return kSilenceUsage;
    case ControlCommand::kExpect:
      return kExpectUsage;
  }
  return "";
}

std::string Usage(ControlCommand command) {
  switch (command) {
    case ControlCommand::kPage:
      return std::string(kPageUsage) + kCommonUsage + kPageExamples;
    case ControlCommand::kMaintenance:
      return std::string(kMaintenanceUsage) + kCommonUsage + kMaintenanceExamples;
    case ControlCommand::kExpect:
      return std::string(kExpectUsage) + kCommonUsage + kExpectExamples;
    case ControlCommand::kSilence:
      break;
  }
  std::string alerts = "alerts (Galera may be left out):\n";
  for (const IncidentKind& kind : IncidentKinds()) {
    std::string name(kind.alert);
    name.resize(std::max<std::size_t>(name.size() + 2, 36), ' ');
    alerts += "  " + name + std::string(kind.meaning) + "\n";
  }
  return std::string(kSilenceUsage) + kCommonUsage + alerts + kSilenceExamples;
}

std::vector<std::string> Places(const std::string& given) {
  if (!given.empty()) return {given};
  const galera::ConfigSources sources = RealSources({});
  // Problems of either are not this command's: it only looks where the warden may be.
  const LoadedSettings node = LoadNodeSettings(RealSettingsInput({"sleep"}));
  return ControlSocketPlaces(sources.environment, galera::LoadConfig(sources).yaml_entries,
                             node.settings ? node.settings->run_directory : NodeSettings{}.run_directory);
}

// At the first place where something is.
Result<ControlAnswer> Ask(const std::vector<std::string>& places, const ControlRequest& request,
                          std::string& place) {
  std::string tried;
  for (const std::string& candidate : places) {
    place = candidate;
    auto answer = AskControl(candidate, request);
    if (answer || answer.error().code != galera::ErrorCode::kNotFound) return answer;
    tried += (tried.empty() ? "" : " or ") + candidate;
  }
  place = tried;
  return galera::Error{galera::ErrorCode::kNotFound, "no socket"};
}

bool AllKnow(const ControlAnswer& answer) {
  const auto* maintenance = std::get_if<MaintenanceAnswer>(&answer);
  return maintenance == nullptr ||
         std::all_of(maintenance->held.begin(), maintenance->held.end(),
                     [](const HeldMaintenance& held) { return held.not_known_to.empty(); });
}

// A stop of this node right behind the command is the usual case: peers are to know by then.
ControlAnswer AwaitPeers(ControlAnswer answer, const std::string& place) {
  const auto end = std::chrono::steady_clock::now() + kPeersPatience;
  while (!AllKnow(answer) && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kPeersInterval);
    auto later = AskControl(place, ShowMaintenance{}, kPeersPatience);
    if (!later || !std::holds_alternative<MaintenanceAnswer>(*later)) break;
    answer = std::move(*later);
  }
  return answer;
}

bool Failed(const ControlAnswer& answer) {
  if (std::holds_alternative<ControlRefusal>(answer)) return true;
  const auto* test = std::get_if<TestAnswer>(&answer);
  return test != nullptr &&
         (test->results.empty() || std::any_of(test->results.begin(), test->results.end(),
                                               [](const TestResult& result) { return !result.delivered; }));
}

int Run(ControlCommand command, const std::vector<std::string>& arguments) {
  const auto parsed = ParseControlArguments(command, arguments);
  if (!parsed) {
    std::fprintf(stderr, "galera-warden: %s\n\n%s(examples: --help)\n", parsed.error().message.c_str(),
                 ShortUsage(command).c_str());
    return kExitUsage;
  }
  if (parsed->help) {
    std::fputs(Usage(command).c_str(), stdout);
    return kExitOk;
  }
  std::string place;
  auto answer = Ask(Places(parsed->socket), parsed->request, place);
  if (!answer) {
    std::fprintf(stderr, "galera-warden: %s\n", DescribeSilence(answer.error(), place).c_str());
    return kExitFailure;
  }
  if (std::holds_alternative<BeginMaintenance>(parsed->request))
    answer = AwaitPeers(std::move(*answer), place);
  const bool refused = std::holds_alternative<ControlRefusal>(*answer);
  const std::string text = parsed->json
                               ? Render(*answer)
                               : DescribeAnswer(*answer, parsed->request, std::chrono::system_clock::now());
  std::fprintf(refused && !parsed->json ? stderr : stdout, "%s%s",
               refused && !parsed->json ? "galera-warden: " : "", text.c_str());
  return Failed(*answer) ? kExitFailure : kExitOk;
}

}  // namespace

int RunPage(const std::vector<std::string>& arguments) { return Run(ControlCommand::kPage, arguments); }
int RunMaintenance(const std::vector<std::string>& arguments) {
  return Run(ControlCommand::kMaintenance, arguments);
}
int RunSilence(const std::vector<std::string>& arguments) { return Run(ControlCommand::kSilence, arguments); }
int RunExpect(const std::vector<std::string>& arguments) { return Run(ControlCommand::kExpect, arguments); }

}  // namespace watchdog
