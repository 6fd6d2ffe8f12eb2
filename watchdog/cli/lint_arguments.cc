#include "cli/lint_arguments.h"

#include <algorithm>

#include "lint/schema_reader.h"

namespace watchdog {
namespace {

constexpr char kDatabase[] = "--database";

galera::Error Wrong(const std::string& what) { return {galera::ErrorCode::kInvalid, what}; }

}  // namespace

galera::Result<LintArguments> ParseLintArguments(const std::vector<std::string>& arguments) {
  LintArguments out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    const std::string with_value = std::string(kDatabase) + "=";
    if (word == "--help" || word == "-h") {
      out.help = true;
    } else if (word == "--json") {
      out.json = true;
    } else if (word == "--all") {
      out.all = true;
    } else if (word == kDatabase || word.starts_with(with_value)) {
      const bool next = word == kDatabase && i + 1 < arguments.size();
      out.database = next ? arguments[++i] : word.substr(std::min(word.size(), with_value.size()));
      if (out.database.empty()) return Wrong("--database needs a name");
      if (IsSystemSchema(out.database))
        return Wrong(out.database + " is the server's own: Galera knows what to do with it");
    } else {
      out.connection.push_back(word);
    }
  }
  return out;
}

}  // namespace watchdog
