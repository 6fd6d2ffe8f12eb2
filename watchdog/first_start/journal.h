// The marker of a first start: what is done, on disk before we go on.
#pragma once

#include <set>
#include <stop_token>
#include <string>
#include <string_view>

#include "galera/result.h"
#include "system/program.h"

namespace watchdog {

// Lines of a file that only grows; a last line without its end (a power cut)
// does not count. One owner at a time, by a lock that our children's keepers
// share: it is free when all that a dead owner started is gone, too.
class Journal {
 public:
  // Reads the marker of `directory`, or makes one. Waits for another owner;
  // kTimeout, kUnavailable (`stop`, or the directory's own troubles).
  static galera::Result<Journal> Open(const std::string& directory, galera::SteadyTime deadline,
                                      const std::stop_token& stop);
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  bool fresh() const { return fresh_; }  // made just now
  int descriptor() const { return fd_; }
  bool Has(std::string_view entry) const { return entries_.contains(std::string(entry)); }
  // Without line ends: see EncodeName. Known to the disk when this returns.
  galera::Status Add(std::string_view entry);
  // The last act of a first start: writes all of the directory out, then
  // removes the marker.
  galera::Status Remove();
  // Everything written to this file system so far is on disk.
  galera::Status Flush() const;

 private:
  Journal(std::string directory, int fd) : directory_(std::move(directory)), fd_(fd) {}
  galera::Status Load();
  galera::Error Failure(const char* what) const;

  std::string directory_;
  int fd_ = -1;
  bool fresh_ = false;
  std::set<std::string> entries_;
};

// Any file name as one word: bytes up to blank, '%' and above '~' become %XX.
std::string EncodeName(std::string_view name);

// The complete lines of a marker, its first line aside. Pure.
std::set<std::string> ParseJournal(std::string_view text);

}  // namespace watchdog
