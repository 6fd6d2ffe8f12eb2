// Whether the system tables have to be brought to a new version of the server,
// and whether that may be done now. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace watchdog {

// What an upgrade is about: within a series the system tables stay as they are.
struct VersionSeries {
  int major = 0;
  int minor = 0;
  bool operator==(const VersionSeries&) const = default;
  bool operator<(const VersionSeries& other) const {
    return major != other.major ? major < other.major : minor < other.minor;
  }
};

// Of "10.11.19-MariaDB-0+deb12u1", as @@version, mysql_upgrade_info and
// mariadbd --version have it; nullopt for what does not begin with two numbers.
std::optional<VersionSeries> ParseVersionSeries(std::string_view version);

// The version in "mariadbd  Ver 10.11.19-MariaDB-... for debian-linux-gnu on ...".
std::optional<std::string> VersionInBanner(std::string_view banner);

struct UpgradeView {
  std::string
      data_version;  // of the server that the system tables were made or upgraded for; empty: not known
  std::string server_version;  // of the mariadbd to be started; empty: not known
  bool stopped_cleanly = false;
  bool skip = false;  // by the operator
};

struct UpgradeDecision {
  enum class Kind {
    kNone,
    kUpgrade,
    kPostponed,  // needed, but not after an unclean stop
    kDowngrade,  // the data is of a later server
  };
  Kind kind = Kind::kNone;
  std::string reason;  // for the log; empty where there is nothing to say
};

// Not known is no reason to upgrade.
UpgradeDecision DecideUpgrade(const UpgradeView& view);

// The older of two versions, for the record of what a state transfer brings;
// one that can't be read does not count.
std::string OlderVersion(const std::string& left, const std::string& right);

}  // namespace watchdog
