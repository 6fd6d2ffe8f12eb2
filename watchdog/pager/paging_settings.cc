#include "pager/paging_settings.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "config/option_value.h"
#include "config/quotation.h"
#include "discovery/peer_spec.h"
#include "galera/text.h"
#include "pager/paging_value.h"
#include "pager/receiver_settings.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Quote;
using galera::Status;
using std::chrono::milliseconds;
using Shape = galera::YamlEntry::Shape;
using Values = std::vector<std::string>;

constexpr std::string_view kSection = "paging";
constexpr std::string_view kVariablePrefix = "GALERA_WARDEN_PAGING_";
constexpr std::string_view kWebhookVariable = "PAGE_WEBHOOK_URL";
constexpr std::size_t kReceiversMax = 32;  // each has a thread
constexpr std::size_t kLabelsMax = 32;
constexpr std::size_t kSocketPathBytesMax = 107;  // sun_path
constexpr std::uint16_t kGroupPort = 4567;

Error Invalid(std::string message) { return {ErrorCode::kInvalid, std::move(message)}; }

// ---- keys of the section itself ----

Status StoreExpectedSize(const Values& values, PagingSettings& settings) {
  const auto size = galera::ParseWhole(values.front(), 1, 100);
  if (!size) return size.error();
  settings.expected_size = *size;
  return Status();
}

Status StoreStagger(const Values& values, PagingSettings& settings) {
  const auto stagger = ParseDurationWithin(values.front(), milliseconds(100), std::chrono::minutes(5));
  if (!stagger) return stagger.error();
  settings.stagger = *stagger;
  return Status();
}

template <std::string PagingSettings::*kMember>
Status StorePath(const Values& values, PagingSettings& settings) {
  if (Status checked = CheckAbsolutePath(values.front()); !checked) return checked;
  settings.*kMember = values.front();
  return Status();
}

Status StoreControlSocket(const Values& values, PagingSettings& settings) {
  if (values.front().size() > kSocketPathBytesMax) return Invalid("the path is too long for a socket");
  return StorePath<&PagingSettings::control_socket>(values, settings);
}

Status StoreInstance(const Values& values, PagingSettings& settings) {
  const Status text = CheckText(values.front(), 256);
  if (!text) return Invalid("the instance " + text.error().message);
  settings.instance = values.front();
  return Status();
}

Status StoreRunbookUrl(const Values& values, PagingSettings& settings) {
  if (Status checked = CheckHttpUrl(values.front()); !checked) return checked;
  settings.runbook_url = values.front();
  return Status();
}

Status StorePeers(const Values& values, PagingSettings& settings) {
  for (const PeerProblem& problem : ParsePeerSpecs(values, kGroupPort).problems) {
    if (problem.fatal) return Invalid(problem.message);
  }
  settings.peers = values;
  return Status();
}

constexpr std::array<PagingKey<PagingSettings>, 8> kKeys = {{
    {"expected_size", false, "write the number of nodes that hold data, without arbitrators: 3",
     StoreExpectedSize},
    {"state_directory", false, "write /var/lib/galera-warden", StorePath<&PagingSettings::state_directory>},
    {"stagger", false, "write 5s", StoreStagger},
    {"instance", false, "write it as Prometheus has it: db1:9104", StoreInstance},
    {"runbook_url", false, "write https://HOST/PATH/; the name of the alert and .md are added",
     StoreRunbookUrl},
    {"peers", true, "write [db1, db2, db3]", StorePeers},
    {"error_log", false, "write the path of mariadbd's error log", StorePath<&PagingSettings::error_log>},
    {"control_socket", false, "write a path of at most 107 characters", StoreControlSocket},
}};

// ---- flapping ----

template <milliseconds FlapRule::*kMember, int kLeastMs>
Status StoreFlapTime(const Values& values, FlapRule& flaps) {
  const auto time = ParseDurationWithin(values.front(), milliseconds(kLeastMs), std::chrono::hours(24));
  if (!time) return time.error();
  flaps.*kMember = *time;
  return Status();
}

Status StoreFires(const Values& values, FlapRule& flaps) {
  const auto fires = galera::ParseWhole(values.front(), 2, 1000);
  if (!fires) return fires.error();
  flaps.fires = *fires;
  return Status();
}

