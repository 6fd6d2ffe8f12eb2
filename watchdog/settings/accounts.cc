#include "settings/accounts.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "config/quotation.h"
#include "galera/text.h"
#include "settings/setting_value.h"
#include "settings/sha256.h"

namespace watchdog {
namespace {

using galera::Secret;

constexpr std::size_t kDatabaseBytesMax = 256;  // 64 characters of UTF-8
constexpr std::string_view kSystemUser = "system";
constexpr std::array<std::string_view, 5> kTakenUsers = {"root", "system", "xtrabackup", "mariadb.sys",
                                                         "mysql"};
constexpr std::array<std::string_view, 4> kServersDatabases = {"mysql", "sys", "information_schema",
                                                               "performance_schema"};
constexpr std::array<const char*, 2> kLocalHosts = {"localhost", "127.0.0.1"};

bool IsPasswordHash(std::string_view text) {
  return text.size() == 41 && text.front() == '*' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

template <typename Names>
bool Holds(const Names& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view each) { return galera::EqualsIgnoringCase(each, name); });
}

class AccountPlan {
 public:
  AccountPlan(const Readings& readings, bool bare, NodeSettings& settings, ProblemList& problems)
      : readings_(readings), bare_(bare), settings_(settings), problems_(problems) {}

  void Make() {
    AddDatabase();
    AddRoot();
    AddSystem();
    AddApplication();
    AddExporter();
  }

 private:
  const Reading* Find(const std::string& id) const { return readings_.Find(id); }

  bool IsChosen(const std::string& presence_id) const {
    const Reading* reading = Find(presence_id);
    return reading != nullptr && MeansYes(reading->value);
  }

  // Of the official image's own names, one about accounts; "" if there is none.
  std::string OfficialName() const {
    for (const char* id : {"root_host", "user", "user_password", "user_password_hash", "database"}) {
      const Reading* reading = Find(id);
      if (reading != nullptr && reading->name.starts_with("MARIADB_")) return reading->name;
    }
    return "";
  }

  void AddDatabase() {
    for (const char* id : {"database", "user_database"}) {
      const Reading* reading = Find(id);
      if (reading == nullptr || (std::string_view(id) == "user_database" && reading->value == "*")) continue;
      const std::string& name = reading->value;
      if (Holds(kServersDatabases, name)) {
        problems_.Fatal(reading->name,
                        galera::Quote(name) + " is mariadbd's own database; take another name");
      } else if (name.size() > kDatabaseBytesMax || name.ends_with(' ')) {
        problems_.Fatal(reading->name, galera::Quote(name) + " can't be a database's name; take another one");
      } else if (std::string_view(id) == "database") {
        settings_.databases.push_back(name);
      }
    }
  }

  void CheckHash(const char* id) {
    const Reading* reading = Find(id);
    if (reading != nullptr && !IsPasswordHash(reading->value)) {
      problems_.Fatal(reading->name,
                      "is no password hash; use what SELECT PASSWORD('...') shows, * and 40 digits");
    }
  }

  // At most one of these says how root gets in.
  void CheckRootChoices() {
    const Reading* first = nullptr;
    for (const char* id : {"root_password", "root_password_hash", "root_random", "root_empty"}) {
      const Reading* reading = Find(id);
      const std::string_view name = id;
      if (reading == nullptr || (name.starts_with("root_password") ? false : !IsChosen(id))) continue;
      // To allow an empty password beside a given one contradicts nothing.
      if (name == "root_empty" && first != nullptr && first != Find("root_random")) continue;
      if (first != nullptr) {
        problems_.Fatal(reading->name, "contradicts " + first->name + "; keep one of them");
      } else {
        first = reading;
      }
    }
    const std::string official = OfficialName();
    if (first == nullptr && !official.empty()) {
      problems_.Fatal(official,
                      "is set, but nothing about root's password; set MARIADB_ROOT_PASSWORD, "
                      "MARIADB_ROOT_PASSWORD_HASH, MARIADB_RANDOM_ROOT_PASSWORD=1 or "
                      "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1");
    }
    CheckHash("root_password_hash");
  }

  void AddRoot() {
    CheckRootChoices();
    Account root;
    root.user = "root";
    root.password = Secret(readings_.Value("root_password"));
    root.password_hash = Secret(readings_.Value("root_password_hash"));
    root.random_password = root.password.empty() && root.password_hash.empty() && !IsChosen("root_empty");
    root.grants = {"ALL PRIVILEGES ON *.*", "GRANT OPTION ON *.*"};
    root.host = readings_.Value("root_host");
    const bool everywhere = bare_ || !OfficialName().empty();
    if (root.host.empty()) root.host = everywhere ? "%" : "127.0.0.1";
    if (root.host != "localhost") settings_.accounts.push_back(root);
    root.host = "localhost";
    root.unix_socket = true;
    if (const Reading* socket = Find("root_socket")) {
      const auto yes = ParseYesNo(socket->value);
      if (!yes) problems_.Fatal(socket->name, yes.error().message);
      root.unix_socket = !yes || *yes;
    }
    settings_.accounts.push_back(root);
  }

  void AddLocal(const std::string& user, const Secret& password, const std::vector<std::string>& grants) {
    for (const char* host : kLocalHosts) {
      Account account;
      account.user = user;
      account.host = host;
      account.password = password;
      account.grants = grants;
      settings_.accounts.push_back(account);
    }
  }

  static std::vector<std::string> SystemGrants() {
    return {"PROCESS, SHUTDOWN, BINLOG MONITOR, SLAVE MONITOR ON *.*", "SELECT ON `mysql`.*"};
  }

