#include "node/drain.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "system/file.h"

namespace watchdog {
namespace {

constexpr char kMark[] = "galera-warden: draining for a stop; removed at the next start\n";

}  // namespace

galera::Status BeginDrain(const std::string& file) {
  if (galera::FileExists(file)) return galera::Status();
  const std::string directory = file.substr(0, file.rfind('/'));
  if (galera::Status made = galera::MakeDirectories(directory, 0755); !made) return made;
  return galera::ReplaceFile(file, kMark, 0644);
}

std::chrono::milliseconds DrainedFor(const std::string& file) {
  using std::chrono::milliseconds;
  struct stat info {};
  if (stat(file.c_str(), &info) != 0) return milliseconds(0);
  const auto since =
      std::chrono::seconds(info.st_mtim.tv_sec) + std::chrono::nanoseconds(info.st_mtim.tv_nsec);
  const auto age = std::chrono::system_clock::now().time_since_epoch() - since;
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(age));
}

void EndDrain(const std::string& file) {
  const auto text = galera::ReadFile(file);
  if (text.ok() && *text == kMark) unlink(file.c_str());
}

}  // namespace watchdog
