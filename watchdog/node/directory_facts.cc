#include "node/directory_facts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "evidence/directory_lock.h"
#include "galera/text.h"
#include "node/data_directory.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;

constexpr std::size_t kBytesMax = std::size_t{1} << 20;

// An open directory: what is read from it is in it, whatever becomes of its name.
class Folder {
 public:
  explicit Folder(std::string path)
      : path_(std::move(path)), fd_(open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    if (fd_ >= 0) close(fd_);
  }

  std::string At(std::string_view name) const { return path_ + "/" + std::string(name); }

  // nullopt: there is none.
  Result<std::optional<std::string>> Read(std::string_view name) const {
    const int file = openat(fd_, std::string(name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return std::optional<std::string>();
    if (file < 0) return Failure(name, errno);
    auto text = ReadAll(file, name);
    close(file);
    if (!text) return text.error();
    return std::optional(std::move(*text));
  }

 private:
  Error Failure(std::string_view name, int number) const {
    const std::string what = "read " + At(name) + ": ";
    if (number == ELOOP) return {ErrorCode::kInvalid, what + "a link; put the file itself in its place"};
    return {number == EACCES ? ErrorCode::kDenied : ErrorCode::kInvalid,
            what + std::generic_category().message(number) + ": make it readable, or check its volume"};
  }

  Result<std::string> ReadAll(int file, std::string_view name) const {
    struct stat info {};
    if (fstat(file, &info) != 0) return Failure(name, errno);
    if (!S_ISREG(info.st_mode))
      return Error{ErrorCode::kInvalid, "read " + At(name) + ": no file; remove it or put it aside"};
    std::string text;
    std::array<char, 16384> buffer{};
    while (text.size() <= kBytesMax) {
      const ssize_t n = read(file, buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Failure(name, errno);
      if (n == 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return Error{ErrorCode::kInvalid,
                 "read " + At(name) + ": larger than 1 MiB, so it is not what it is called; put it aside"};
  }

  std::string path_;
  int fd_ = -1;
};

bool Holds(const DirectoryListing& listing, std::string_view name) {
  return std::find(listing.entries.begin(), listing.entries.end(), name) != listing.entries.end();
}

DirectoryState StateOf(DirectoryProblem problem) {
  switch (problem) {
    case DirectoryProblem::kNotADirectory:
    case DirectoryProblem::kUnreadable:
    case DirectoryProblem::kBarred:
      return DirectoryState::kUnreadable;
    case DirectoryProblem::kWrongOwner:
    case DirectoryProblem::kNotWritable:
      return DirectoryState::kWrongOwner;
    case DirectoryProblem::kDiskFull:
      return DirectoryState::kDiskFull;
  }
  return DirectoryState::kUnreadable;
}

void SetTrouble(DirectoryFacts& facts, DirectoryState state, const std::string& what) {
  facts.trouble = what;
  facts.trouble_state = state;
}

void ReadRecord(const Folder& folder, DirectoryFacts& facts) {
  const auto text = folder.Read(kViewRecordName);
  if (text && !*text) return;
  const auto record = text ? ParseViewRecord(**text) : Result<ViewRecord>(text.error());
  if (record) {
    facts.record = *record;
  } else {
    facts.record_problem = "its record of views does not count: " + record.error().message;
  }
}

void ReadFiles(const Folder& folder, DirectoryFacts& facts) {
  if (const auto text = folder.Read("grastate.dat"); !text) {
    SetTrouble(facts, DirectoryState::kUnreadable, text.error().message);
  } else if (*text) {
    facts.grastate = galera::ParseGrastate(**text);
  }
  if (const auto text = folder.Read("gvwstate.dat"); !text) {
    SetTrouble(facts, DirectoryState::kUnreadable, text.error().message);
  } else if (*text) {
    facts.gvwstate = galera::ParseGvwstate(**text);
  }
  ReadRecord(folder, facts);
}

DirectoryFacts Gather(const SeenDirectory& seen) {
  const auto& [listing, finding] = seen;
  DirectoryFacts facts;
  if (finding.trouble) SetTrouble(facts, StateOf(finding.trouble->problem), finding.trouble->message);
  if (!listing.exists || facts.trouble_state == DirectoryState::kUnreadable) return facts;
  // A stranger's half-made directory is as little a server's as other files are.
  const bool half = finding.kind == DirectoryClass::kHalfInitialised && !finding.marked;
  const bool was_in_cluster = WasInCluster(listing);
  facts.server_data = finding.kind == DirectoryClass::kData || (half && was_in_cluster);
  facts.foreign_files = (finding.kind == DirectoryClass::kForeign || half) && !was_in_cluster;
  facts.transfer_marker = Holds(listing, "sst_in_progress");
  if (const auto live = FindLiveServer(listing.path)) facts.locked = live->text;
  ReadFiles(Folder(listing.path), facts);
  return facts;
}

}  // namespace

DirectoryFacts GatherDirectoryFacts(const NodeSettings& settings) {
  const auto seen = SeeDirectory(settings);
  DirectoryFacts facts;
  if (seen) {
    facts = Gather(*seen);
  } else {
    SetTrouble(facts, DirectoryState::kWrongOwner, seen.error().message);
  }
  facts.cluster_name = settings.cluster_name;
  return facts;
}

DirectoryFacts GatherDirectoryFacts(const std::string& path) {
  SeenDirectory seen;
  seen.listing = ListDirectory(path, std::nullopt);
  seen.listing.read_only = false;
  DirectoryDemands demands;
  demands.bytes_free_min = 0;
  demands.server_user = seen.listing.owner.value_or(0);
  seen.finding = ClassifyDirectory(seen.listing, demands);
  return Gather(seen);
}

std::string ReadUpgradeInfo(const std::string& path) {
  const auto text = Folder(path).Read("mysql_upgrade_info");
  if (!text || !*text) return {};
  return std::string(galera::TrimBlanks(std::string_view(**text).substr(0, (*text)->find('\n'))));
}

}  // namespace watchdog
