#include <array>
#include <cstdio>
#include <ctime>
#include <span>
#include <string_view>
#include <utility>

#include "cli/subcommands.h"
#include "evidence/view_record_file.h"
#include "galera/notification.h"
#include "node/notify_socket.h"

namespace watchdog {
namespace {

constexpr char kUsage[] =
    "usage: galera-warden notify SOCKET [--data-directory DIR --cluster-name NAME --node-name NAME\n"
    "                     --node-address ADDRESS] --status ... [--uuid ...] [--primary ...] ...\n"
    "What mariadbd calls as wsrep_notify_cmd; `galera-warden node` sets it up. Records the primary view\n"
    "in DIR, and returns when it is on the disk; then tells the worker of the node.\n"
    "Exit codes: 0 done, 1 the view is not recorded, 2 wrong usage.\n"
    "Examples, lines of an option file of mariadbd beside `galera-warden monitor`:\n"
    "  wsrep_notify_cmd=/usr/bin/galera-warden notify /run/galera-warden/notify.sock\n"
    "where monitor runs with --health.notify-socket=/run/galera-warden/notify.sock\n";

// Ours come first; what follows is mariadbd's, whatever it looks like.
struct NotifyWords {
  std::string data_directory;
  RecordOwner owner;
  std::span<const std::string> said;
};

NotifyWords ReadWords(std::span<const std::string> words) {
  NotifyWords read;
  const std::array<std::pair<std::string_view, std::string*>, 4> ours = {
      {{"--data-directory", &read.data_directory},
       {"--cluster-name", &read.owner.cluster_name},
       {"--node-name", &read.owner.node_name},
       {"--node-address", &read.owner.node_address}}};
  for (const auto& [flag, value] : ours) {
    if (words.size() < 2 || words.front() != flag) continue;
    *value = words[1];
    words = words.subspan(2);
  }
  read.said = words;
  return read;
}

galera::Status Record(const NotifyWords& words) {
  const auto said = galera::ParseNotification(words.said);
  if (!said || words.data_directory.empty()) return galera::Status();
  const std::int64_t now = std::time(nullptr);
  return UpdateViewRecord(
      words.data_directory,
      [&](const std::optional<ViewRecord>& found) {
        return AfterNotification(OwnOrNew(found, words.owner), *said, now);
      },
      IfNotWritten::kRemoveOld);
}

}  // namespace

int RunNotify(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().starts_with("--")) {
    const bool help = !arguments.empty() && arguments.front() == "--help";
    std::fputs(kUsage, help ? stdout : stderr);
    return help ? kExitOk : kExitUsage;
  }
  const NotifyWords words = ReadWords(std::span(arguments).subspan(1));
  const galera::Status recorded = Record(words);
  // It is mariadbd's log that this goes to.
  if (!recorded)
    std::fprintf(stderr, "galera-warden: view not recorded: %s\n", recorded.error().message.c_str());
  // A failure would only fill mariadbd's log: the worker finds out by itself within a second.
  (void)SendNotification(arguments.front(), words.said);
  return recorded ? kExitOk : kExitFailure;
}

}  // namespace watchdog
