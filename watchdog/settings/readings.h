// What the environment says, by variable, before anything is made of it.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "galera/result.h"
#include "settings/problem_list.h"

namespace watchdog {

using Environment = std::map<std::string, std::string>;
using ReadFileFunction = std::function<galera::Result<std::string>(const std::string& path)>;

struct Reading {
  std::string name;  // who said it: "MYSQL_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD_FILE", "/run/secrets/..."
  std::string value;
};

struct Readings {
  std::map<std::string, Reading> by_id;      // Variable::id
  std::map<int, Reading> nodes;              // node1, node2, ...
  std::map<std::string, Reading> variables;  // mariadbd's, by name with '_'

  // Nullptr if nobody said anything.
  const Reading* Find(const std::string& id) const;
  std::string Value(const std::string& id) const;  // "" if unset
};

// Empty variables count as unset. Of a file's text exactly one newline at the
// end is taken off. Files that can't be read or are empty, a variable beside
// its _FILE, and names of one thing that disagree are fatal problems.
Readings ReadVariables(const Environment& environment, const ReadFileFunction& read_file,
                       ProblemList& problems);

}  // namespace watchdog