constexpr std::array<PagingKey<FlapRule>, 3> kFlapKeys = {{
    {"fires", false, "write 3", StoreFires},
    {"within", false, "write 10m", StoreFlapTime<&FlapRule::within, 1000>},
    {"quiet", false, "write 5m", StoreFlapTime<&FlapRule::quiet, 1000>},
}};

// ---- incidents ----

struct RuleDraft {
  const IncidentKind& kind;
  IncidentRule& rule;
};

Status StoreEnabled(const Values& values, RuleDraft& draft) {
  const auto enabled = galera::ParseSwitch(values.front());
  if (!enabled) return enabled.error();
  draft.rule.enabled = *enabled;
  return Status();
}

Status StoreRuleSeverity(const Values& values, RuleDraft& draft) {
  const auto severity = SeverityNamed(values.front());
  if (!severity) return Invalid(Quote(values.front()) + " is not a severity");
  draft.rule.severity = *severity;
  return Status();
}

template <milliseconds IncidentRule::*kMember>
Status StoreRuleTime(const Values& values, RuleDraft& draft) {
  const auto time = ParseDurationWithin(values.front(), milliseconds(0), std::chrono::hours(24));
  if (!time) return time.error();
  draft.rule.*kMember = *time;
  return Status();
}

Status StoreThreshold(const Values& values, RuleDraft& draft) {
  if (draft.kind.threshold_unit.empty()) return Invalid(std::string(draft.kind.name) + " has no threshold");
  const bool share = draft.kind.threshold_unit.starts_with("share");
  const auto threshold = ParseNumberWithin(values.front(), 0, share ? 1 : 1e9);
  if (!threshold)
    return Invalid(threshold.error().message + " (" + std::string(draft.kind.threshold_unit) + ")");
  draft.rule.threshold = *threshold;
  return Status();
}

constexpr std::array<PagingKey<RuleDraft>, 5> kRuleKeys = {{
    {"enabled", false, "write true or false", StoreEnabled},
    {"severity", false, "write info, warning or critical", StoreRuleSeverity},
    {"for", false, "write 10s", StoreRuleTime<&IncidentRule::for_time>},
    {"keep_firing", false, "write 30s", StoreRuleTime<&IncidentRule::keep_firing>},
    {"threshold", false,
     "FlowControlStalled has a share of time, ReceiveQueueGrowing write-sets, IstWindowShort seconds",
     StoreThreshold},
}};

std::vector<std::string_view> NamesOfIncidents() {
  std::vector<std::string_view> names;
  for (const IncidentKind& kind : IncidentKinds()) names.push_back(kind.name);
  for (const IncidentKind& kind : IncidentKinds()) names.push_back(kind.alert);
  return names;
}

// ---- the whole ----

