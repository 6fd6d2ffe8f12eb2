#include "node/human_answers.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

namespace watchdog {
namespace {

constexpr std::array<std::string_view, 2> kNewClusterInData = {"new-cluster", "wsrep-new-cluster"};
constexpr std::array<std::string_view, 2> kNewClusterInConfirm = {"confirm-new-cluster",
                                                                  "confirm-force-bootstrap"};
constexpr std::string_view kResume = "confirm-resume";
constexpr std::string_view kRecover = "confirm-recover";
constexpr std::string_view kHold = "hold-start";
constexpr std::string_view kSkipWait = "skip-gcomm-wait";
constexpr std::string_view kSkipUpgrades = "skip-upgrades";

std::string Path(const std::string& directory, std::string_view name) {
  return directory + "/" + std::string(name);
}

// A link is not followed: the confirm directory may be open to all.
bool IsThere(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

HumanAnswers ReadAnswers(const NodeSettings& settings) {
  HumanAnswers answers;
  const auto in_data = [&](std::string_view name) { return Path(settings.data_directory, name); };
  const auto look = [&](const std::string& path, bool* answer) {
    if (!IsThere(path)) return;
    *answer = true;
    answers.beforehand = false;
    answers.source = path;
  };
  const auto confirmed = [&](std::string_view name, bool* answer) {
    if (settings.auto_recovery_mode == name) {
      *answer = true;
      answers.beforehand = true;
      answers.source = "AUTO_RECOVERY_MODE=" + std::string(name);
    }
    look(Path(settings.confirm_directory, name), answer);
  };
  answers.skip_upgrades = IsThere(in_data(kSkipUpgrades));
  look(in_data(kSkipWait), &answers.skip_wait);
  confirmed(kRecover, &answers.recover);
  confirmed(kResume, &answers.resume);
  for (const std::string_view name : kNewClusterInConfirm) confirmed(name, &answers.new_cluster);
  for (const std::string_view name : kNewClusterInData) look(in_data(name), &answers.new_cluster);
  look(in_data(kHold), &answers.hold);
  return answers;
}

galera::Status ConsumeAnswers(const NodeSettings& settings) {
  std::vector<std::string> files;
  files.reserve(kNewClusterInData.size() + kNewClusterInConfirm.size() + 2);
  for (const std::string_view name : kNewClusterInData) files.push_back(Path(settings.data_directory, name));
  for (const std::string_view name : kNewClusterInConfirm)
    files.push_back(Path(settings.confirm_directory, name));
  for (const std::string_view name : {kResume, kRecover})
    files.push_back(Path(settings.confirm_directory, name));
  for (const std::string& file : files) {
    if (unlink(file.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) continue;
    return galera::Error{galera::ErrorCode::kDenied, "remove " + file + " so that it counts once: " +
                                                         std::generic_category().message(errno)};
  }
  return galera::Status();
}

bool IsAnswerFile(std::string_view name) {
  return name == kHold || name == kSkipWait || name == kSkipUpgrades ||
         std::find(kNewClusterInData.begin(), kNewClusterInData.end(), name) != kNewClusterInData.end();
}

}  // namespace watchdog
