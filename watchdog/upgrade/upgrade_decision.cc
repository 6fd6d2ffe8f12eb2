#include "upgrade/upgrade_decision.h"

#include <charconv>

namespace watchdog {
namespace {

// Takes a number of one to four digits off the front.
std::optional<int> TakeNumber(std::string_view* text) {
  int number = 0;
  const std::string_view digits = text->substr(0, 4);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text->remove_prefix(static_cast<std::size_t>(end - digits.data()));
  return number;
}

}  // namespace

std::optional<VersionSeries> ParseVersionSeries(std::string_view version) {
  const std::optional<int> major = TakeNumber(&version);
  if (!major || !version.starts_with('.')) return std::nullopt;
  version.remove_prefix(1);
  const std::optional<int> minor = TakeNumber(&version);
  if (!minor || !version.starts_with('.')) return std::nullopt;
  return VersionSeries{*major, *minor};
}

std::optional<std::string> VersionInBanner(std::string_view banner) {
  constexpr std::string_view kBefore = " Ver ";
  const std::size_t at = banner.find(kBefore);
  if (at == std::string_view::npos) return std::nullopt;
  banner.remove_prefix(at + kBefore.size());
  const std::string version(banner.substr(0, banner.find_first_of(" \n")));
  if (!ParseVersionSeries(version)) return std::nullopt;
  return version;
}

UpgradeDecision DecideUpgrade(const UpgradeView& view) {
  const auto data = ParseVersionSeries(view.data_version);
  const auto server = ParseVersionSeries(view.server_version);
  if (!data || !server || *data == *server) return {};
  const std::string versions = "system tables of " + view.data_version + ", server " + view.server_version;
  if (*server < *data) {
    return {UpgradeDecision::Kind::kDowngrade,
            versions + ": MariaDB supports no way back; it may refuse to start"};
  }
  if (view.skip) return {UpgradeDecision::Kind::kNone, versions + ": no upgrade, SKIP_UPGRADES says so"};
  if (!view.stopped_cleanly) {
    return {
        UpgradeDecision::Kind::kPostponed,
        versions + ": no upgrade after an unclean stop; it is made at the start after the next clean one"};
  }
  return {UpgradeDecision::Kind::kUpgrade, versions};
}

std::string OlderVersion(const std::string& left, const std::string& right) {
  const auto a = ParseVersionSeries(left);
  const auto b = ParseVersionSeries(right);
  if (!a) return b ? right : std::string();
  return b && *b < *a ? right : left;
}

}  // namespace watchdog
