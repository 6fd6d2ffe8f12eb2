#include "stub/stub_script.h"

#include <algorithm>
#include <cctype>

namespace galera {
namespace {

char Lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
bool IsBlank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string Normal(std::string_view text) {
  std::string normal;
  for (const char c : text) {
    if (!IsBlank(c)) {
      normal += Lower(c);
    } else if (!normal.empty() && normal.back() != ' ') {
      normal += ' ';
    }
  }
  if (!normal.empty() && normal.back() == ' ') normal.pop_back();
  return normal;
}

// The columns named between SELECT and FROM; nullopt if it is not such a query or asks for all.
std::optional<std::vector<std::string>> ColumnsAsked(const std::string& query) {
  const std::size_t from = query.find(" from ");
  if (query.rfind("select ", 0) != 0 || from == std::string::npos) return std::nullopt;
  std::vector<std::string> columns;
  std::string word;
  for (const char c : query.substr(7, from - 7) + ",") {
    if (c == '*' || c == '(') return std::nullopt;
    if (c == ',') {
      columns.push_back(std::exchange(word, {}));
    } else if (c != ' ' && c != '`') {
      word += c;
    }
  }
  return columns;
}

std::optional<std::size_t> Position(const StubTable& table, const std::string& column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (Normal(table.columns[i]) == column) return i;
  }
  return std::nullopt;
}

std::variant<StubOk, StubTable, StubError> Project(const StubTable& table,
                                                   const std::vector<std::string>& columns) {
  StubTable projected;
  projected.columns = columns;
  projected.rows.resize(table.rows.size());
  for (const std::string& column : columns) {
    const auto position = Position(table, column);
    if (!position) return StubError{1054, "42S22", "Unknown column '" + column + "' in 'field list'"};
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      projected.rows[row].push_back(table.rows[row].at(*position));
    }
  }
  return projected;
}

}  // namespace

StubScript& StubScript::On(std::string_view words, StubAnswer answer) {
  rules_.emplace_back(Normal(words), std::move(answer));
  return *this;
}

StubAnswer StubScript::Answer(std::string_view query) {
  const std::string normal = Normal(query);
  const auto rule = std::find_if(rules_.rbegin(), rules_.rend(), [&](const auto& candidate) {
    return normal.find(candidate.first) != std::string::npos;
  });
  if (rule == rules_.rend()) {
    if (normal.rfind("set ", 0) == 0) return {StubOk{}, {}, {}};
    return {StubError{1064, "42000", "the stub has no answer to: " + std::string(query)}, {}, {}};
  }
  StubAnswer answer = rule->second;
  if (answer.once) rules_.erase(std::next(rule).base());
  const auto* table = std::get_if<StubTable>(&answer.content);
  const auto columns = ColumnsAsked(normal);
  if (table != nullptr && columns) answer.content = Project(*table, *columns);
  return answer;
}

StubError UnknownVariable(std::string_view name) {
  return {1193, "HY000", "Unknown system variable '" + std::string(name) + "'"};
}

StubError NotPrepared() { return {1047, "08S01", "WSREP has not yet prepared node for application use"}; }

StubError AccessDenied(std::string_view privilege) {
  return {1227, "42000",
          "Access denied; you need (at least one of) the " + std::string(privilege) +
              " privilege(s) for this operation"};
}

StubError TooManyConnections() { return {1040, "08004", "Too many connections"}; }

StubError WrongPassword(std::string_view user) {
  return {1045, "28000",
          "Access denied for user '" + std::string(user) + "'@'localhost' (using password: YES)"};
}

}  // namespace galera
