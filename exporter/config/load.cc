#include "config/load.h"

#include <algorithm>
#include <utility>

#include "config/command_line.h"
#include "config/consistency.h"
#include "config/data_source_name.h"
#include "config/my_cnf.h"
#include "config/option_table.h"
#include "config/quotation.h"
#include "config/web_config.h"
#include "config/yaml_file.h"

namespace galera {
namespace {

constexpr std::size_t kFileBytesMax = 1 << 20;
constexpr std::size_t kYamlProblemsMax = 50;
constexpr std::string_view kPrefix = "GALERA_WARDEN_";
constexpr std::string_view kPagingSection = "paging";

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

// True if `path` is a map of the YAML file: "health" of "health.interval".
bool IsYamlMap(const std::string& path) {
  const auto& table = OptionTable();
  return std::any_of(table.begin(), table.end(),
                     [&](const Option& option) { return option.yaml.starts_with(path + "."); });
}

// Somebody else's section: LoadedConfig::yaml_entries.
bool IsPaging(const std::string& path) { return path == kPagingSection || path.starts_with("paging."); }

// One run of LoadConfig. The methods are called in the order they stand in.
class Loader {
 public:
  explicit Loader(const ConfigSources& sources) : sources_(sources) {}

  LoadedConfig Run() {
    CommandLine line =
        ParseCommandLine(sources_.arguments, [this](const std::string& path) { return Read(path); });
    if (line.print != CommandLine::Print::kNothing) {
      out_.print = line.print == CommandLine::Print::kHelp ? HelpText() : VersionText();
      return std::move(out_);
    }
    out_.problems = std::move(line.problems);
    std::vector<Setting> environment = ReadEnvironment();
    const std::string config_file = ConfigFile(line.settings, environment);
    Store(config_file.empty() ? std::vector<Setting>() : ReadYamlSettings(config_file));
    Store(std::move(environment));
    Store(std::move(line.settings));
    WarnOfUnsupported();
    ReadPasswordFile();
    ReadOptionFile();
    ReadWebConfig();
    for (Problem& problem :
         CheckConsistency(draft_.config, [this](std::string_view flag) { return Where(flag); })) {
      out_.problems.push_back(std::move(problem));
    }
    const bool fatal = std::any_of(out_.problems.begin(), out_.problems.end(),
                                   [](const Problem& problem) { return problem.fatal; });
    if (!fatal) out_.config = std::move(draft_.config);
    return std::move(out_);
  }

 private:
  static std::string VersionText() {
    return "galera-warden, version " + std::string(Version()) + " (revision: " + std::string(Revision()) +
           ")\n";
  }

  void Fatal(std::string where, std::string what, std::string remedy) {
    out_.problems.push_back({std::move(where), std::move(what), std::move(remedy), true});
  }
  void Warn(std::string where, std::string what, std::string remedy) {
    out_.problems.push_back({std::move(where), std::move(what), std::move(remedy), false});
  }

  Result<std::string> Read(const std::string& path) const {
    if (!sources_.read_file) return Error{ErrorCode::kNotFound, "no files here"};
    Result<std::string> text = sources_.read_file(path);
    if (text && text->size() > kFileBytesMax) return Error{ErrorCode::kInvalid, "file is larger than 1 MiB"};
    return text;
  }

  const std::string* Variable(const std::string& name) const {
    const auto found = sources_.environment.find(name);
    return found == sources_.environment.end() || found->second.empty() ? nullptr : &found->second;
  }

  // The place that set an option last, "" if nothing did.
  std::string SetBy(const Option* option) const {
    const auto found = settings_.find(option);
    return found == settings_.end() ? "" : found->second.where;
  }
  std::string Where(std::string_view flag) const {
    const Option* option = FindFlag(flag);
    const std::string where = SetBy(option);
    return where.empty() ? NameOf(*option) : where;
  }

