#include "first_start/directory_listing.h"

#include <dirent.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace watchdog {
namespace {

constexpr std::size_t kEntriesMax = 10000;

// errno, or 0.
int ReadNames(const std::string& path, std::vector<std::string>* names) {
  DIR* directory = opendir(path.c_str());
  if (directory == nullptr) return errno;
  while (const dirent* entry = readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    names->emplace_back(name);
    if (names->size() == kEntriesMax) break;
  }
  closedir(directory);
  std::sort(names->begin(), names->end());
  return 0;
}

std::string NameOf(uid_t uid) {
  std::array<char, 16384> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
    return std::to_string(uid);
  }
  return entry.pw_name;
}

bool MayEnter(const struct stat& info, const galera::SystemUser& user) {
  if (info.st_uid == user.uid) return (info.st_mode & S_IXUSR) != 0;
  const bool in_group = info.st_gid == user.gid ||
                        std::find(user.groups.begin(), user.groups.end(), info.st_gid) != user.groups.end();
  return (info.st_mode & (in_group ? S_IXGRP : S_IXOTH)) != 0;
}

// The directories above `path` in turn, from the root down.
std::string FirstBarred(const std::string& path, const galera::SystemUser& user) {
  for (std::size_t slash = 0; slash != std::string::npos; slash = path.find('/', slash + 1)) {
    std::string above = slash == 0 ? "/" : path.substr(0, slash);
    struct stat info {};
    if (stat(above.c_str(), &info) != 0) return {};
    if (!MayEnter(info, user)) return above;
  }
  return {};
}

std::string NearestExisting(std::string path) {
  struct stat info {};
  while (path.size() > 1 && stat(path.c_str(), &info) != 0) {
    const std::size_t slash = path.find_last_of('/');
    path = slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
  }
  return path;
}

}  // namespace

DirectoryListing ListDirectory(const std::string& path, const std::optional<galera::SystemUser>& user) {
  DirectoryListing listing;
  listing.path = path;
  while (listing.path.size() > 1 && listing.path.back() == '/') listing.path.pop_back();
  if (user) listing.barred_at = FirstBarred(listing.path, *user);
  const std::string nearest = NearestExisting(listing.path);
  struct statvfs space {};
  if (statvfs(nearest.c_str(), &space) == 0) {
    listing.bytes_free = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
  }
  listing.read_only = access(nearest.c_str(), W_OK) != 0;
  struct stat info {};
  if (stat(listing.path.c_str(), &info) != 0) {
    listing.exists = errno != ENOENT && errno != ENOTDIR;
    listing.is_directory = listing.exists;
    if (listing.exists) listing.read_failure = std::generic_category().message(errno);
    return listing;
  }
  listing.exists = true;
  listing.is_directory = S_ISDIR(info.st_mode);
  listing.owner = info.st_uid;
  listing.owner_name = NameOf(info.st_uid);
  if (!listing.is_directory) return listing;
  if (const int number = ReadNames(listing.path, &listing.entries); number != 0) {
    listing.read_failure = std::generic_category().message(number);
  }
  ReadNames(listing.path + "/mysql", &listing.system_entries);  // none there: no names
  return listing;
}

}  // namespace watchdog
