#include "page/outbox_file.h"

#include <sys/types.h>

#include <cstddef>
#include <cstdio>

#include "page/outbox_json.h"
#include "system/file.h"

namespace watchdog {
namespace {

// A thousand pages for ten receivers, each as large as it may be, are less.
constexpr std::size_t kBytesMax = std::size_t{512} << 20;
// Names of nodes and what is wrong with them are nobody else's.
constexpr mode_t kFileMode = 0600;
constexpr mode_t kDirectoryMode = 0700;

}  // namespace

OutboxFile::Loaded OutboxFile::Load() const {
  if (directory_.empty()) return {};
  const auto text = galera::ReadFile(Path(), kBytesMax);
  if (!text) {
    if (text.error().code == galera::ErrorCode::kNotFound) return {};
    return {{}, text.error().message};
  }
  auto content = ParseOutbox(*text);
  if (content) return {std::move(*content), ""};
  const std::string aside = Path() + ".damaged";
  const bool moved = std::rename(Path().c_str(), aside.c_str()) == 0;
  return {{}, Path() + " " + content.error().message + (moved ? "; put aside as " + aside : "")};
}

galera::Status OutboxFile::Save(const OutboxContent& content) const {
  if (directory_.empty()) return {};
  if (auto made = galera::MakeDirectories(directory_, kDirectoryMode); !made) return made;
  return galera::ReplaceFile(Path(), RenderOutbox(content), kFileMode);
}

}  // namespace watchdog