  std::vector<Setting> ReadEnvironment() {
    std::vector<Setting> settings;
    std::vector<std::string> names;
    for (const Option& option : OptionTable()) {
      if (option.environment.empty()) continue;
      names.push_back(option.environment);
      const std::string* value = Variable(option.environment);
      if (value == nullptr) continue;
      const bool list = option.shape == Option::Shape::kList;
      settings.push_back({&option, list ? SplitAtCommas(*value) : std::vector{*value}, option.environment});
    }
    // Kubernetes sets GALERA_WARDEN_PORT_... for a service of our name, and the
    // watchdog has variables of its own: only what looks like a slip is told.
    for (const auto& [name, value] : sources_.environment) {
      if (!name.starts_with(kPrefix) || std::find(names.begin(), names.end(), name) != names.end()) continue;
      const std::string nearest = NearestName(name.substr(kPrefix.size()), WithoutPrefix(names));
      if (!nearest.empty()) {
        Warn(name, "unknown variable is ignored", "did you mean " + std::string(kPrefix) + nearest + "?");
      }
    }
    return settings;
  }

  static std::vector<std::string> WithoutPrefix(const std::vector<std::string>& names) {
    std::vector<std::string> rest;
    for (const std::string& name : names) {
      if (name.starts_with(kPrefix)) rest.push_back(name.substr(kPrefix.size()));
    }
    return rest;
  }

  static std::string ConfigFile(const std::vector<Setting>& flags, const std::vector<Setting>& environment) {
    const Option* option = FindFlag("config");
    for (const auto* layer : {&flags, &environment}) {
      for (const Setting& setting : *layer) {
        if (setting.option == option) return setting.values.front();
      }
    }
    return "";
  }

  std::vector<Setting> ReadYamlSettings(const std::string& path) {
    std::vector<Setting> settings;
    const Result<std::string> text = Read(path);
    if (!text) {
      Fatal(path, "cannot read the configuration file: " + text.error().message,
            "correct --config or the file's rights");
      return settings;
    }
    YamlFile file = ReadYaml(*text);
    for (const YamlProblem& problem : file.problems) {
      Fatal(PlaceIn(path, problem.line, problem.column), problem.what, problem.remedy);
    }
    const std::size_t before = out_.problems.size();
    for (const YamlEntry& entry : file.entries) {
      if (out_.problems.size() - before >= kYamlProblemsMax) {
        Fatal(path, "too many mistakes", "is this the right file?");
        break;
      }
      if (IsPaging(entry.path)) continue;
      const std::string where = PlaceIn(path, entry.line, entry.column);
      if (const Option* option = YamlOption(entry, where)) settings.push_back({option, entry.values, where});
    }
    out_.yaml_file = path;
    if (file.problems.empty()) out_.yaml_entries = std::move(file.entries);
    return settings;
  }

  // The option an entry sets; nullptr, with the problem noted, if none.
  const Option* YamlOption(const YamlEntry& entry, const std::string& where) {
    using Shape = YamlEntry::Shape;
    const bool empty = entry.shape == Shape::kNull || entry.shape == Shape::kEmptyMap;
    const bool map = IsYamlMap(entry.path);
    if (empty && map) return nullptr;  // a section with nothing in it
    const Option* option = FindYaml(entry.path);
    if (option == nullptr && map) {
      Fatal(where, Quote(entry.path) + " is a section, not a value", "write its keys below it, indented");
    } else if (option == nullptr) {
      const std::string nearest = NearestKey(entry.path);
      Fatal(where, "unknown key " + Quote(entry.path),
            nearest.empty() ? "see --help for the names" : "did you mean " + nearest + "?");
    } else if (empty) {
      Fatal(where, entry.path + " has no value",
            option->remedy.empty() ? "write a value, or \"\"" : option->remedy);
      return nullptr;
    } else if (entry.shape == Shape::kList && option->shape != Option::Shape::kList) {
      Fatal(where, entry.path + " takes one value, not a list", option->remedy);
      return nullptr;
    }
    return option;
  }

  static std::string NearestKey(const std::string& path) {
    std::vector<std::string> known;
    for (const Option& option : OptionTable()) known.push_back(option.yaml);
    std::string nearest = NearestName(path, known);
    if (!nearest.empty()) return nearest;
    const std::string section = path.substr(0, path.find('.'));
    if (!NearestName(section, std::vector{kPagingSection}).empty())
      nearest = std::string(kPagingSection) + path.substr(section.size());
    return nearest;
  }

