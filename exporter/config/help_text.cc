#include <algorithm>

#include "config/load.h"
#include "config/option_table.h"

namespace galera {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kIndent = 40;

constexpr std::string_view kFoot =
    "Every setting can stand in the YAML file of --config: nested maps for the dots, '_' for '-'. The "
    "settings "
    "of our own (health.*, scrape.*, collect.galera, config) can also come from the environment: "
    "--health.max-age is GALERA_WARDEN_HEALTH_MAX_AGE; commas separate addresses. Stronger wins: flag, "
    "environment, file, default. The option file's [client] wins over all for the account and its server. "
    "The password comes from the option file, MYSQLD_EXPORTER_PASSWORD or mysqld.password_file. "
    "An argument @FILE stands for the lines of that file.";

constexpr std::string_view kExamples =
    "\nExamples:\n"
    "  galera-warden monitor --config=/etc/galera-warden/warden.yml\n"
    "  galera-warden monitor --config.my-cnf=/etc/galera-warden/exporter.cnf --mysqld.address=db1:3306\n"
    "  MYSQLD_EXPORTER_PASSWORD=secret galera-warden --mysqld.username=exporter --collect.binlog_size\n";

// Breaks `text` at spaces so that no line passes kWidth; `column` is where the
// first line begins, the others begin at `indent`.
void AppendWrapped(std::string& out, std::string_view text, std::size_t column, std::size_t indent) {
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (!first && column + 1 + end > kWidth) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    first = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out += '\n';
}

std::string FlagText(const Option& option) {
  if (option.flag.empty()) return "";
  if (option.shape == Option::Shape::kSwitch) return "--[no-]" + option.flag;
  return "--" + option.flag + "=" + (option.default_text.empty() ? "..." : option.default_text);
}

std::string DefaultText(const Option& option) {
  const bool off = option.shape == Option::Shape::kSwitch && option.default_text.empty();
  return off ? "false" : option.default_text;
}

void AppendOption(std::string& out, std::string_view flag, std::string_view help) {
  out += "  ";
  out += flag;
  std::size_t column = flag.size() + 2;
  if (column + 2 > kIndent) {
    out += '\n';
    column = 0;
  }
  out.append(kIndent - column, ' ');
  AppendWrapped(out, help, kIndent, kIndent);
}

void AppendGroup(std::string& out, Option::Group group) {
  out += '\n';
  out += Title(group);
  out += ":\n";
  for (const Option& option : OptionTable()) {
    if (option.group != group || option.flag.empty() || option.support != Option::Support::kFull) continue;
    const bool on = option.shape == Option::Shape::kSwitch && option.default_text == "true";
    AppendOption(out, FlagText(option), option.help + (on ? " On by default." : ""));
  }
  if (group != Option::Group::kProgram) return;
  AppendOption(out, "-h, --help", "This text.");
  AppendOption(out, "--version", "The version.");
}

void AppendAccepted(std::string& out, Option::Support support, std::string_view title) {
  std::string names;
  for (const Option& option : OptionTable()) {
    if (option.support == support) names += (names.empty() ? "" : " ") + option.flag;
  }
  out += '\n';
  out += title;
  out += ":\n  ";
  AppendWrapped(out, names, 2, 2);
}

}  // namespace

std::string HelpText() {
  using Group = Option::Group;
  std::string out = "usage: galera-warden monitor [<flags>]\n";
  for (const Group group : {Group::kServer, Group::kMetrics, Group::kHealth, Group::kCollectors,
                            Group::kCollectorSettings, Group::kLog, Group::kProgram}) {
    AppendGroup(out, group);
  }
  AppendAccepted(out, Option::Support::kPending,
                 "Flags of mysqld_exporter accepted with a warning, without effect yet");
  AppendAccepted(out, Option::Support::kNotForMariaDb, "... and those not applicable to MariaDB");
  out += '\n';
  AppendWrapped(out, kFoot, 0, 0);
  out += kExamples;
  return out;
}

std::vector<OptionHelp> DescribeOptions() {
  std::vector<OptionHelp> rows;
  for (const Option& option : OptionTable()) {
    rows.push_back({FlagText(option), option.environment, option.yaml, DefaultText(option), option.help});
  }
  return rows;
}

std::string_view Version() { return GALERA_WARDEN_VERSION; }

std::string_view Revision() { return GALERA_WARDEN_REVISION; }

}  // namespace galera
