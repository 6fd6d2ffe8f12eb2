// Reads the single values of the section `paging`. Pure. Errors say what is wrong with a value; those of
// what may be a secret never hold it.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"
#include "config/quotation.h"
#include "config/yaml_file.h"
#include "galera/result.h"

namespace watchdog {

// One key of the section and what stands behind it.
struct PagingEntry {
  std::string key;    // below what is being read: "url_file"
  std::string path;   // "paging.receivers.chat.url_file", or the name of an environment variable
  std::string where;  // "warden.yml:12:5", or the name of an environment variable
  galera::YamlEntry::Shape shape = galera::YamlEntry::Shape::kScalar;
  std::vector<std::string> values;
};

// A row of a table of keys: `store` is given one value, or any number where `list`.
template <typename Target>
struct PagingKey {
  std::string_view name;
  bool list = false;
  std::string_view remedy;
  galera::Status (*store)(const std::vector<std::string>& values, Target& target) = nullptr;
};

// All that is wrong, in the order found; after 50 the rest is left out, and that is said.
class PagingProblems {
 public:
  void Fatal(std::string where, std::string what, std::string remedy) {
    Add({std::move(where), std::move(what), std::move(remedy), true});
  }
  void Warn(std::string where, std::string what, std::string remedy) {
    Add({std::move(where), std::move(what), std::move(remedy), false});
  }
  bool HasFatal() const;
  std::vector<galera::Problem> Take() { return std::move(problems_); }

 private:
  void Add(galera::Problem problem);
  std::vector<galera::Problem> problems_;
};

// Whether there is a value, and no list where one value is asked for; else the problem is noted.
bool HasShape(const PagingEntry& entry, bool list, std::string_view remedy, PagingProblems& problems);

// The key is none of `known`: says so, with the nearest of them.
template <typename Names>
void RefuseUnknownKey(const PagingEntry& entry, const Names& known, PagingProblems& problems) {
  const std::string nearest = galera::NearestName(entry.key, known);
  const std::string above = entry.path.substr(0, entry.path.size() - entry.key.size());
  problems.Fatal(entry.where, "unknown key " + galera::Quote(entry.path),
                 nearest.empty() ? "the keys are listed in watchdog/README.md, section Paging"
                                 : "did you mean " + above + nearest + "?");
}

// Stores the value of a key of `table`.
template <typename Target>
void ReadKey(const PagingEntry& entry, std::span<const PagingKey<Target>> table, Target& target,
             PagingProblems& problems) {
  std::vector<std::string_view> names;
  for (const PagingKey<Target>& row : table) {
    names.push_back(row.name);
    if (row.name != entry.key) continue;
    if (!HasShape(entry, row.list, row.remedy, problems)) return;
    const galera::Status stored = row.store(entry.values, target);
    if (!stored) problems.Fatal(entry.where, stored.error().message, std::string(row.remedy));
    return;
  }
  RefuseUnknownKey(entry, names, problems);
}

// Between the bounds, both allowed.
galera::Result<std::chrono::milliseconds> ParseDurationWithin(std::string_view text,
                                                              std::chrono::milliseconds least,
                                                              std::chrono::milliseconds most);

galera::Result<double> ParseNumberWithin(std::string_view text, double least, double most);

// One of `schemes` ("https"), a host, perhaps a port; ASCII without blanks. The error does not hold it.
galera::Status CheckUrl(std::string_view url, std::span<const std::string_view> schemes);

// A label of Prometheus that a person may set: not one that we set ourselves.
galera::Status CheckLabel(std::string_view name, std::string_view value);

// NAME@HOST, or just NAME, as SMTP takes it between < and >.
galera::Status CheckMailAddress(std::string_view address);

galera::Status CheckAbsolutePath(std::string_view path);

// No control characters, UTF-8, 1 to `bytes_max` bytes. The error does not hold it.
galera::Status CheckText(std::string_view text, std::size_t bytes_max);

// What stands in the file, without the newlines at its end. kInvalid where that is nothing, or where
// `lines` is false and it is more than one line.
galera::Result<std::string> ReadSecretFile(const galera::ConfigSources& sources, const std::string& path,
                                           bool lines = false);

}  // namespace watchdog
