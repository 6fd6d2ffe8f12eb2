#include "config/web_config.h"

#include <set>

#include "config/quotation.h"
#include "config/yaml_file.h"

namespace galera {
namespace {

struct Section {
  std::string_view name;  // a key, or the first parts of one
  std::string_view what;  // empty: harmless
  std::string_view remedy;
};

constexpr std::string_view kFront =
    "terminate TLS in a front (stunnel, nginx, haproxy) and remove the section";
constexpr std::string_view kOpenPort =
    "is not implemented yet; starting without it would leave the port open";

constexpr Section kSections[] = {
    {"tls_server_config", "TLS can't be served: Debian 12's civetweb crashes at the first TLS handshake",
     kFront},
    {"basic_auth_users", kOpenPort,
     "ask for the password in a front (nginx, haproxy) and remove the section"},
    {"rate_limit", kOpenPort, "limit the rate in a front (nginx, haproxy) and remove the section"},
    {"http_server_config.headers", "is not implemented yet; starting without it would drop the headers",
     "set the headers in a front (nginx, haproxy) and remove the section"},
    {"http_server_config.http2", "", ""},  // upstream's default is on, yet only TLS has it
    {"http_server_config", "", ""},
};

bool Within(std::string_view path, std::string_view section) {
  return path.starts_with(section) && (path.size() == section.size() || path[section.size()] == '.');
}

const Section* FindSection(std::string_view path) {
  for (const Section& section : kSections) {
    if (section.name == "http_server_config" ? path == section.name : Within(path, section.name))
      return &section;
  }
  return nullptr;
}

std::string Place(const std::string& path, int line, int column) {
  return line == 0 ? path : path + ":" + std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace

std::vector<Problem> CheckWebConfig(const std::string& path, std::string_view text) {
  std::vector<Problem> problems;
  const YamlFile file = ReadYaml(text);
  for (const YamlProblem& problem : file.problems) {
    problems.push_back({Place(path, problem.line, problem.column), problem.what, problem.remedy, true});
  }
  std::set<std::string_view> told;
  for (const YamlEntry& entry : file.entries) {
    const std::string where = Place(path, entry.line, entry.column);
    const Section* section = FindSection(entry.path);
    if (section == nullptr) {
      problems.push_back({where, "unknown key " + Quote(entry.path), "remove it", true});
      continue;
    }
    const bool asks = entry.shape != YamlEntry::Shape::kNull && entry.shape != YamlEntry::Shape::kEmptyMap;
    if (!asks || section->what.empty() || !told.insert(section->name).second) continue;
    problems.push_back({where, std::string(section->name) + ": " + std::string(section->what),
                        std::string(section->remedy), true});
  }
  return problems;
}

}  // namespace galera
