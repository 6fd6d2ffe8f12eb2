#include "cli/control_arguments.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string_view>
#include <utility>

#include "config/option_value.h"
#include "config/quotation.h"
#include "pager/control_socket.h"
#include "pager/duration_text.h"
#include "pager/paging_settings.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Quote;
using galera::Result;
using galera::Status;

Error Wrong(std::string what) { return {ErrorCode::kInvalid, std::move(what)}; }

// A command line taken apart: flags without a value, flags with one, and what is no flag.
struct Words {
  std::set<std::string> flags;
  std::map<std::string, std::string> values;
  std::vector<std::string> plain;

  bool Has(const char* flag) const { return flags.count(flag) != 0; }
  std::string Value(const char* flag) const {
    const auto found = values.find(flag);
    return found == values.end() ? "" : found->second;
  }
};

// Which flags a command knows; `--socket`, `--json` and `--help` they all do.
struct Flags {
  std::vector<std::string> bare;
  std::vector<std::string> with_value;
};

Flags FlagsOf(ControlCommand command) {
  Flags flags{{"--json", "--help"}, {"--socket"}};
  switch (command) {
    case ControlCommand::kPage:
      flags.bare.insert(flags.bare.end(), {"--test", "--list"});
      break;
    case ControlCommand::kMaintenance:
    case ControlCommand::kSilence:
      flags.bare.emplace_back("--end");
      flags.with_value.emplace_back("--reason");
      break;
    case ControlCommand::kExpect:
      flags.bare.emplace_back("--learned");
      break;
  }
  return flags;
}

