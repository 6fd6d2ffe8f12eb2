#include "node/stale_transfer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "galera/text.h"
#include "system/file.h"

namespace watchdog {
namespace {

constexpr std::array<const char*, 3> kPidFiles = {"wsrep_sst.pid", "rsync_sst.pid", "stunnel.pid"};
constexpr std::array<const char*, 3> kPrograms = {"wsrep_sst_", "rsync", "stunnel"};

bool IsTransfer(std::string_view pid) {
  const auto command = galera::ReadFile("/proc/" + std::string(pid) + "/cmdline");
  return command.ok() && std::any_of(kPrograms.begin(), kPrograms.end(), [&](const char* program) {
           return command->find(program) != std::string::npos;
         });
}

// The directory is mariadbd's: a link in it is not followed.
bool Empty(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return false;
  const bool done = ftruncate(fd, 0) == 0;
  close(fd);
  return done;
}

}  // namespace

std::vector<std::string> EmptyStaleTransferPids(const std::string& data_directory) {
  std::vector<std::string> emptied;
  for (const char* name : kPidFiles) {
    const std::string path = data_directory + "/" + name;
    const auto text = galera::ReadFile(path, 64);
    if (!text) continue;
    const std::string_view pid = galera::TrimBlanks(std::string_view(*text).substr(0, text->find('\n')));
    if (pid.empty() || pid.find_first_not_of("0123456789") != std::string_view::npos) continue;
    if (!IsTransfer(pid) && Empty(path)) emptied.emplace_back(name);
  }
  return emptied;
}

}  // namespace watchdog
