#include "config/command_line.h"

#include <algorithm>
#include <deque>
#include <optional>

#include "config/quotation.h"

namespace galera {
namespace {

constexpr std::size_t kArgumentsMax = 10000;
constexpr std::size_t kFilesMax = 100;
constexpr std::size_t kSuggestionsMax = 20;

// The arguments in order, with @FILE expanded on the way.
class Arguments {
 public:
  Arguments(const std::vector<std::string>& arguments,
            const std::function<Result<std::string>(const std::string&)>& read_file,
            std::vector<Problem>& problems)
      : queue_(arguments.begin(), arguments.end()), read_file_(read_file), problems_(problems) {}

  struct Token {
    bool flag = false;  // begins with '-'
    std::string text;
  };

  // The next one, left in its place; nothing at the end.
  std::optional<Token> Peek() {
    while (!queue_.empty()) {
      const std::string& front = queue_.front();
      if (plain_) return Token{false, front};
      if (front == "--") {
        plain_ = true;
        queue_.pop_front();
      } else if (front.starts_with('@')) {
        const std::string path = front.substr(1);
        queue_.pop_front();
        Expand(path);
      } else {
        return Token{front.starts_with('-'), front};
      }
    }
    return std::nullopt;
  }
  void Pop() { queue_.pop_front(); }

 private:
  void Expand(const std::string& path) {
    if (path.empty()) return Complain("@", "@ without the name of a file", "write @FILE");
    if (++files_ > kFilesMax) {
      queue_.clear();
      return Complain("@" + path, "too many @FILE arguments", "look for a file that names itself");
    }
    const Result<std::string> text = read_file_(path);
    if (!text)
      return Complain("@" + path, "cannot read the arguments: " + text.error().message, "correct the path");
    std::vector<std::string> lines;
    std::string_view rest = *text;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      std::string_view line = rest.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!line.starts_with('#')) lines.emplace_back(line);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    if (queue_.size() + lines.size() > kArgumentsMax) {
      queue_.clear();
      return Complain("@" + path, "more than 10000 arguments", "is this the right file?");
    }
    queue_.insert(queue_.begin(), lines.begin(), lines.end());
  }

  void Complain(std::string where, std::string what, std::string remedy) {
    problems_.push_back({std::move(where), std::move(what), std::move(remedy), true});
  }

  std::deque<std::string> queue_;
  const std::function<Result<std::string>(const std::string&)>& read_file_;
  std::vector<Problem>& problems_;
  bool plain_ = false;  // after "--"
  std::size_t files_ = 0;
};

class Parser {
 public:
  Parser(Arguments& arguments, CommandLine& out) : arguments_(arguments), out_(out) {}

  void Run() {
    while (const auto token = arguments_.Peek()) {
      arguments_.Pop();
      if (!token->flag) {
        Positional(token->text);
      } else if (token->text.starts_with("--")) {
        LongFlag(token->text.substr(2));
      } else {
        ShortFlag(token->text);
      }
      if (out_.print != CommandLine::Print::kNothing) return;
    }
  }

 private:
  void Complain(std::string where, std::string what, std::string remedy) {
    out_.problems.push_back({std::move(where), std::move(what), std::move(remedy), true});
  }

  // The text itself is not shown: it may be a password that lost its flag.
  void Positional(const std::string& text) {
    if (text == "true" || text == "false") {
      return Complain(last_.empty() ? "command line" : last_, "unexpected " + text,
                      "switches take no value: write --x or --no-x");
    }
    Complain(last_.empty() ? "command line" : "after " + last_, "unexpected argument that is not a flag",
             "write --flag=value, in quotes if the value has spaces");
  }