std::string VariableOf(std::string_view key) {
  std::string name(kVariablePrefix);
  for (const char c : key) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

// At commas and line ends, without blanks and what is empty.
Values Parts(std::string_view text) {
  Values parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",\n\r"), text.size());
    const std::string_view part = galera::TrimBlanks(text.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// The entry with the part of its key before the first dot taken off: "a.b" gives "a", and "b" remains.
std::string TakeFirst(PagingEntry& entry) {
  const std::size_t dot = std::min(entry.key.find('.'), entry.key.size());
  std::string first = entry.key.substr(0, dot);
  entry.key.erase(0, std::min(dot + 1, entry.key.size()));
  return first;
}

// One run of LoadPaging.
class PagingLoader {
 public:
  PagingLoader(const std::string& file, const galera::ConfigSources& sources)
      : file_(file), sources_(sources) {}

  LoadedPaging Run(const std::vector<galera::YamlEntry>& entries) {
    for (const galera::YamlEntry& entry : entries) {
      if (entry.path == kSection) ReadBareSection(entry);
      if (!entry.path.starts_with("paging.")) continue;
      ReadEntry({entry.path.substr(kSection.size() + 1), entry.path,
                 galera::PlaceIn(file_, entry.line, entry.column), entry.shape, entry.values});
    }
    ReadReceivers();
    ReadEnvironment();
    ReadWebhooks();
    if (settings_.labels.size() > kLabelsMax)
      problems_.Fatal(file_, "paging.labels has more than 32 labels", "remove some");
    if (settings_.receivers.size() > kReceiversMax)
      problems_.Fatal(file_, "there are more than 32 receivers", "remove some");
    LoadedPaging loaded;
    if (!problems_.HasFatal()) loaded.settings = std::move(settings_);
    loaded.problems = problems_.Take();
    return loaded;
  }

 private:
  // `paging:` with nothing in it, or with one value.
  void ReadBareSection(const galera::YamlEntry& entry) {
    if (entry.shape == Shape::kNull || entry.shape == Shape::kEmptyMap) return;
    problems_.Fatal(galera::PlaceIn(file_, entry.line, entry.column), "\"paging\" is a section, not a value",
                    "write its keys below it, indented");
  }

  // True if the entry is the section itself; noted as a problem if it holds a value.
  bool IsSection(const PagingEntry& entry, bool may_be_empty) {
    if (!entry.key.empty()) return false;
    if (!entry.values.empty() || entry.shape == Shape::kList) {
      problems_.Fatal(entry.where, Quote(entry.path) + " is a section, not a value",
                      "write its keys below it, indented");
    } else if (!may_be_empty) {
      problems_.Fatal(entry.where, Quote(entry.path) + " has no keys", "write them below it, or remove it");
    }
    return true;
  }

  void ReadEntry(PagingEntry entry) {
    const std::string whole = entry.key;
    const std::string first = TakeFirst(entry);
    if (first == "receivers") return NoteReceiver(std::move(entry));
    if (first == "incidents") return ReadIncident(std::move(entry));
    if (first == "labels") return ReadLabel(entry);
    if (first == "flapping") {
      if (!IsSection(entry, true)) ReadKey<FlapRule>(entry, kFlapKeys, settings_.flaps, problems_);
      return;
    }
    entry.key = whole;
    const auto known = [&](const auto& key) { return key.name == whole; };
    if (std::any_of(kKeys.begin(), kKeys.end(), known))
      return ReadKey<PagingSettings>(entry, kKeys, settings_, problems_);
    std::vector<std::string_view> names = {"receivers", "incidents", "labels", "flapping"};
    for (const auto& key : kKeys) names.push_back(key.name);
    RefuseUnknownKey(entry, names, problems_);
  }

  void ReadLabel(const PagingEntry& entry) {
    static constexpr std::string_view kRemedy = "write labels: {team: db}";
    if (IsSection(entry, true) || !HasShape(entry, false, kRemedy, problems_)) return;
    const Status checked = CheckLabel(entry.key, entry.values.front());
    if (!checked) return problems_.Fatal(entry.where, checked.error().message, std::string(kRemedy));
    settings_.labels[entry.key] = entry.values.front();
  }

  void ReadIncident(PagingEntry entry) {
    if (IsSection(entry, true)) return;
    const std::string path = entry.path.substr(0, entry.path.size() - entry.key.size());
    const std::string name = TakeFirst(entry);
    const auto incident = IncidentNamed(name);
    if (!incident) {
      const std::string nearest = galera::NearestName(name, NamesOfIncidents());
      if (!refused_incidents_.insert(name).second) return;  // said once for all of its keys
      return problems_.Fatal(entry.where, Quote(name) + " is not an incident",
                             nearest.empty() ? "they are listed in watchdog/README.md, section Paging"
                                             : "did you mean " + path + nearest + "?");
    }
    if (IsSection(entry, false)) return;
    RuleDraft draft{KindOf(*incident), settings_.rules[*incident]};
    ReadKey<RuleDraft>(entry, kRuleKeys, draft, problems_);
  }

  // Entries of one receiver come one after another, but nothing depends on that.
  void NoteReceiver(PagingEntry entry) {
    if (IsSection(entry, true)) return;
    const std::string name = TakeFirst(entry);
    if (IsSection(entry, false)) return;
    auto found = std::find_if(receivers_.begin(), receivers_.end(),
                              [&](const auto& receiver) { return receiver.first == name; });
    if (found == receivers_.end()) {
      if (!IsReceiverName(name)) {
        problems_.Fatal(entry.where, Quote(name) + " can't be the name of a receiver",
                        "take letters, digits, - and _, no dots, at most 64");
      }
      found = receivers_.insert(receivers_.end(), {name, {}});
    }
    found->second.push_back(std::move(entry));
  }

  void ReadReceivers() {
    for (const auto& [name, entries] : receivers_) {
      auto receiver = ReadReceiver(name, entries, sources_, problems_);
      if (receiver) settings_.receivers.push_back(std::move(*receiver));
    }
  }

  const std::string* Variable(const std::string& name) const {
    const auto found = sources_.environment.find(name);
    return found == sources_.environment.end() || found->second.empty() ? nullptr : &found->second;
  }

  void ReadEnvironment() {
    std::vector<std::string> names;
    for (const auto& key : kKeys) {
      const std::string name = names.emplace_back(VariableOf(key.name));
      const std::string* value = Variable(name);
      if (value == nullptr) continue;
      const Values values = key.list ? Parts(*value) : Values{*value};
      const PagingEntry entry{std::string(key.name), name, name, Shape::kList, values};
      if (values.empty()) {
        problems_.Fatal(name, name + " has no value", std::string(key.remedy));
      } else {
        ReadKey<PagingSettings>(key.list ? entry : AsScalar(entry), kKeys, settings_, problems_);
      }
    }
    for (const auto& [name, value] : sources_.environment) {
      if (!name.starts_with(kVariablePrefix) || std::find(names.begin(), names.end(), name) != names.end())
        continue;
      const std::string nearest = galera::NearestName(name, names);
      problems_.Warn(name, "unknown variable is ignored",
                     nearest.empty() ? "the variables are listed in watchdog/README.md, section Paging"
                                     : "did you mean " + nearest + "?");
    }
  }

  static PagingEntry AsScalar(PagingEntry entry) {
    entry.shape = Shape::kScalar;
    return entry;
  }

  void ReadWebhooks() {
    const std::string name(kWebhookVariable);
    const std::string by_file = name + "_FILE";
    const std::string* value = Variable(name);
    const std::string* path = Variable(by_file);
    if (value != nullptr && path != nullptr)
      return problems_.Fatal(by_file, "both " + name + " and " + by_file + " are set", "keep one of them");
    if (value != nullptr) return AddWebhooks(name, Parts(*value));
    if (path == nullptr) return;
    const auto text = ReadSecretFile(sources_, *path, true);
    if (!text) return problems_.Fatal(by_file, text.error().message, "correct the path or the file's rights");
    AddWebhooks(by_file, Parts(*text));
  }

  void AddWebhooks(const std::string& where, const Values& urls) {
    if (urls.empty()) problems_.Fatal(where, "holds no URL", "write one, or several with commas");
    for (const std::string& url : urls) {
      Receiver receiver = DefaultReceiver(FreeName("webhook"), Receiver::Kind::kWebhook);
      receiver.urls.emplace_back(url);
      const Status checked = CheckHttpUrl(url);
      if (!checked)
        problems_.Fatal(where, checked.error().message, "write https://HOST/...; a comma in a URL is %2C");
      settings_.receivers.push_back(std::move(receiver));
    }
  }

  // "webhook", else "webhook-2" and so on: what the file has under that name stays as well.
  std::string FreeName(const std::string& base) const {
    const auto taken = [this](const std::string& name) {
      return std::any_of(settings_.receivers.begin(), settings_.receivers.end(),
                         [&](const Receiver& receiver) { return receiver.name == name; });
    };
    std::string name = base;
    for (int i = 2; taken(name); ++i) name = base + "-" + std::to_string(i);
    return name;
  }

  const std::string& file_;
  const galera::ConfigSources& sources_;
  PagingSettings settings_;
  PagingProblems problems_;
  std::vector<std::pair<std::string, std::vector<PagingEntry>>> receivers_;
  std::set<std::string> refused_incidents_;
};

}  // namespace

LoadedPaging LoadPaging(const std::string& file, const std::vector<galera::YamlEntry>& entries,
                        const galera::ConfigSources& sources) {
  return PagingLoader(file, sources).Run(entries);
}

}  // namespace watchdog
