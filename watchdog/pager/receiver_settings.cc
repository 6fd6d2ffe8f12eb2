#include "pager/receiver_settings.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "config/option_value.h"
#include "config/quotation.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Secret;
using galera::Status;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = Receiver::Kind;
using Values = std::vector<std::string>;

constexpr std::array<std::pair<Kind, std::string_view>, 7> kTypes = {{{Kind::kWebhook, "webhook"},
                                                                      {Kind::kAlertmanager, "alertmanager"},
                                                                      {Kind::kPagerDuty, "pagerduty"},
                                                                      {Kind::kSlack, "slack"},
                                                                      {Kind::kTeams, "teams"},
                                                                      {Kind::kEmail, "email"},
                                                                      {Kind::kHeartbeat, "heartbeat"}}};
constexpr std::string_view kTypesRemedy =
    "write type: webhook, alertmanager, pagerduty, slack, teams, email or heartbeat";

constexpr std::size_t kAddressesMax = 50;
constexpr std::size_t kAlertmanagersMax = 16;
constexpr std::size_t kTypeShownMax = 30;  // more is no slip of a word, perhaps a URL with its secret
constexpr std::size_t kRoutingKeySize = 32;

Error Invalid(std::string message) { return {ErrorCode::kInvalid, std::move(message)}; }

// ---- values ----

Status CheckUrlOf(Kind kind, std::string_view url) {
  static constexpr std::array<std::string_view, 2> kMail = {"smtp", "smtps"};
  if (kind == Kind::kEmail) return CheckUrl(url, kMail);
  if (Status checked = CheckHttpUrl(url); !checked) return checked;
  if (kind == Kind::kAlertmanager && url.find("/api/v") != std::string_view::npos)
    return Invalid("the URL of an Alertmanager is that of its web page, without /api/v2/alerts");
  return Status();
}

Status StoreUrls(const Values& values, Receiver& receiver) {
  if (values.size() > kAlertmanagersMax) return Invalid("more than 16 URLs");
  receiver.urls.clear();
  for (const std::string& url : values) {
    if (Status checked = CheckUrlOf(receiver.kind, url); !checked) return checked;
    receiver.urls.emplace_back(url);
  }
  return Status();
}

template <Secret Receiver::*kMember>
Status StoreSecret(const Values& values, Receiver& receiver) {
  const Status text = CheckText(values.front(), 4096);
  if (!text) return Invalid("the secret " + text.error().message);
  receiver.*kMember = Secret(values.front());
  return Status();
}

template <bool Receiver::*kMember>
Status StoreSwitch(const Values& values, Receiver& receiver) {
  const auto on = galera::ParseSwitch(values.front());
  if (!on) return on.error();
  receiver.*kMember = *on;
  return Status();
}

template <milliseconds Receiver::*kMember, int kLeastMs, int kMostMs>
Status StoreDuration(const Values& values, Receiver& receiver) {
  const auto duration = ParseDurationWithin(values.front(), milliseconds(kLeastMs), milliseconds(kMostMs));
  if (!duration) return duration.error();
  receiver.*kMember = *duration;
  return Status();
}

Status StoreSeverity(const Values& values, Receiver& receiver) {
  const auto severity = SeverityNamed(values.front());
  if (!severity) return Invalid(galera::Quote(values.front()) + " is not a severity");
  receiver.severity = *severity;
  return Status();
}

Status StoreUser(const Values& values, Receiver& receiver) {
  const Status text = CheckText(values.front(), 256);
  if (!text) return Invalid("the name " + text.error().message);
  receiver.username = values.front();
  return Status();
}

Status StoreFrom(const Values& values, Receiver& receiver) {
  if (Status checked = CheckMailAddress(values.front()); !checked) return checked;
  receiver.from = values.front();
  return Status();
}

Status StoreTo(const Values& values, Receiver& receiver) {
  if (values.size() > kAddressesMax) return Invalid("more than 50 addresses");
  for (const std::string& address : values) {
    if (Status checked = CheckMailAddress(address); !checked) return checked;
  }
  receiver.to = values;
  return Status();
}

Status StoreCaFile(const Values& values, Receiver& receiver) {
  if (Status checked = CheckAbsolutePath(values.front()); !checked) return checked;
  receiver.ca_file = values.front();
  return Status();
}

Status StoreProxy(const Values& values, Receiver& receiver) {
  static constexpr std::array<std::string_view, 4> kProxies = {"http", "https", "socks5", "socks5h"};
  if (Status checked = CheckUrl(values.front(), kProxies); !checked) return checked;
  receiver.proxy = values.front();
  return Status();
}

Status StoreNothing(const Values&, Receiver&) { return Status(); }  // read before the others

