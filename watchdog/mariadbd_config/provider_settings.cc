#include "mariadbd_config/provider_settings.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "config/quotation.h"
#include "galera/provider_options.h"
#include "galera/text.h"
#include "mariadbd_config/variable_guard.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Status;

using Options = std::vector<std::pair<std::string, std::string>>;

void Set(Options& options, std::string_view name, std::string_view value) {
  const auto found =
      std::find_if(options.begin(), options.end(), [&](const auto& option) { return option.first == name; });
  if (found == options.end()) {
    options.emplace_back(name, value);
  } else {
    found->second = value;
  }
}

Options Own(const NodeSettings& settings, const ServerFacts& facts) {
  const std::string address = Bracketed(facts.node_address);
  Options options = {
      {"gmcast.listen_addr", "tcp://" + address + ":" + std::to_string(settings.ports.group)},
      {"ist.recv_addr", address + ":" + std::to_string(settings.ports.ist)},
      // Galera's 128M is minutes of a busy cluster; 512M gives a restart a better chance to
      // avoid a full state transfer, and fits a disk that no one has sized for us.
      {"gcache.size", "512M"},
      {"gcache.recover", "yes"},
      {"pc.recovery", "yes"},
  };
  if (!settings.tls_key_file.empty()) {
    options.insert(options.end(), {{"socket.ssl", "yes"},
                                   {"socket.ssl_key", settings.tls_key_file},
                                   {"socket.ssl_cert", settings.tls_cert_file},
                                   {"socket.ssl_ca", settings.tls_ca_file}});
  }
  return options;
}

// The parser passes over pieces without '=', and Galera would refuse to start.
Status CheckPieces(std::string_view text, const std::string& where) {
  while (!text.empty()) {
    const std::string_view piece = galera::NextPart(&text, ';');
    if (piece.empty() || (piece.find('=') != std::string_view::npos && piece.front() != '=')) continue;
    return Error{ErrorCode::kInvalid, where + ": " + galera::Quote(piece) + " is not of the form name=value"};
  }
  return {};
}

}  // namespace

std::string Bracketed(const std::string& address) {
  return address.find(':') == std::string::npos || address.starts_with('[') ? address : "[" + address + "]";
}

galera::Result<std::string> ProviderOptions(const NodeSettings& settings, const ServerFacts& facts) {
  const std::string* variable = FindVariable(settings, "wsrep_provider_options");
  const std::string given = variable == nullptr ? "" : *variable;
  if (Status status = CheckPieces(given, "variable wsrep_provider_options"); !status.ok())
    return status.error();
  if (Status status = CheckPieces(settings.provider_options, "provider options"); !status.ok()) {
    return status.error();
  }
  Options options = Own(settings, facts);
  for (const auto& option : galera::ParseProviderOptions(given)) Set(options, option.name, option.text);
  for (const auto& option : galera::ParseProviderOptions(settings.provider_options)) {
    Set(options, option.name, option.text);
  }
  std::string out;
  for (const auto& [name, value] : options) {
    if (!out.empty()) out += ';';
    out.append(name).append("=").append(value);
  }
  return out;
}

}  // namespace watchdog