  // How a warden gets in that runs as mariadbd's user, as in a container without root.
  void AddSocketAccount() {
    const std::string& name = settings_.system_user;
    const Reading* application = Find("user");
    if (name == "root" || (application != nullptr && application->value == name)) return;
    Account account;
    account.user = name;
    account.host = "localhost";
    account.unix_socket = true;
    account.grants = SystemGrants();
    settings_.accounts.push_back(account);
  }

  void AddSystem() {
    std::string password = readings_.Value("system_password");
    if (password.empty() && Find("sst_password") != nullptr) {
      // With the newline, as `echo ... | sha256sum` has it: existing clusters know that one.
      const galera::Result<std::string> derived = Sha256Hex(readings_.Value("sst_password") + "\n");
      if (!derived) return problems_.Fatal("SYSTEM_PASSWORD", derived.error().message + "; set it");
      password = *derived;
    }
    if (password.empty()) {
      if (settings_.mode == Mode::kSleep) return;
      AddSocketAccount();
      return problems_.Warn(
          "SYSTEM_PASSWORD",
          "neither it nor XTRABACKUP_PASSWORD is set: health checks have no password of their own and log in "
          "by the Unix socket, as root@localhost or " +
              settings_.system_user + "@localhost; set it, above all for data of an older server");
    }
    AddLocal(std::string(kSystemUser), Secret(password), SystemGrants());
  }

  bool IsTaken(const Reading& user) {
    const bool sst = settings_.sst_account && settings_.sst_account->user == user.value;
    if (!sst && !Holds(kTakenUsers, user.value)) return false;
    problems_.Fatal(user.name,
                    galera::Quote(user.value) + " is an account of the server or ours; take another name");
    return true;
  }

  std::vector<std::string> ApplicationGrants() {
    std::string database = readings_.Value("user_database");
    if (database.empty() && !settings_.databases.empty()) database = settings_.databases.front();
    // The host-network image lets this one do everything everywhere; MYSQL_USER never could.
    if (database.empty() && Find("user")->name == "mysql_user") database = "*";
    if (database.empty()) return {};
    const std::string where = (database == "*" ? "*" : QuoteDatabaseForGrant(database)) + ".*";
    std::vector<std::string> grants = {"ALL PRIVILEGES ON " + where};
    if (const Reading* grant = Find("user_grant")) {
      const auto yes = ParseYesNo(grant->value);
      if (!yes) problems_.Fatal(grant->name, yes.error().message);
      if (yes && *yes) grants.push_back("GRANT OPTION ON " + where);
    }
    return grants;
  }

  void AddApplication() {
    CheckHash("user_password_hash");
    const Reading* user = Find("user");
    const Reading* password = Find("user_password");
    const Reading* hash = Find("user_password_hash");
    if (password != nullptr && hash != nullptr) {
      problems_.Fatal(hash->name, "contradicts " + password->name + "; keep one of them");
    }
    if (user == nullptr) {
      const Reading* alone = password != nullptr ? password : hash;
      if (alone != nullptr)
        problems_.Warn(alone->name, "has no effect without MYSQL_USER or MARIADB_USER; set it");
      return;
    }
    if (password == nullptr && hash == nullptr) {
      problems_.Fatal(user->name,
                      "has no password; set MYSQL_PASSWORD, MARIADB_PASSWORD or mysql_user_password");
    }
    if (IsTaken(*user)) return;
    Account account;
    account.user = user->value;
    account.host = Find("user_host") != nullptr ? readings_.Value("user_host") : "%";
    account.password = Secret(readings_.Value("user_password"));
    account.password_hash = Secret(readings_.Value("user_password_hash"));
    account.grants = ApplicationGrants();
    settings_.accounts.push_back(account);
  }

  void AddExporter() {
    const Reading* user = Find("exporter_user");
    const Reading* password = Find("exporter_password");
    if (password == nullptr) {
      if (user != nullptr) problems_.Fatal(user->name, "has no password; set MYSQL_EXPORTER_PASSWORD");
      return;
    }
    const Reading named = user != nullptr ? *user : Reading{"MYSQL_EXPORTER_PASSWORD", "exporter"};
    if (IsTaken(named)) return;
    if (const Reading* other = Find("user"); other != nullptr && other->value == named.value) {
      return problems_.Fatal(named.name, "names the same account as " + other->name + "; take another name");
    }
    AddLocal(named.value, Secret(password->value), {"PROCESS, BINLOG MONITOR, SLAVE MONITOR, SELECT ON *.*"});
  }

  const Readings& readings_;
  const bool bare_;
  NodeSettings& settings_;
  ProblemList& problems_;
};

}  // namespace

void MakeAccounts(const Readings& readings, bool bare, NodeSettings& settings, ProblemList& problems) {
  AccountPlan(readings, bare, settings, problems).Make();
}

const Account* FindAccount(const std::vector<Account>& accounts, std::string_view user) {
  const auto found =
      std::find_if(accounts.begin(), accounts.end(), [&](const Account& each) { return each.user == user; });
  return found == accounts.end() ? nullptr : &*found;
}

std::string QuoteDatabaseForGrant(std::string_view database) {
  std::string quoted = "`";
  for (const char c : database) {
    if (c == '_' || c == '%' || c == '\\') quoted += '\\';
    quoted += c;
    if (c == '`') quoted += '`';
  }
  return quoted + "`";
}

}  // namespace watchdog