  // Layers come weakest first, so that the last one stays. Every layer is
  // parsed: a mistake in one that loses is a mistake all the same.
  void Store(std::vector<Setting> layer) {
    for (Setting& setting : layer) {
      const Status status = setting.option->store(setting.values, draft_);
      if (!status) Fatal(setting.where, status.error().message, setting.option->remedy);
      const Option* option = setting.option;
      settings_[option] = std::move(setting);
    }
  }

  void WarnOfUnsupported() {
    for (const Option& option : OptionTable()) {
      const auto set = settings_.find(&option);
      if (set == settings_.end() || option.support == Option::Support::kFull) continue;
      const std::vector<std::string>& values = set->second.values;
      const bool off = option.shape == Option::Shape::kSwitch && !ParsedAsOn(values.front());
      if (off || values == std::vector{option.default_text}) continue;
      const bool never = option.support == Option::Support::kNotForMariaDb;
      const std::string named = set->second.where == NameOf(option) ? "" : NameOf(option) + " ";
      Warn(set->second.where, named + (never ? "is not applicable to MariaDB" : "is not implemented yet"),
           "it has no effect; remove it to silence this warning");
    }
    if (draft_.systemd_socket) {
      Fatal(Where("web.systemd-socket"),
            "systemd sockets are not supported; nothing would listen where systemd does",
            "remove it, stop the .socket unit and use --web.listen-address");
    }
  }

  static bool ParsedAsOn(std::string_view text) {
    return text == "true" || text == "yes" || text == "on" || text == "1";
  }

  void ReadPasswordFile() {
    const Option* by_file = FindYaml("mysqld.password_file");
    const Option* by_value = FindYaml("mysqld.password");
    if (draft_.password_file.empty()) return;
    const std::string value_by = SetBy(by_value);
    if (value_by == by_value->environment) return;  // the environment is stronger than the file
    if (!value_by.empty()) {
      return Fatal(value_by, "both mysqld.password and mysqld.password_file are set", "keep one of them");
    }
    Result<std::string> text = Read(draft_.password_file);
    if (!text) {
      return Fatal(SetBy(by_file), "cannot read " + draft_.password_file + ": " + text.error().message,
                   "correct the path or the file's rights");
    }
    std::string& password = *text;
    if (password.ends_with('\n')) password.pop_back();
    if (password.ends_with('\r')) password.pop_back();
    if (password.empty() || password.find('\n') != std::string::npos) {
      return Fatal(SetBy(by_file), draft_.password_file + " holds no password, or more than one line",
                   "write the password on its first and only line");
    }
    draft_.config.server.password = Secret(std::move(password));
  }

  // The text of the option file and its path; nothing if there is none.
  std::optional<std::pair<std::string, std::string>> FindOptionFile() {
    const std::string given_by = SetBy(FindFlag("config.my-cnf"));
    std::vector<std::string> paths = {draft_.option_file};
    const std::string* home = Variable("HOME");
    if (given_by.empty() && home != nullptr) paths.push_back(*home + "/.my.cnf");
    if (draft_.option_file.empty()) return std::nullopt;
    for (const std::string& path : paths) {
      Result<std::string> text = Read(path);
      if (text) return std::pair(path, std::move(*text));
      if (text.error().code == ErrorCode::kNotFound) continue;
      Fatal(path, "cannot read the option file: " + text.error().message,
            "let our user read it, or name another with --config.my-cnf");
      option_file_broken_ = true;
      return std::nullopt;
    }
    if (!given_by.empty())
      Warn(given_by, "option file " + draft_.option_file + " is not there", "correct the path");
    return std::nullopt;
  }

