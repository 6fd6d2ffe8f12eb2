#include "node/data_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "node/human_answers.h"
#include "system/file.h"
#include "system/program.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

// nullopt: mariadbd runs as we do.
Result<std::optional<galera::SystemUser>> ServerUser(const NodeSettings& settings) {
  if (geteuid() != 0) return std::optional<galera::SystemUser>();
  auto user = galera::FindSystemUser(settings.system_user);
  if (!user) return user.error();
  return std::optional(std::move(*user));
}

bool CannotBeLookedInto(const DirectoryTrouble& trouble) {
  return trouble.problem == DirectoryProblem::kNotADirectory ||
         trouble.problem == DirectoryProblem::kUnreadable;
}

}  // namespace

bool WasInCluster(const DirectoryListing& listing) {
  return std::any_of(listing.entries.begin(), listing.entries.end(), [](const std::string& name) {
    return name == "grastate.dat" || name == "sst_in_progress" || name == "wsrep_sst.pid";
  });
}

Result<SeenDirectory> SeeDirectory(const NodeSettings& settings) {
  const auto user = ServerUser(settings);
  if (!user) return user.error();
  DirectoryListing listing = ListDirectory(settings.data_directory, *user);
  std::erase_if(listing.entries, [](const std::string& name) { return IsAnswerFile(name); });
  DirectoryDemands demands;
  demands.server_user = *user ? (*user)->uid : geteuid();
  demands.server_user_name = geteuid() == 0 ? settings.system_user : "user " + std::to_string(geteuid());
  demands.may_give_away = geteuid() == 0;
  DirectoryFinding finding = ClassifyDirectory(listing, demands);
  return SeenDirectory{std::move(listing), std::move(finding)};
}

Result<DataDirectory> LookAtData(const NodeSettings& settings) {
  const auto seen = SeeDirectory(settings);
  if (!seen) return seen.error();
  const auto& [listing, finding] = *seen;
  // What could not be looked into is not judged by what was seen of it.
  if (finding.trouble && CannotBeLookedInto(*finding.trouble)) {
    return Error{ErrorCode::kRefused, finding.trouble->message};
  }

  DataDirectory directory;
  switch (finding.kind) {
    case DirectoryClass::kAbsent:
    case DirectoryClass::kEmpty:
      break;
    case DirectoryClass::kData:
      directory.present = true;
      break;
    case DirectoryClass::kHalfInitialised:
      // A state transfer that was cut short looks half-made, too; the next one makes it whole.
      if (WasInCluster(listing)) {
        directory.present = true;
      } else if (!finding.marked) {
        return Error{ErrorCode::kRefused,
                     settings.data_directory +
                         " is half initialised by somebody else: restore it, or empty it if "
                         "its data is not wanted; nothing was changed"};
      }
      break;
    case DirectoryClass::kForeign:
      if (WasInCluster(listing)) {
        directory.present = true;
        break;
      }
      return Error{ErrorCode::kRefused, settings.data_directory + " holds files that are no server's (" +
                                            (finding.counted.empty() ? "" : finding.counted.front()) +
                                            "): give DATADIR a directory of its own; nothing was changed"};
  }
  if (finding.trouble) {
    const bool fatal = !directory.present || finding.trouble->problem != DirectoryProblem::kDiskFull;
    if (fatal) return Error{ErrorCode::kRefused, finding.trouble->message};
    directory.warnings.push_back(finding.trouble->message);
  }
  return directory;
}

Status MakeDataDirectory(const NodeSettings& settings) {
  if (Status s = galera::MakeDirectories(settings.data_directory, 0750); !s) return s;
  const auto user = ServerUser(settings);
  if (!user) return user.error();
  struct stat info {};
  if (!*user || stat(settings.data_directory.c_str(), &info) != 0 || info.st_uid != 0) return Status();
  if (chown(settings.data_directory.c_str(), (*user)->uid, (*user)->gid) == 0) return Status();
  return Error{ErrorCode::kDenied, "give " + settings.data_directory + " to " + settings.system_user};
}

}  // namespace watchdog