bool Holds(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

Error UnknownFlag(const std::string& name, const Flags& flags) {
  std::vector<std::string> known = flags.bare;
  known.insert(known.end(), flags.with_value.begin(), flags.with_value.end());
  const std::string nearest = galera::NearestName(name, known);
  return Wrong("unknown flag " + Quote(name) + (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
}

// --flag, --flag VALUE and --flag=VALUE; all behind "--" is no flag.
Result<Words> TakeApart(const std::vector<std::string>& arguments, const Flags& flags) {
  Words words;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--") {
      words.plain.insert(words.plain.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                         arguments.end());
      break;
    }
    if (!word.starts_with('-') || word == "-") {
      words.plain.push_back(word);
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word == "-h" ? "--help" : word.substr(0, equals);
    if (words.Has(name.c_str()) || words.values.count(name) != 0) return Wrong(name + " is given twice");
    if (equals == std::string::npos && Holds(flags.bare, name)) {
      words.flags.insert(name);
    } else if (Holds(flags.with_value, name)) {
      if (equals == std::string::npos && i + 1 == arguments.size()) return Wrong(name + " needs a value");
      words.values[name] = equals == std::string::npos ? arguments[++i] : word.substr(equals + 1);
      if (words.values[name].empty()) return Wrong(name + " needs a value");
    } else if (Holds(flags.bare, name)) {
      return Wrong(name + " takes no value");
    } else {
      return UnknownFlag(name, flags);
    }
  }
  return words;
}

Status TooMany(const Words& words, std::size_t most) {
  if (words.plain.size() > most) return Wrong("one word too many: " + Quote(words.plain[most]));
  return Status();
}

Result<std::chrono::seconds> LengthOf(const std::string& text) {
  const auto length = galera::ParseDuration(text);
  if (!length) return Wrong(length.error().message + ": write 30m or 1h30m");
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(*length);
  if (seconds.count() < 1) return Wrong("a maintenance of no time");
  if (seconds > kMaintenanceMax)
    return Wrong(Quote(text) + " is longer than " + DurationText(kMaintenanceMax) + ", which is the most");
  return seconds;
}

Result<ControlRequest> Begin(const std::string& length, const Words& words, std::string only) {
  const auto seconds = LengthOf(length);
  if (!seconds) return seconds.error();
  std::string reason = words.Value("--reason");
  if (reason.empty()) return Wrong("say why: --reason TEXT");
  if (const Status checked = CheckReason(reason); !checked) return checked.error();
  return ControlRequest(BeginMaintenance{*seconds, std::move(reason), std::move(only)});
}

Result<ControlRequest> PageRequest(const Words& words) {
  if (words.Has("--test") == words.Has("--list")) return Wrong("say what: --test [RECEIVER] or --list");
  if (const Status few = TooMany(words, words.Has("--test") ? 1 : 0); !few) return few.error();
  if (words.Has("--list")) return ControlRequest(ListReceivers{});
  return ControlRequest(TestReceivers{words.plain.empty() ? "" : words.plain.front()});
}

// Without a word what holds is shown, which no flag goes with.
Result<ControlRequest> Show(const Words& words) {
  if (!words.values.count("--reason")) return ControlRequest(ShowMaintenance{});
  return Wrong("say how long: 30m");
}

Result<ControlRequest> MaintenanceRequest(const Words& words) {
  const bool end = words.Has("--end");
  if (const Status few = TooMany(words, end ? 0 : 1); !few) return few.error();
  if (end && words.values.count("--reason")) return Wrong("--end takes no --reason");
  if (end) return ControlRequest(EndMaintenance{});
  return words.plain.empty() ? Show(words) : Begin(words.plain.front(), words, "");
}

Result<ControlRequest> SilenceRequest(const Words& words) {
  const bool end = words.Has("--end");
  if (const Status few = TooMany(words, end ? 1 : 2); !few) return few.error();
  if (words.plain.empty()) return end ? Wrong("say which alert: --end ALERT") : Show(words);
  auto alert = AlertNamed(words.plain.front());
  if (!alert) return alert.error();
  if (end && words.values.count("--reason")) return Wrong("--end takes no --reason");
  if (end) return ControlRequest(EndMaintenance{std::move(*alert)});
  if (words.plain.size() < 2) return Wrong("say how long: 30m");
  return Begin(words.plain[1], words, std::move(*alert));
}

Result<ControlRequest> ExpectRequest(const Words& words) {
  const bool learned = words.Has("--learned");
  if (const Status few = TooMany(words, learned ? 0 : 1); !few) return few.error();
  if (learned) return ControlRequest(ExpectSize{});
  if (words.plain.empty()) return Wrong("say how many data nodes, or --learned");
  const auto size = galera::ParseWhole(words.plain.front(), 1, kExpectedSizeMax);
  if (!size) return size.error();
  return ControlRequest(ExpectSize{*size});
}

Result<ControlRequest> RequestOf(ControlCommand command, const Words& words) {
  switch (command) {
    case ControlCommand::kPage:
      return PageRequest(words);
    case ControlCommand::kMaintenance:
      return MaintenanceRequest(words);
    case ControlCommand::kSilence:
      return SilenceRequest(words);
    case ControlCommand::kExpect:
      return ExpectRequest(words);
  }
  return Wrong("no such command");
}

}  // namespace

Result<ControlArguments> ParseControlArguments(ControlCommand command,
                                               const std::vector<std::string>& arguments) {
  ControlArguments parsed;
  const bool asks = std::any_of(arguments.begin(), arguments.end(),
                                [](const std::string& word) { return word == "--help" || word == "-h"; });
  if (asks) {
    parsed.help = true;
    return parsed;
  }
  const auto words = TakeApart(arguments, FlagsOf(command));
  if (!words) return words.error();
  auto request = RequestOf(command, *words);
  if (!request) return request.error();
  parsed.json = words->Has("--json");
  parsed.socket = words->Value("--socket");
  parsed.request = std::move(*request);
  return parsed;
}

std::vector<std::string> ControlSocketPlaces(const std::map<std::string, std::string>& environment,
                                             const std::vector<galera::YamlEntry>& entries,
                                             const std::string& run_directory) {
  const auto setting = [&](const std::string& variable, const std::string& path) -> std::string {
    const auto given = environment.find("GALERA_WARDEN_PAGING_" + variable);
    if (given != environment.end() && !given->second.empty()) return given->second;
    for (const galera::YamlEntry& entry : entries) {
      if (entry.path == path && entry.values.size() == 1) return entry.values.front();
    }
    return "";
  };
  const std::string set = setting("CONTROL_SOCKET", "paging.control_socket");
  if (!set.empty()) return {set};
  std::string state_directory = setting("STATE_DIRECTORY", "paging.state_directory");
  if (state_directory.empty()) state_directory = PagingSettings{}.state_directory;
  return {ControlSocketPath("", run_directory), ControlSocketPath("", state_directory)};
}

}  // namespace watchdog