  void ShortFlag(const std::string& text) {
    if (text == "-h") {
      out_.print = CommandLine::Print::kHelp;
      return;
    }
    // -collect.x=v: mysqld_exporter's form before 0.10.
    const std::string name = text.substr(1, text.find('=') - 1);
    const bool known =
        FindFlag(name) != nullptr || FindFlag(name.substr(name.starts_with("no-") ? 3 : 0)) != nullptr;
    if (known) return Complain("-" + name, "flags have two dashes", "write --" + name);
    Complain("-" + text.substr(1, 1), "unknown short flag", "see --help");
  }

  // `text` comes without the dashes.
  void LongFlag(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    std::optional<std::string> value;
    if (equals != std::string::npos) value = text.substr(equals + 1);
    const std::string bare = name.starts_with("no-") ? name.substr(3) : name;
    if (bare == "help" || bare == "help-long" || bare == "help-man") {
      out_.print = CommandLine::Print::kHelp;
    } else if (bare == "version") {
      out_.print = CommandLine::Print::kVersion;
    } else if (const Option* option = FindFlag(name)) {
      last_ = "--" + name;
      if (option->shape == Option::Shape::kSwitch) {
        Switch(*option, true, value);
      } else {
        Value(*option, value);
      }
    } else if (const Option* switched = FindFlag(bare);
               switched && switched->shape == Option::Shape::kSwitch) {
      last_ = "--" + name;
      Switch(*switched, false, value);
    } else {
      Unknown(name, value.has_value());
    }
  }

  void Switch(const Option& option, bool on, const std::optional<std::string>& value) {
    if (value) {
      return Complain("--" + option.flag, "unexpected " + Quote(*value),
                      "write --" + option.flag + " or --no-" + option.flag);
    }
    Add(option, on ? "true" : "false");
  }

  void Value(const Option& option, std::optional<std::string> value) {
    if (!value) {
      const auto token = arguments_.Peek();
      if (!token || token->flag) {
        return Complain("--" + option.flag, "expected a value", "write --" + option.flag + "=value");
      }
      value = token->text;
      arguments_.Pop();
    }
    Add(option, std::move(*value));
  }

  void Add(const Option& option, std::string value) {
    const auto earlier = std::find_if(out_.settings.begin(), out_.settings.end(),
                                      [&](const Setting& setting) { return setting.option == &option; });
    if (earlier == out_.settings.end()) {
      out_.settings.push_back({&option, {std::move(value)}, "--" + option.flag});
    } else if (option.shape == Option::Shape::kList) {
      earlier->values.push_back(std::move(value));
    } else {
      Complain("--" + option.flag, "flag cannot be repeated", "keep one of them");
    }
  }

  void Unknown(const std::string& name, bool has_value) {
    last_ = "--" + name.substr(0, 80);
    if (out_.problems.size() > kSuggestionsMax) return Complain(last_, "unknown flag", "see --help");
    std::vector<std::string> candidates;
    for (const Option& option : OptionTable()) {
      if (option.flag.empty()) continue;
      candidates.push_back(option.flag);
      if (option.shape == Option::Shape::kSwitch) candidates.push_back("no-" + option.flag);
    }
    const std::string nearest = NearestName(name, candidates);
    std::string remedy = nearest.empty() ? "see --help" : "did you mean --" + nearest + "?";
    if (name == "mysqld.password")
      remedy = "set MYSQLD_EXPORTER_PASSWORD, or write password= into the option file";
    Complain(last_, "unknown flag", remedy);
    // A value that follows in an argument of its own is not a second mistake.
    const auto token = arguments_.Peek();
    if (!has_value && token && !token->flag) arguments_.Pop();
  }

  Arguments& arguments_;
  CommandLine& out_;
  std::string last_;  // the flag before, for problems
};

}  // namespace

CommandLine ParseCommandLine(const std::vector<std::string>& arguments,
                             const std::function<Result<std::string>(const std::string&)>& read_file) {
  CommandLine out;
  Arguments queue(arguments, read_file, out.problems);
  Parser(queue, out).Run();
  if (!out.problems.empty()) out.print = CommandLine::Print::kNothing;
  return out;
}

}  // namespace galera
