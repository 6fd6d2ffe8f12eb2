#include "first_start/directory_class.h"

#include <algorithm>
#include <array>

namespace watchdog {
namespace {

constexpr std::size_t kNamesShown = 5;

bool Holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool Counts(std::string_view name) { return name != "lost+found" && name.front() != '.'; }

// mysql_system_tables.sql makes the table of privileges first and that of index
// statistics last; both are there since MariaDB 10.0, under one of these names.
bool HasSystemTables(const std::vector<std::string>& system_entries) {
  const bool privileges = Holds(system_entries, "global_priv.frm") || Holds(system_entries, "user.frm");
  return privileges && Holds(system_entries, "proc.frm") && Holds(system_entries, "index_stats.frm");
}

std::string MebiBytes(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

std::optional<DirectoryTrouble> FindTrouble(const DirectoryListing& listing,
                                            const DirectoryDemands& demands) {
  const std::string what = "data directory " + listing.path;
  const auto trouble = [&](DirectoryProblem problem, const std::string& message) {
    return DirectoryTrouble{problem, what + message};
  };
  if (listing.exists && !listing.is_directory) {
    return trouble(DirectoryProblem::kNotADirectory,
                   " is not a directory: remove it, or name another directory");
  }
  if (listing.read_failure) {
    return trouble(DirectoryProblem::kUnreadable,
                   " cannot be read: " + *listing.read_failure + ": check its rights and its volume");
  }
  if (!listing.barred_at.empty()) {
    return trouble(DirectoryProblem::kBarred, ": " + demands.server_user_name + " may not enter " +
                                                  listing.barred_at + ": chmod a+x " + listing.barred_at);
  }
  // A volume of Kubernetes with an fsGroup stays root's and is its group's to write.
  const bool acceptable = !listing.owner || *listing.owner == demands.server_user ||
                          (*listing.owner == 0 && (demands.may_give_away || !listing.read_only));
  if (!acceptable) {
    return trouble(DirectoryProblem::kWrongOwner, " belongs to " + listing.owner_name + ", not to " +
                                                      demands.server_user_name + ": chown it, or run as " +
                                                      listing.owner_name + " if that is meant");
  }
  if (listing.read_only) {
    return trouble(DirectoryProblem::kNotWritable,
                   " cannot be written: read-only volume or missing rights: mount it writable, chown it to " +
                       demands.server_user_name);
  }
  if (listing.bytes_free && *listing.bytes_free < demands.bytes_free_min) {
    return trouble(DirectoryProblem::kDiskFull, " has " + MebiBytes(*listing.bytes_free) +
                                                    " free, a first start needs " +
                                                    MebiBytes(demands.bytes_free_min) + ": make room");
  }
  return std::nullopt;
}

DirectoryClass KindOf(const DirectoryListing& listing, const DirectoryFinding& finding) {
  if (!listing.exists) return DirectoryClass::kAbsent;
  if (finding.marked) return DirectoryClass::kHalfInitialised;
  if (HasSystemTables(listing.system_entries)) return DirectoryClass::kData;
  if (Holds(listing.entries, "ibdata1") || Holds(listing.entries, "mysql")) {
    return DirectoryClass::kHalfInitialised;
  }
  return finding.counted.empty() ? DirectoryClass::kEmpty : DirectoryClass::kForeign;
}

}  // namespace

DirectoryFinding ClassifyDirectory(const DirectoryListing& listing, const DirectoryDemands& demands) {
  DirectoryFinding finding;
  finding.marked = Holds(listing.entries, kMarkerName);
  for (const std::string& name : listing.entries) {
    if (Counts(name) && finding.counted.size() < kNamesShown) finding.counted.push_back(name);
  }
  finding.trouble = FindTrouble(listing, demands);
  finding.kind = KindOf(listing, finding);
  // What cannot be listed is never taken for empty.
  if (listing.read_failure || (listing.exists && !listing.is_directory)) {
    finding.kind = DirectoryClass::kForeign;
  }
  return finding;
}

std::string_view Name(DirectoryClass kind) {
  switch (kind) {
    case DirectoryClass::kAbsent:
      return "absent";
    case DirectoryClass::kEmpty:
      return "empty";
    case DirectoryClass::kHalfInitialised:
      return "half initialised";
    case DirectoryClass::kData:
      return "data";
    case DirectoryClass::kForeign:
      return "foreign";
  }
  return "";
}

}  // namespace watchdog
