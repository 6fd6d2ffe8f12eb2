#include "settings/command_words.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "config/quotation.h"
#include "galera/text.h"

namespace watchdog {
namespace {

constexpr std::string_view kPrintConfig = "--print-config";
constexpr std::string_view kModes =
    "seed, node [PEERS], no-galera, sleep, or mariadbd with its own arguments";
constexpr std::array<std::string_view, 6> kWords = {"seed",  "node",     "no-galera",
                                                    "sleep", "mariadbd", "mysqld"};

bool IsServer(std::string_view word) {
  const std::string_view name = word.substr(word.rfind('/') + 1);
  return name == "mariadbd" || name == "mysqld";
}

std::optional<Mode> ModeOf(std::string_view word) {
  if (word == "seed") return Mode::kSeed;
  if (word == "node") return Mode::kNode;
  if (word == "no-galera") return Mode::kNoGalera;
  if (word == "sleep") return Mode::kSleep;
  // As the official image: arguments alone are mariadbd's.
  if (IsServer(word) || (word.starts_with('-') && word != kPrintConfig)) return Mode::kPlain;
  return std::nullopt;
}

struct OptionWord {
  std::string name;
  std::string value;
  std::size_t words = 1;
};

// The options that we look at, and that mariadbd takes with their value in the next word.
OptionWord ReadOption(const std::vector<std::string>& arguments, std::size_t at) {
  OptionWord option;
  const std::string_view word = arguments[at];
  if (!word.starts_with("--")) return option;
  const std::size_t equals = word.find('=');
  option.name = galera::ToLower(word.substr(2, equals == std::string_view::npos ? equals : equals - 2));
  std::replace(option.name.begin(), option.name.end(), '-', '_');
  if (equals != std::string_view::npos) {
    option.value = word.substr(equals + 1);
  } else if (at + 1 < arguments.size() && !arguments[at + 1].starts_with('-')) {
    option.value = arguments[at + 1];
    option.words = 2;
  }
  return option;
}

void CheckMisplaced(const CommandWords& words, ProblemList& problems) {
  for (const std::string& argument : words.arguments) {
    if (argument == kPrintConfig) {
      problems.Fatal(argument, "stands too late; put it directly after the mode");
    } else if (argument.size() < 20 && galera::EditDistance(argument, kPrintConfig) <= 2) {
      problems.Fatal("arguments", galera::Quote(argument) + " is unknown; did you mean --print-config?");
    }
  }
}

}  // namespace

std::optional<CommandWords> ReadCommandWords(const std::vector<std::string>& words, ProblemList& problems) {
  if (words.empty()) {
    problems.Fatal("arguments", "no mode is given; use " + std::string(kModes));
    return std::nullopt;
  }
  const std::optional<Mode> mode = ModeOf(words[0]);
  if (!mode) {
    const std::string nearest = galera::NearestName(words[0], kWords);
    problems.Fatal("arguments", galera::Quote(words[0]) + " is not a mode; " +
                                    (nearest.empty() ? "" : "did you mean " + nearest + "? ") +
                                    "The modes are " + std::string(kModes));
    return std::nullopt;
  }
  CommandWords out;
  out.mode = *mode;
  std::size_t next = words[0].starts_with('-') ? 0 : 1;
  if (out.mode == Mode::kPlain && words[0].find('/') != std::string::npos) out.mariadbd_program = words[0];
  if (next == 1 && next < words.size() && words[next] == kPrintConfig) {
    out.print_config = true;
    ++next;
  }
  const bool word_follows = next < words.size() && !words[next].starts_with('-');
  if (out.mode == Mode::kNode && word_follows) {
    out.peers = words[next++];
  } else if (word_follows && out.mode != Mode::kPlain) {
    problems.Fatal("arguments", galera::Quote(words[next]) + " behind " + words[0] +
                                    " is unknown: it takes arguments for mariadbd only, beginning with --" +
                                    (out.mode == Mode::kSeed ? "; a list of peers belongs to node" : ""));
  }
  out.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(next), words.end());
  CheckMisplaced(out, problems);
  return out;
}

std::map<std::string, std::string> ReadMariadbdOptions(const std::vector<std::string>& arguments) {
  std::map<std::string, std::string> options;
  for (std::size_t at = 0; at < arguments.size();) {
    OptionWord option = ReadOption(arguments, at);
    at += option.words;
    if (!option.name.empty()) options[option.name] = std::move(option.value);
  }
  return options;
}

std::vector<std::string> WithoutOption(const std::vector<std::string>& arguments, const std::string& name) {
  std::vector<std::string> kept;
  for (std::size_t at = 0; at < arguments.size();) {
    const OptionWord option = ReadOption(arguments, at);
    for (std::size_t i = at; i < at + option.words && option.name != name; ++i) kept.push_back(arguments[i]);
    at += option.words;
  }
  return kept;
}

}  // namespace watchdog