// ---- keys ----

constexpr unsigned Of(Kind kind) { return 1U << static_cast<unsigned>(kind); }
constexpr unsigned kAll = 0x7f;
constexpr unsigned kTold = kAll & ~Of(Kind::kHeartbeat);
constexpr unsigned kLoginByHttp = Of(Kind::kWebhook) | Of(Kind::kAlertmanager) | Of(Kind::kHeartbeat);

struct ReceiverKey {
  PagingKey<Receiver> key;
  unsigned kinds = kAll;
  bool secret = false;  // KEY_file names a file with it
};

constexpr std::string_view kUrlRemedy = "write the whole URL: https://HOST/..., of an e-mail smtp://HOST:587";
constexpr std::string_view kSwitchRemedy = "write true or false";

const std::vector<ReceiverKey>& ReceiverKeys() {
  static const std::vector<ReceiverKey> kKeys = {
      {{"type", false, kTypesRemedy, StoreNothing}},
      {{"url", false, kUrlRemedy, StoreUrls}, kAll, true},
      {{"urls", true, kUrlRemedy, StoreUrls}, Of(Kind::kAlertmanager)},
      {{"routing_key", false, "copy the integration key of the service, or name its file: routing_key_file",
        StoreSecret<&Receiver::routing_key>},
       Of(Kind::kPagerDuty),
       true},
      {{"severity", false, "write info, warning or critical", StoreSeverity}, kTold},
      {{"send_resolved", false, kSwitchRemedy, StoreSwitch<&Receiver::send_resolved>}, kTold},
      {{"deduplicates", false, kSwitchRemedy, StoreSwitch<&Receiver::deduplicates>}, Of(Kind::kWebhook)},
      {{"username", false, "write the name alone", StoreUser}, kLoginByHttp | Of(Kind::kEmail)},
      {{"password", false, "write it, or name its file: password_file", StoreSecret<&Receiver::password>},
       kLoginByHttp | Of(Kind::kEmail),
       true},
      {{"bearer_token", false, "write it, or name its file: bearer_token_file",
        StoreSecret<&Receiver::bearer_token>},
       kLoginByHttp,
       true},
      {{"from", false, "write the address alone: warden@example.org", StoreFrom}, Of(Kind::kEmail)},
      {{"to", true, "write the addresses alone: [dba@example.org]", StoreTo}, Of(Kind::kEmail)},
      {{"require_tls", false, kSwitchRemedy, StoreSwitch<&Receiver::require_tls>}, Of(Kind::kEmail)},
      {{"ca_file", false, "write the path of a PEM file", StoreCaFile}},
      {{"proxy", false, "write http://HOST:PORT", StoreProxy}},
      {{"connect_timeout", false, "write 3s", StoreDuration<&Receiver::connect_timeout, 100, 60'000>}},
      {{"timeout", false, "write 10s", StoreDuration<&Receiver::timeout, 100, 120'000>}},
      {{"interval", false, "write 1m", StoreDuration<&Receiver::interval, 1'000, 86'400'000>},
       Of(Kind::kHeartbeat)},
  };
  return kKeys;
}

const ReceiverKey* FindKey(std::string_view name) {
  for (const ReceiverKey& row : ReceiverKeys()) {
    if (row.key.name == name) return &row;
  }
  return nullptr;
}

// "url" of "url_file"; empty for what is no such key.
std::string SecretOfFile(const std::string& key) {
  static constexpr std::string_view kSuffix = "_file";
  if (!key.ends_with(kSuffix)) return "";
  const std::string base = key.substr(0, key.size() - kSuffix.size());
  const ReceiverKey* row = FindKey(base);
  return row != nullptr && row->secret ? base : "";
}

std::vector<std::string> NamesOfKeys(unsigned kinds) {
  std::vector<std::string> names = {"labels"};
  for (const ReceiverKey& row : ReceiverKeys()) {
    if ((row.kinds & kinds) == 0) continue;
    names.emplace_back(row.key.name);
    if (row.secret) names.push_back(std::string(row.key.name) + "_file");
  }
  return names;
}

// `a.b: {type: ...}` gives the same as `a: {b: {type: ...}}`.
bool IsTooDeep(const PagingEntry& entry) {
  return entry.key.find('.') != std::string::npos && !entry.key.starts_with("labels.");
}

// ---- one receiver ----

class ReceiverReader {
 public:
  ReceiverReader(const std::string& name, const std::vector<PagingEntry>& entries,
                 const galera::ConfigSources& sources, PagingProblems& problems)
      : name_(name), entries_(entries), sources_(sources), problems_(problems) {}

  std::optional<Receiver> Read() {
    const auto kind = ReadType();
    receiver_ = DefaultReceiver(name_, kind.value_or(Kind::kWebhook));
    for (const PagingEntry& entry : entries_) ReadEntry(entry, kind);
    if (!kind || !sound_) return std::nullopt;
    CheckWhole();
    return sound_ ? std::optional(std::move(receiver_)) : std::nullopt;
  }

 private:
  void Fatal(const std::string& where, std::string what, std::string remedy) {
    sound_ = false;
    problems_.Fatal(where, std::move(what), std::move(remedy));
  }
  const PagingEntry* Find(std::string_view key) const {
    const auto found =
        std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.key == key; });
    return found == entries_.end() ? nullptr : &*found;
  }
  bool Given(const std::string& key) const { return Find(key) != nullptr || Find(key + "_file") != nullptr; }
  // Of problems that are about no key alone.
  const std::string& Where() const {
    const PagingEntry* type = Find("type");
    return type != nullptr ? type->where : entries_.front().where;
  }

  std::optional<Kind> ReadType() {
    const PagingEntry* entry = Find("type");
    if (entry == nullptr) {
      sound_ = false;
      if (std::any_of(entries_.begin(), entries_.end(), IsTooDeep)) return std::nullopt;  // said there
      Fatal(Where(), "the receiver " + name_ + " has no type", std::string(kTypesRemedy));
      return std::nullopt;
    }
    if (!HasShape(*entry, false, kTypesRemedy, problems_)) {
      sound_ = false;
      return std::nullopt;
    }
    const std::string& word = entry->values.front();
    const auto kind = KindOfType(word);
    if (kind) return kind;
    std::vector<std::string_view> words;
    words.reserve(kTypes.size());
    for (const auto& [known, text] : kTypes) words.push_back(text);
    const std::string nearest = galera::NearestName(word, words);
    Fatal(entry->where,
          (word.size() > kTypeShownMax ? "this" : galera::Quote(word)) + " is not a type of receiver",
          nearest.empty() ? std::string(kTypesRemedy) : "did you mean " + nearest + "?");
    return std::nullopt;
  }

  void ReadEntry(const PagingEntry& entry, std::optional<Kind> kind) {
    if (entry.key == "labels" || entry.key.starts_with("labels.")) return ReadLabel(entry);
    const std::string secret = SecretOfFile(entry.key);
    const ReceiverKey* row = FindKey(secret.empty() ? entry.key : secret);
    if (row == nullptr) {
      sound_ = false;
      if (IsTooDeep(entry)) {
        return problems_.Fatal(
            entry.where,
            galera::Quote(entry.path) + " is nested too deeply, or the name of the receiver has a dot in it",
            "write the name with - in place of the dot");
      }
      return RefuseUnknownKey(entry, NamesOfKeys(kind ? Of(*kind) : kAll), problems_);
    }
    if (!kind) return;
    if ((row->kinds & Of(*kind)) == 0) {
      return Fatal(entry.where, entry.path + " has no meaning for the type " + std::string(TypeWord(*kind)),
                   "remove it");
    }
    if (secret.empty()) return Store(*row, entry, entry.values);
    ReadFile(*row, entry, secret);
  }

  void Store(const ReceiverKey& row, const PagingEntry& entry, const Values& values) {
    if (!HasShape(entry, row.key.list, row.key.remedy, problems_)) {
      sound_ = false;
      return;
    }
    const Status stored = row.key.store(values, receiver_);
    if (!stored) Fatal(entry.where, entry.path + ": " + stored.error().message, std::string(row.key.remedy));
  }

  void ReadFile(const ReceiverKey& row, const PagingEntry& entry, const std::string& secret) {
    if (Find(secret) != nullptr)
      return Fatal(entry.where, "both " + secret + " and " + entry.key + " are set", "keep one of them");
    if (!HasShape(entry, false, "write the path of a file", problems_)) {
      sound_ = false;
      return;
    }
    auto text = ReadSecretFile(sources_, entry.values.front());
    if (!text) {
      return Fatal(entry.where, entry.path + ": " + text.error().message,
                   "correct the path or the file's rights; the value is to be on its first and only line");
    }
    Store(row, entry, {std::move(*text)});
  }

  void ReadLabel(const PagingEntry& entry) {
    static constexpr std::string_view kRemedy = "write labels: {team: db}";
    if (receiver_.kind == Kind::kHeartbeat)
      return Fatal(entry.where, entry.path + " has no meaning for the type heartbeat", "remove it");
    if (entry.key == "labels") {
      if (entry.values.empty()) return;  // a section with nothing in it
      return Fatal(entry.where, galera::Quote(entry.path) + " is a section, not a value",
                   std::string(kRemedy));
    }
    if (!HasShape(entry, false, kRemedy, problems_)) {
      sound_ = false;
      return;
    }
    const std::string label = entry.key.substr(std::string_view("labels.").size());
    const Status checked = CheckLabel(label, entry.values.front());
    if (!checked) return Fatal(entry.where, checked.error().message, std::string(kRemedy));
    receiver_.labels[label] = entry.values.front();
  }

  void CheckWhole() {
    const std::string type(TypeWord(receiver_.kind));
    const std::string which = "the receiver " + name_;
    if (receiver_.urls.empty())
      Fatal(Where(), which + " has no URL", "write url, or name its file: url_file");
    if (Given("urls") && Given("url"))
      Fatal(Where(), which + " has both url and urls", "write all of them under urls");
    if (receiver_.kind == Kind::kPagerDuty) CheckRoutingKey(which);
    if (receiver_.kind == Kind::kEmail) CheckMail(which);
    if (receiver_.username.empty() != receiver_.password.empty())
      Fatal(Where(), which + " has a username or a password, and not both", "write both, or none");
    if (!receiver_.bearer_token.empty() && !receiver_.password.empty())
      Fatal(Where(), which + " has both a bearer_token and a password", "keep one of them");
    CheckTimeouts(which);
    if (receiver_.ca_file.empty() || !sources_.read_file) return;
    if (const auto text = sources_.read_file(receiver_.ca_file); !text) {
      Fatal(Find("ca_file")->where, "cannot read " + receiver_.ca_file + ": " + text.error().message,
            "correct the path or the file's rights");
    }
  }

  void CheckRoutingKey(const std::string& which) {
    const std::string& key = receiver_.routing_key.Reveal();
    if (key.empty()) {
      Fatal(Where(), which + " has no routing_key",
            "copy the integration key (Events API v2) of the service into a file: routing_key_file");
    } else if (key.size() != kRoutingKeySize) {
      problems_.Warn(Where(), "the routing_key of " + which + " does not have 32 characters",
                     "is it the integration key (Events API v2) of the service?");
    }
  }

  void CheckMail(const std::string& which) {
    if (receiver_.from.empty()) Fatal(Where(), which + " has no from", "write from: warden@example.org");
    if (receiver_.to.empty()) Fatal(Where(), which + " has no to", "write to: [dba@example.org]");
    const bool plain = !receiver_.require_tls && receiver_.urls.front().Reveal().starts_with("smtp:");
    if (plain && !receiver_.password.empty())
      problems_.Warn(Where(), which + " may send its password unencrypted", "remove require_tls: false");
  }

  // A connection can't take longer than all of it: a short `timeout` alone shortens both.
  void CheckTimeouts(const std::string& which) {
    if (receiver_.connect_timeout <= receiver_.timeout) return;
    if (Given("connect_timeout"))
      Fatal(Where(), which + " has a connect_timeout that is longer than its timeout", "write 3s and 10s");
    receiver_.connect_timeout = receiver_.timeout;
  }

  const std::string& name_;
  const std::vector<PagingEntry>& entries_;
  const galera::ConfigSources& sources_;
  PagingProblems& problems_;
  Receiver receiver_;
  bool sound_ = true;
};

}  // namespace

std::string_view TypeWord(Receiver::Kind kind) {
  for (const auto& [known, word] : kTypes) {
    if (known == kind) return word;
  }
  return "webhook";
}

std::optional<Receiver::Kind> KindOfType(std::string_view word) {
  for (const auto& [kind, known] : kTypes) {
    if (known == word) return kind;
  }
  return std::nullopt;
}

bool IsReceiverName(std::string_view name) {
  static constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  return !name.empty() && name.size() <= 64 && name.find_first_not_of(kLetters) == std::string_view::npos &&
         !name.starts_with('-');
}

Receiver DefaultReceiver(std::string name, Receiver::Kind kind) {
  Receiver receiver;
  receiver.name = std::move(name);
  receiver.kind = kind;
  receiver.deduplicates = kind == Kind::kPagerDuty || kind == Kind::kAlertmanager;
  if (kind == Kind::kPagerDuty) receiver.urls.emplace_back("https://events.pagerduty.com/v2/enqueue");
  return receiver;
}

std::optional<Receiver> ReadReceiver(const std::string& name, const std::vector<PagingEntry>& entries,
                                     const galera::ConfigSources& sources, PagingProblems& problems) {
  return ReceiverReader(name, entries, sources, problems).Read();
}

galera::Status CheckHttpUrl(std::string_view url) {
  static constexpr std::array<std::string_view, 2> kSchemes = {"https", "http"};
  return CheckUrl(url, kSchemes);
}

}  // namespace watchdog
