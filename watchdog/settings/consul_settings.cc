#include "settings/consul_settings.h"

#include <utility>

#include "settings/setting_value.h"

namespace watchdog {
namespace {

constexpr char kUsualPort[] = ":8500";

void DecideAddress(const Readings& readings, ConsulSettings& consul, ProblemList& problems) {
  const Reading* address = readings.Find("consul_address");
  const Reading* host = readings.Find("consul_host");
  const Reading* said = address != nullptr ? address : host;
  if (said == nullptr) return;
  auto parsed = ParseConsulAddress(said->value);
  if (!parsed) return problems.Fatal(said->name, parsed.error().message);
  consul.address = std::move(*parsed);
  const bool port_missing =
      consul.address.unix_socket.empty() && PortOfAddress(consul.address.host_port) == 0;
  if (address == nullptr && port_missing) consul.address.host_port += kUsualPort;
}

}  // namespace

void DecideConsul(const Readings& readings, NodeSettings& settings, ProblemList& problems) {
  ConsulSettings& consul = settings.consul;
  DecideAddress(readings, consul, problems);
  if (const Reading* tls = readings.Find("consul_tls")) {
    const auto yes = ParseYesNo(tls->value);
    if (!yes) return problems.Fatal(tls->name, yes.error().message);
    // An address that says https stays with it, as in Consul's own programs.
    if (*yes && consul.address.unix_socket.empty()) consul.address.tls = true;
  }
  if (consul.cert_file.empty() == consul.key_file.empty()) return;
  problems.Fatal(consul.cert_file.empty() ? "CONSUL_CLIENT_KEY" : "CONSUL_CLIENT_CERT",
                 "goes with " +
                     std::string(consul.cert_file.empty() ? "CONSUL_CLIENT_CERT" : "CONSUL_CLIENT_KEY") +
                     "; set both or none");
}

}  // namespace watchdog
