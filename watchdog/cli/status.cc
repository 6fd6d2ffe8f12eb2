#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "cli/sources.h"
#include "cli/status_arguments.h"
#include "cli/status_inquiry.h"
#include "cli/status_watch.h"
#include "cli/subcommands.h"

namespace watchdog {
namespace {

constexpr char kUsage[] =
    "usage: galera-warden status [HOST[:PORT] | URL] [--json] [--watch[=SECONDS]]\n"
    "                            [--color=auto|always|never] [--timeout=SECONDS]\n"
    "\n"
    "The cluster page in a terminal: is it well, what may fail, what a human is asked (with the commands),\n"
    "a line a node, incidents with their next step, the last events. Asks one warden, and through it its\n"
    "peers: the one that runs here (http://127.0.0.1:9104, or GALERA_WARDEN_WEB_LISTEN_ADDRESS, or what the\n"
    "YAML file says), or the one that is named. Changes nothing.\n"
    "\n"
    "  --watch[=SECONDS]  looks again every 2 s, or so often; Ctrl-C or q ends it. Into a pipe: a line a\n"
    "                     change, with its time\n"
    "  --json             the document of /api/v1/cluster on one line; with --watch one line a look\n"
    "  --color=WHEN       auto: on a terminal, unless NO_COLOR is set; always; never\n"
    "  --timeout=SECONDS  how long an answer may take (5)\n"
    "\n"
    "Exit codes: 0 healthy, 1 degraded or not known, 2 no primary component, 3 a human's decision is waited\n"
    "for; 64 wrong usage, 69 no answer that is understood.\n"
    "\n"
    "Examples:\n"
    "  galera-warden status                        on a node\n"
    "  galera-warden status db2 --watch            from anywhere that reaches port 9104 of db2\n"
    "  galera-warden status --json | jq .verdict\n"
    "  galera-warden status >/dev/null || echo \"look at the cluster: $?\"\n";

std::string LocalUrl() {
  const galera::ConfigSources sources = RealSources({});
  // Its problems are not this command's: it only looks where the warden may be.
  return LocalStatusUrl(sources.environment, galera::LoadConfig(sources).yaml_entries);
}

bool Coloured(ColourWish wish) {
  switch (wish) {
    case ColourWish::kAlways:
      return true;
    case ColourWish::kNever:
      return false;
    case ColourWish::kAuto:
      break;
  }
  const auto variable = [](const char* name) -> std::string_view {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  return isatty(STDOUT_FILENO) != 0 && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
}

}  // namespace

int RunStatus(const std::vector<std::string>& words) {
  const auto arguments = ParseStatusArguments(words);
  if (!arguments) {
    std::fprintf(stderr, "galera-warden: status: %s\n\n%s", arguments.error().message.c_str(), kUsage);
    return kExitStatusUsage;
  }
  if (arguments->help) {
    std::fputs(kUsage, stdout);
    return kExitOk;
  }
  const std::string url = arguments->url.empty() ? LocalUrl() : arguments->url;
  const bool colour = Coloured(arguments->colour);
  if (arguments->watch)
    return WatchStatus({url, *arguments->watch, arguments->timeout, arguments->json, colour});
  const auto answer = AskStatusWhole(url, arguments->timeout);
  if (!answer) {
    std::fprintf(stderr, "galera-warden: %s\n", answer.error().message.c_str());
    return kExitNoAnswer;
  }
  StatusLayout layout = LayoutOfTerminal();
  layout.height.reset();
  layout.colour = colour;
  const std::string text = arguments->json ? answer->document + "\n" : RenderStatus(answer->view, layout);
  std::fputs(text.c_str(), stdout);
  return ExitCodeOf(answer->view.verdict);
}

}  // namespace watchdog
