#include <chrono>
#include <cstdio>

#include "cli/lint_arguments.h"
#include "cli/sources.h"
#include "cli/subcommands.h"
#include "lint/judge.h"
#include "lint/lint_report.h"
#include "lint/schema_reader.h"

namespace watchdog {
namespace {

constexpr std::chrono::seconds kDeadline{60};
constexpr std::size_t kShownOfKind = 20;
constexpr std::size_t kShownOfKindMax = 10'000;  // with --all; each may cost a look at its columns

constexpr char kUsage[] =
    "usage: galera-warden lint [--json] [--database NAME] [--all] [flags]\n"
    "\n"
    "Finds tables and settings that Galera does not replicate or that hurt under it, on a node or on a\n"
    "server that is to become one, and shows the statements that mend them. Changes nothing.\n"
    "\n"
    "  --database NAME   one database only (settings are looked at all the same)\n"
    "  --all             each table, not the first 20 of each kind (10,000 at most)\n"
    "  --json            one line of JSON\n"
    "  flags             where the server is and how to log in, as of monitor (monitor --help)\n"
    "\n"
    "The account needs PROCESS to see keys and FULLTEXT of InnoDB's tables, and SELECT ON *.* to see\n"
    "tables of other engines; what was not looked at is said.\n"
    "\n"
    "Examples:\n"
    "  galera-warden lint --config.my-cnf=/root/.my.cnf\n"
    "  galera-warden lint --mysqld.address=unix:///run/mysqld/mysqld.sock --mysqld.username=root --database "
    "shop\n"
    "  galera-warden lint --all --json | jq -r '.findings[].statement // empty'\n"
    "\n"
    "Exit codes: 0 nothing of warning or worse; 1 something; 2 wrong usage or settings; 3 could not look.\n";

}  // namespace

int RunLint(const std::vector<std::string>& words) {
  const auto arguments = ParseLintArguments(words);
  if (!arguments || arguments->help) {
    if (!arguments) std::fprintf(stderr, "galera-warden: lint: %s\n\n", arguments.error().message.c_str());
    std::fputs(kUsage, arguments ? stdout : stderr);
    return arguments ? kExitOk : kExitUsage;
  }
  const LoadedWarden loaded = LoadWarden(RealSources(arguments->connection));
  if (loaded.print) {  // --version
    std::fputs(loaded.print->c_str(), stderr);
    return kExitOk;
  }
  if (!loaded.config) {
    PrintProblems(loaded.problems);
    return kExitUsage;
  }
  SchemaQuestion question;
  question.database = arguments->database;
  question.names_max = arguments->all ? kShownOfKindMax : kShownOfKind;
  const auto facts = ReadSchema(*loaded.config, question, std::chrono::steady_clock::now() + kDeadline);
  if (!facts) {
    std::fprintf(stderr, "galera-warden: lint: %s\n", facts.error().message.c_str());
    return kExitCouldNotLook;
  }
  const LintResult result = JudgeSchema(*facts);
  std::fputs((arguments->json ? RenderFindingsJson(result) : RenderFindings(result)).c_str(), stdout);
  return NeedsMending(result) ? kExitFailure : kExitOk;
}

}  // namespace watchdog
