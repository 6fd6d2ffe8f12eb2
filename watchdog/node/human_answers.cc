#include "node/human_answers.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "node/recovery.h"

namespace watchdog {
namespace {

constexpr std::array<std::string_view, 2> kNewClusterInData = {"new-cluster", "wsrep-new-cluster"};
constexpr std::string_view kNewCluster = "confirm-new-cluster";
constexpr std::string_view kForce = "confirm-force-bootstrap";
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

using Since = std::optional<std::chrono::system_clock::time_point>;

constexpr std::array<std::string_view, 5> kInConfirm = {kNewCluster, kForce, kResume, kRecover,
                                                        kHeuristicAnswer};
constexpr std::chrono::seconds kClockSlack{1};  // the file system's clock is a little behind

// Why it does not count; empty: it does.
std::string WhyNot(const struct stat& file, const NodeSettings& settings, const Since& since) {
  if (!S_ISREG(file.st_mode)) return "is no regular file: remove it";
  struct stat data {};
  const bool is_data_owners = stat(settings.data_directory.c_str(), &data) == 0 && data.st_uid == file.st_uid;
  if (file.st_uid != 0 && file.st_uid != geteuid() && !is_data_owners)
    return "belongs to user " + std::to_string(file.st_uid) + ", who may not decide this: touch it as root";
  if (!since || std::chrono::system_clock::from_time_t(file.st_mtime) + kClockSlack < *since)
    return "is older than the question: touch it again";
  return "";
}

galera::Status Remove(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    if (unlink(file.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) continue;
    return galera::Error{galera::ErrorCode::kDenied, "remove " + file + " so that it counts once: " +
                                                         std::generic_category().message(errno)};
  }
  return galera::Status();
}

}  // namespace

std::vector<std::string> AnswersIgnored(const NodeSettings& settings, Since asked_since) {
  std::vector<std::string> ignored;
  for (const std::string_view name : kInConfirm) {
    const std::string path = Path(settings.confirm_directory, name);
    struct stat info {};
    if (lstat(path.c_str(), &info) != 0) continue;
    const std::string why = WhyNot(info, settings, asked_since);
    if (!why.empty()) ignored.push_back(std::string(path).append(" ").append(why));
  }
  return ignored;
}

HumanAnswers ReadAnswers(const NodeSettings& settings, Since asked_since) {
  HumanAnswers answers;
  const auto in_data = [&](std::string_view name) { return Path(settings.data_directory, name); };
  const auto look = [&](const std::string& path, bool* answer) {
    if (!IsThere(path)) return;
    *answer = true;
    answers.beforehand = false;
    answers.source = path;
  };
  const auto touched = [&](std::string_view name, bool* answer) {
    const std::string path = Path(settings.confirm_directory, name);
    struct stat info {};
    if (lstat(path.c_str(), &info) != 0 || !WhyNot(info, settings, asked_since).empty()) return;
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
    touched(name, answer);
  };
  answers.skip_upgrades = IsThere(in_data(kSkipUpgrades));
  look(in_data(kSkipWait), &answers.skip_wait);
  // The position is recovered and shown in any case: beforehand that word asks for nothing more.
  touched(kRecover, &answers.recover);
  touched(kHeuristicAnswer, &answers.roll_back);
  confirmed(kResume, &answers.resume);
  confirmed(kNewCluster, &answers.new_cluster);
  confirmed(kForce, &answers.force);
  for (const std::string_view name : kNewClusterInData) look(in_data(name), &answers.new_cluster);
  look(in_data(kHold), &answers.hold);
  return answers;
}

galera::Status ConsumeAnswers(const NodeSettings& settings) {
  std::vector<std::string> files;
  files.reserve(kNewClusterInData.size() + kInConfirm.size());
  for (const std::string_view name : kNewClusterInData) files.push_back(Path(settings.data_directory, name));
  for (const std::string_view name : kInConfirm) files.push_back(Path(settings.confirm_directory, name));
  return Remove(files);
}

galera::Status ConsumeRecoverAnswers(const NodeSettings& settings) {
  return Remove(
      {Path(settings.confirm_directory, kRecover), Path(settings.confirm_directory, kHeuristicAnswer)});
}

bool IsAnswerFile(std::string_view name) {
  return name == kHold || name == kSkipWait || name == kSkipUpgrades ||
         std::find(kNewClusterInData.begin(), kNewClusterInData.end(), name) != kNewClusterInData.end();
}

}  // namespace watchdog
