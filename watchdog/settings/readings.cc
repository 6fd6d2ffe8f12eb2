#include "settings/readings.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "galera/text.h"
#include "settings/setting_value.h"
#include "settings/variable_table.h"

namespace watchdog {
namespace {

constexpr std::string_view kMyPrefix = "my_";
constexpr std::string_view kWsrepPrefix = "wsrep_";

bool IsVariableName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// my_key-buffer-size is my_key_buffer_size, and my_wsrep_x is wsrep_x.
Environment Normalized(const Environment& environment, ProblemList& problems) {
  Environment out = environment;
  for (const auto& [given, value] : environment) {
    if (!given.starts_with(kMyPrefix) && !given.starts_with(kWsrepPrefix)) continue;
    std::string name = given;
    std::replace(name.begin(), name.end(), '-', '_');
    if (name.starts_with("my_wsrep_")) name.erase(0, kMyPrefix.size());
    if (name == given || value.empty()) continue;
    const auto [other, added] = out.try_emplace(name, value);
    if (!added && other->second.empty()) other->second = value;
    if (other->second != value) {
      problems.Fatal(given, "differs from " + name + ", which is the same variable; keep one of them");
    }
    out.erase(given);
  }
  return out;
}

class Reader {
 public:
  Reader(const Environment& environment, const ReadFileFunction& read_file, ProblemList& problems)
      : environment_(environment), read_file_(read_file), problems_(problems) {}

  Readings ReadAll() {
    for (const Variable& variable : VariableTable()) {
      if (variable.kind == Variable::Kind::kFamily) continue;
      if (const std::optional<Reading> reading = ReadOne(variable)) out_.by_id[variable.id] = *reading;
    }
    for (const auto& [name, value] : environment_) ReadMember(name, value);
    return std::move(out_);
  }

 private:
  const std::string* Lookup(const std::string& name) const {
    const auto found = environment_.find(name);
    return found == environment_.end() || found->second.empty() ? nullptr : &found->second;
  }

  std::optional<Reading> ReadOne(const Variable& variable) {
    std::optional<Reading> first;
    for (const Spelling& spelling : variable.spellings) {
      known_.push_back(spelling.name);
      const std::optional<Reading> reading = ReadSpelling(variable, spelling);
      if (!reading) continue;
      if (!first) {
        first = reading;
      } else if (!Agree(variable, first->value, reading->value)) {
        problems_.Fatal(reading->name,
                        "differs from " + first->name + ", which sets the same; keep one of them");
      }
    }
    for (const Spelling& spelling : variable.spellings) {
      if (first || DefaultFile(spelling).empty()) continue;
      first = ReadSecret(DefaultFile(spelling), DefaultFile(spelling), true);
    }
    return first;
  }

  std::optional<Reading> ReadSpelling(const Variable& variable, const Spelling& spelling) {
    const std::string* value = Lookup(spelling.name);
    const std::string file_name = spelling.name + "_FILE";
    const std::string* file = TakesFile(variable, spelling) ? Lookup(file_name) : nullptr;
    if (value != nullptr && file != nullptr) {
      problems_.Fatal(spelling.name, "is set, and " + file_name + ", too; keep one of them");
    }
    if (value != nullptr) return Reading{spelling.name, *value};
    if (file != nullptr) return ReadSecret(file_name, *file, false);
    return std::nullopt;
  }

  std::optional<Reading> ReadSecret(const std::string& name, const std::string& path, bool may_be_absent) {
    galera::Result<std::string> text = read_file_(path);
    if (!text) {
      if (may_be_absent && text.error().code == galera::ErrorCode::kNotFound) return std::nullopt;
      problems_.Fatal(name, text.error().message + "; correct the path or the file's rights");
      return std::nullopt;
    }
    if (text->ends_with('\n')) text->pop_back();
    if (text->empty()) {
      problems_.Fatal(name, "the file " + path + " is empty; write the value into it");
      return std::nullopt;
    }
    if (text->find('\0') != std::string::npos) {
      problems_.Fatal(name, "the file " + path + " holds a zero byte; is it the right file?");
      return std::nullopt;
    }
    return Reading{name, *text};
  }

  static bool Agree(const Variable& variable, const std::string& a, const std::string& b) {
    switch (variable.kind) {
      case Variable::Kind::kYesNo: {
        const auto yes_a = ParseYesNo(a);
        const auto yes_b = ParseYesNo(b);
        return yes_a && yes_b ? *yes_a == *yes_b : a == b;
      }
      case Variable::Kind::kPresence:
        return MeansYes(a) == MeansYes(b);
      case Variable::Kind::kText:
      case Variable::Kind::kFamily:
        return a == b;
    }
    return false;
  }

  void ReadMember(const std::string& name, const std::string& value) {
    if (value.empty() || std::find(known_.begin(), known_.end(), name) != known_.end()) return;
    if (name.starts_with(kMyPrefix) || name.starts_with(kWsrepPrefix)) {
      const std::string variable = name.starts_with(kMyPrefix) ? name.substr(kMyPrefix.size()) : name;
      if (IsVariableName(variable)) {
        out_.variables[variable] = {name, value};
      } else {
        problems_.Warn(name, "is ignored; write variables of mariadbd in lower case");
      }
      return;
    }
    if (!name.starts_with("node")) return;
    int number = 0;
    const char* const end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data() + 4, end, number);
    if (error == std::errc() && stop == end && number >= 0) out_.nodes[number] = {name, value};
  }

  const Environment& environment_;
  const ReadFileFunction& read_file_;
  ProblemList& problems_;
  std::vector<std::string> known_;
  Readings out_;
};

}  // namespace

const Reading* Readings::Find(const std::string& id) const {
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : &found->second;
}

std::string Readings::Value(const std::string& id) const {
  const Reading* reading = Find(id);
  return reading == nullptr ? "" : reading->value;
}

Readings ReadVariables(const Environment& environment, const ReadFileFunction& read_file,
                       ProblemList& problems) {
  const Environment normalized = Normalized(environment, problems);
  return Reader(normalized, read_file, problems).ReadAll();
}

}  // namespace watchdog
