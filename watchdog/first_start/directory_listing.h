// What is to be seen of a data directory. Looks, never changes anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "system/program.h"

namespace watchdog {

struct DirectoryListing {
  std::string path;
  bool exists = false;
  bool is_directory = false;
  std::optional<std::string> read_failure;  // why the entries are not known
  std::vector<std::string> entries;         // sorted; at most 10000
  std::vector<std::string> system_entries;  // those of mysql/, if it is a directory
  std::optional<uid_t> owner;
  std::string owner_name;  // as a number if the system knows no name
  bool read_only = false;  // the file system, or no right to write here
  std::string barred_at;   // the first directory above that `user` may not enter; empty: none
  std::optional<std::uint64_t> bytes_free;  // for those who are not root
};

// `user`: whom mariadbd runs as when we are root; nullopt: as we do. For a
// directory that does not exist, space and rights are those of the nearest
// one above. Any thread.
DirectoryListing ListDirectory(const std::string& path, const std::optional<galera::SystemUser>& user);

}  // namespace watchdog
