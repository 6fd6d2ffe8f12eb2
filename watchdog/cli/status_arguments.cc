#include "cli/status_arguments.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "config/listen_address.h"
#include "config/option_value.h"
#include "config/quotation.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Quote;
using galera::Result;
using galera::Status;
using std::chrono::milliseconds;

constexpr std::string_view kPath = "/api/v1/cluster";
constexpr std::string_view kPort = "9104";
constexpr milliseconds kWatchUsual{2000};
constexpr milliseconds kWatchLeast{500};
constexpr milliseconds kWatchMost{3'600'000};
constexpr milliseconds kTimeoutLeast{100};
constexpr milliseconds kTimeoutMost{60'000};
constexpr std::size_t kUrlBytesMax = 2000;
constexpr std::array<std::string_view, 6> kFlags = {"--help",  "--json",    "--watch",
                                                    "--color", "--timeout", "--colour"};

Error Wrong(std::string what) { return {ErrorCode::kInvalid, std::move(what)}; }

Result<milliseconds> Seconds(const std::string& flag, const std::string& text, milliseconds least,
                             milliseconds most) {
  const auto value = galera::ParseSeconds(text);
  if (!value) return Wrong(flag + ": " + value.error().message + ": write seconds, as in " + flag + "=10");
  if (*value < least || *value > most) {
    return Wrong(flag + ": " + Quote(text) + " is not between " + std::to_string(least.count()) + " ms and " +
                 std::to_string(most.count() / 1000) + " s");
  }
  return *value;
}

Result<ColourWish> Colour(const std::string& text) {
  if (text == "auto") return ColourWish::kAuto;
  if (text == "always") return ColourWish::kAlways;
  if (text == "never") return ColourWish::kNever;
  return Wrong("--color: " + Quote(text) + " is none of auto, always, never");
}

template <typename T, typename Slot>
Status Take(Result<T> value, Slot& slot) {
  if (!value) return value.error();
  slot = *value;
  return Status();
}

Status TakeFlag(const std::string& word, StatusArguments& out) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
  if (word == "--json") {
    out.json = true;
  } else if (word == "--watch") {
    out.watch = kWatchUsual;
  } else if (name == "--watch") {
    return Take(Seconds(name, value, kWatchLeast, kWatchMost), out.watch);
  } else if (name == "--timeout") {
    return Take(Seconds(name, value, kTimeoutLeast, kTimeoutMost), out.timeout);
  } else if (name == "--color" || name == "--colour") {
    return Take(Colour(value), out.colour);
  } else {
    const std::string nearest = galera::NearestName(name, kFlags);
    return Wrong("unknown flag, or one with a value that it does not take: " + Quote(word) +
                 (nearest.empty() || nearest == name ? "" : "; did you mean " + nearest + "?"));
  }
  return Status();
}

bool IsHostLetter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_' || c == ':' ||
         c == '[' || c == ']' || c == '%';
}

// "HOST:PORT" of what a URL or a word has before its path.
Status CheckAuthority(const std::string& text, const std::string& authority) {
  if (authority.find('@') != std::string::npos)
    return Wrong("a name or a password on a command line can be read by everybody here: leave it out");
  const bool plain = !authority.empty() && std::all_of(authority.begin(), authority.end(), IsHostLetter);
  if (!plain) return Wrong(Quote(text) + " is no host, HOST:PORT or http://HOST:PORT/");
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string::npos || (bracket != std::string::npos && colon < bracket)) return Status();
  const auto port = galera::ParsePort(authority.substr(colon + 1));
  if (!port || *port == 0 || colon == 0)
    return Wrong(Quote(text) + " has no port from 1 to 65535 after its host");
  return Status();
}

bool IsBareIpv6(const std::string& text) {
  return std::count(text.begin(), text.end(), ':') >= 2 && text.find('[') == std::string::npos;
}

bool HasPort(const std::string& authority) {
  const std::size_t colon = authority.rfind(':');
  return colon != std::string::npos && authority.find(']', colon) == std::string::npos;
}

}  // namespace

Result<std::string> StatusUrl(const std::string& target) {
  if (target.size() > kUrlBytesMax) return Wrong("the address is longer than 2000 characters");
  const std::size_t scheme = target.find("://");
  std::string rest = scheme == std::string::npos ? target : target.substr(scheme + 3);
  const std::string before = scheme == std::string::npos ? "http" : target.substr(0, scheme);
  if (before != "http" && before != "https") return Wrong(Quote(target) + ": only http and https are asked");
  if (scheme == std::string::npos && IsBareIpv6(rest)) rest = "[" + rest + "]";
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string authority = rest.substr(0, slash);
  std::string path = rest.substr(slash);
  if (const Status checked = CheckAuthority(target, authority); !checked) return checked.error();
  const bool odd = std::any_of(path.begin(), path.end(),
                               [](char c) { return c <= ' ' || c == '\x7f' || c == '?' || c == '#'; });
  if (odd || (scheme == std::string::npos && !path.empty() && path != "/"))
    return Wrong(Quote(target) + " is no host, HOST:PORT or http://HOST:PORT/");
  if (scheme == std::string::npos && !HasPort(authority)) authority += ":" + std::string(kPort);
  while (path.ends_with('/')) path.pop_back();
  if (!path.ends_with(kPath)) path += kPath;
  return before + "://" + authority + path;
}

Result<StatusArguments> ParseStatusArguments(const std::vector<std::string>& arguments) {
  StatusArguments out;
  out.help = std::any_of(arguments.begin(), arguments.end(),
                         [](const std::string& word) { return word == "--help" || word == "-h"; });
  if (out.help) return out;
  for (const std::string& word : arguments) {
    if (word.starts_with("-")) {
      if (const Status taken = TakeFlag(word, out); !taken) return taken.error();
      continue;
    }
    if (!out.url.empty())
      return Wrong("one warden is asked, which asks its peers: " + Quote(word) + " is too much");
    auto url = StatusUrl(word);
    if (!url) return url.error();
    out.url = std::move(*url);
  }
  return out;
}

std::string LocalStatusUrl(const std::map<std::string, std::string>& environment,
                           const std::vector<galera::YamlEntry>& entries) {
  std::string listen;
  for (const galera::YamlEntry& entry : entries) {
    if (entry.path == "web.listen_address" && !entry.values.empty()) listen = entry.values.front();
  }
  const auto given = environment.find("GALERA_WARDEN_WEB_LISTEN_ADDRESS");
  if (given != environment.end() && !given->second.empty()) listen = given->second;
  const auto address = galera::ParseListenAddress(listen.substr(0, listen.find(',')));
  const bool known = address && address->port != 0;
  galera::ListenAddress local = known ? *address : galera::ListenAddress{"", 9104};
  if (local.host.empty() || local.host == "0.0.0.0") local.host = "127.0.0.1";
  if (local.host == "::") local.host = "::1";
  return "http://" + ToString(local) + std::string(kPath);
}

}  // namespace watchdog
