// Reads a YAML file as a flat list of dotted keys. Nothing of the YAML library
// and none of its exceptions come out of here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace galera {

// One key and what stands behind it. Maps are flattened: `health: {interval: 1s}`
// and `health.interval: 1s` are the same entry.
struct YamlEntry {
  enum class Shape { kScalar, kList, kNull, kEmptyMap };
  std::string path;
  Shape shape = Shape::kScalar;
  std::vector<std::string> values;  // one for a scalar, any number for a list
  int line = 0;                     // of the key, from 1
  int column = 0;
};

struct YamlProblem {
  int line = 0;  // 0: the file as a whole
  int column = 0;
  std::string what;  // never holds a value
  std::string remedy;
};

struct YamlFile {
  std::vector<YamlEntry> entries;
  std::vector<YamlProblem> problems;
};

// An empty file has no entries and no problems. Refused, each with its place:
// text that is not UTF-8, syntax errors, duplicate keys, aliases (a few lines of
// them can stand for gigabytes), more than one document, lists of anything but
// plain values, more than 16 levels. Gives up after 50 problems.
YamlFile ReadYaml(std::string_view text);

}  // namespace galera
