#include "node/drain.h"

#include <unistd.h>

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

void EndDrain(const std::string& file) {
  const auto text = galera::ReadFile(file);
  if (text.ok() && *text == kMark) unlink(file.c_str());
}

}  // namespace watchdog
