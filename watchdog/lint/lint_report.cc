#include "lint/lint_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "lint/sql_quotation.h"

namespace watchdog {
namespace {

using Findings = std::vector<const LintFinding*>;

Findings OfKind(const LintResult& result, LintKind kind) {
  Findings of;
  for (const LintFinding& finding : result.findings) {
    if (finding.kind == kind) of.push_back(&finding);
  }
  return of;
}

std::string Upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

// Once for each that differs, in order.
std::vector<std::string> Notes(const Findings& findings) {
  std::vector<std::string> notes;
  for (const LintFinding* finding : findings) {
    const std::string& note = finding->mend.note;
    if (!note.empty() && std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }
  return notes;
}

std::string RenderKind(const LintKindInfo& info, const Findings& findings, std::size_t count) {
  std::string out = Upper(Name(info.severity)) + "  " + std::string(info.name);
  if (info.of_tables) out += ": " + std::to_string(count) + (count == 1 ? " table" : " tables");
  out += "\n  " + std::string(info.effect) + "\n";
  for (const LintFinding* finding : findings) {
    out += "    " + ShownText(finding->subject);
    if (!finding->detail.empty())
      out +=
          (info.of_tables ? "  " : " = ") + (info.of_tables ? ShownText(finding->detail) : finding->detail);
    out += "\n";
  }
  if (count > findings.size())
    out += "    and " + std::to_string(count - findings.size()) + " more (--all)\n";
  for (const std::string& note : Notes(findings)) out += "  " + note + "\n";
  return out + "\n";
}

std::string RenderStatements(const LintResult& result) {
  std::string out;
  for (const LintKindInfo& info : LintKinds()) {
    std::string of_kind;
    const Findings findings = OfKind(result, info.kind);
    for (const LintFinding* finding : findings) {
      if (!finding->mend.statement.empty()) of_kind += finding->mend.statement + ";\n";
    }
    if (of_kind.empty()) continue;
    out += "-- " + std::string(info.name) + "\n";
    for (const std::string& note : Notes(findings)) out += "-- " + note + "\n";
    out += of_kind;
  }
  return out;
}

std::string RenderOptions(const LintResult& result) {
  std::string out;
  for (const LintFinding& finding : result.findings) {
    if (!finding.mend.option.empty())
      out += finding.mend.option + (finding.mend.restart ? "  # needs a restart" : "") + "\n";
  }
  return out;
}

std::string Summary(const LintResult& result) {
  std::size_t errors = 0, warnings = 0, infos = 0;
  for (const LintCount& of : result.counts) {
    const LintSeverity severity = InfoOf(of.kind).severity;
    (severity == LintSeverity::kError     ? errors
     : severity == LintSeverity::kWarning ? warnings
                                          : infos) += of.count;
  }
  return std::to_string(errors) + " errors, " + std::to_string(warnings) + " warnings, " +
         std::to_string(infos) + " infos";
}

}  // namespace

std::string RenderFindings(const LintResult& result) {
  std::string out = "MariaDB " + ShownText(result.server_version) + ", ";
  out += result.galera ? "a node of a Galera cluster\n\n"
                       : "without Galera: judged as if it were to become a node\n\n";
  for (const LintCount& of : result.counts) {
    if (of.count > 0) out += RenderKind(InfoOf(of.kind), OfKind(result, of.kind), of.count);
  }
  if (!result.unseen.empty()) {
    out += "NOT LOOKED AT\n";
    for (const std::string& line : result.unseen) out += "  " + ShownText(line) + "\n";
    out += "\n";
  }
  if (const std::string statements = RenderStatements(result); !statements.empty()) {
    out +=
        "Statements, in this order. ALTER TABLE holds up all nodes while it runs: choose a quiet hour.\n\n" +
        statements + "\n";
  }
  if (const std::string options = RenderOptions(result); !options.empty())
    out += "In the option file of every node, so that it stays:\n\n[mariadb]\n" + options + "\n";
  return out + Summary(result) + "\n";
}

std::string RenderFindingsJson(const LintResult& result) {
  using Json = nlohmann::ordered_json;
  Json findings = Json::array();
  const auto or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  for (const LintFinding& finding : result.findings) {
    const LintKindInfo& info = InfoOf(finding.kind);
    findings.push_back({{"finding", info.name},
                        {"severity", Name(info.severity)},
                        {"database", or_null(finding.database)},
                        {"table", or_null(finding.table)},
                        {"subject", finding.subject},
                        {"detail", or_null(finding.detail)},
                        {"effect", info.effect},
                        {"source", info.source},
                        {"statement", or_null(finding.mend.statement)},
                        {"option", or_null(finding.mend.option)},
                        {"needs_restart", finding.mend.restart},
                        {"note", or_null(finding.mend.note)}});
  }
  Json counts = Json::object();
  for (const LintCount& of : result.counts) counts[std::string(InfoOf(of.kind).name)] = of.count;
  const Json json = {{"version", 1},
                     {"server_version", result.server_version},
                     {"galera", result.galera},
                     {"sees_all_tables", result.sees_all_tables},
                     {"counts", std::move(counts)},
                     {"findings", std::move(findings)},
                     {"unseen", result.unseen}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace watchdog