  void ReadOptionFile() {
    ServerOverlay client;
    if (const auto found = FindOptionFile()) {
      const auto& [path, text] = *found;
      OptionFile file = ParseOptionFile(text, sources_.environment);
      for (OptionFileProblem& problem : file.problems) {
        const std::string place = PlaceIn(path, problem.line, 0);
        out_.problems.push_back({place, std::move(problem.what), std::move(problem.remedy), problem.fatal});
      }
      WarnOfSectionsWithoutUser(path, file);
      client = std::move(file.client);
    }
    const bool has_user = !Apply(client, draft_.config.server).user.empty();
    UseDataSourceName(has_user);
    draft_.config.server = Apply(client, std::move(draft_.config.server));
    if (!draft_.config.server.user.empty() || option_file_broken_ || data_source_name_broken_) return;
    Fatal("--mysqld.username", "no user to log in to the server with",
          "write [client], user=... and password=... into " + draft_.option_file +
              ", or set --mysqld.username and MYSQLD_EXPORTER_PASSWORD");
  }

  void WarnOfSectionsWithoutUser(const std::string& path, const OptionFile& file) {
    std::string names;
    for (const auto& [name, overlay] : file.others) {
      const bool inherits = name.starts_with("client.") && !draft_.config.server.user.empty();
      if (overlay.user.value_or("").empty() && !inherits) names += (names.empty() ? "[" : ", [") + name + "]";
    }
    if (!names.empty()) {
      Warn(path, "sections without a user are ignored: " + names,
           "keep the exporter's account in a file of its own");
    }
  }

  void UseDataSourceName(bool has_user) {
    static const std::string kName = "DATA_SOURCE_NAME";
    const std::string* text = Variable(kName);
    if (text == nullptr) return;
    if (has_user) return Warn(kName, "is ignored, since the user is set elsewhere", "remove the variable");
    const Result<DataSourceName> dsn = ParseDataSourceName(*text);
    if (!dsn) {
      data_source_name_broken_ = true;
      return Fatal(kName, dsn.error().message,
                   "write user:password@tcp(host:port)/, or better an option file");
    }
    ServerConnection server = dsn->server;
    const ServerConnection& flags = draft_.config.server;
    if (!SetBy(FindFlag("mysqld.address")).empty()) {
      server.host = flags.host;
      server.port = flags.port;
      server.unix_socket = flags.unix_socket;
    }
    if (server.password.empty()) server.password = flags.password;
    if (flags.tls_skip_verify) server.tls = server.tls_skip_verify = true;
    draft_.config.server = std::move(server);
    const bool dropped = !dsn->ignored_parameters.empty();
    Warn(kName,
         std::string("is deprecated (mysqld_exporter dropped it in 0.15)") +
             (dropped ? "; its parameters other than tls and allowCleartextPasswords are ignored" : ""),
         "use an option file, or --mysqld.address, --mysqld.username and MYSQLD_EXPORTER_PASSWORD");
  }

  void ReadWebConfig() {
    if (draft_.web_config_file.empty()) return;
    const Result<std::string> text = Read(draft_.web_config_file);
    if (!text) {
      return Fatal(Where("web.config.file"),
                   "cannot read " + draft_.web_config_file + ": " + text.error().message,
                   "correct the path, or remove it for plain HTTP");
    }
    for (Problem& problem : CheckWebConfig(draft_.web_config_file, *text))
      out_.problems.push_back(std::move(problem));
  }

  const ConfigSources& sources_;
  Draft draft_;
  LoadedConfig out_;
  std::map<const Option*, Setting> settings_;  // the strongest of each option
  bool option_file_broken_ = false;
  bool data_source_name_broken_ = false;
};

}  // namespace

std::string Describe(const Problem& problem) {
  std::string text = problem.where + ": " + problem.what;
  if (!problem.remedy.empty()) text += " (" + problem.remedy + ")";
  return text;
}

std::string PlaceIn(const std::string& file, int line, int column) {
  std::string place = file;
  if (line > 0) place += ":" + std::to_string(line);
  if (line > 0 && column > 0) place += ":" + std::to_string(column);
  return place;
}

LoadedConfig LoadConfig(const ConfigSources& sources) { return Loader(sources).Run(); }

}  // namespace galera
