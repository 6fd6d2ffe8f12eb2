// The outbox on disk: the file `outbox` in a directory of its own. One thread at a time.
#pragma once

#include <string>
#include <utility>

#include "galera/result.h"
#include "page/outbox.h"

namespace watchdog {

class OutboxFile {
 public:
  // An empty directory: nothing is kept, and that is no trouble.
  explicit OutboxFile(std::string directory) : directory_(std::move(directory)) {}

  struct Loaded {
    OutboxContent content;
    std::string trouble;  // one line; empty: it was read, or there was none
  };
  // Never fails: a file that is damaged is put aside as `outbox.damaged`, and one that can't be read stays
  // where it is; the content is empty then.
  Loaded Load() const;

  // Makes the directory if need be. Whoever reads the file sees the old content or the new one, whole, also
  // after a power cut. Where it fails the old one is there as it was.
  galera::Status Save(const OutboxContent& content) const;

 private:
  std::string Path() const { return directory_ + "/outbox"; }
  const std::string directory_;
};

}  // namespace watchdog
