#include "settings/port_plan.h"

#include <array>
#include <string>
#include <string_view>

#include "galera/provider_options.h"
#include "settings/setting_value.h"

namespace watchdog {
namespace {

constexpr unsigned kPortMax = 65535;

class Plan {
 public:
  Plan(const Readings& readings, NodeSettings& settings, ProblemList& problems)
      : readings_(readings), settings_(settings), problems_(problems) {}

  void Make() {
    bool derive = false;
    if (const Reading* sql = readings_.Find("port")) {
      const auto port = ParseServicePort(sql->value);
      if (port) {
        settings_.ports.sql = *port;
      } else {
        problems_.Fatal(sql->name, port.error().message);
      }
      derive = port.ok() && sql->name == "my_port";
    }
    Choose("group_port", "gmcast_list_port", Option("gmcast.listen_addr"), Address("node_address"),
           derive ? "1" : "", settings_.ports.group);
    Choose("ist_port", "ist_recv_port", Option("ist.recv_addr"), {}, derive ? "2" : "", settings_.ports.ist);
    Choose("sst_port", "sst_receive_port", Address("sst_receive_address"), {}, derive ? "3" : "",
           settings_.ports.sst);
    CheckDistinct();
  }

 private:
  struct Voice {
    std::string name;
    std::uint16_t port = 0;  // 0: says nothing
  };

  Voice Option(std::string_view name) const {
    const auto options = galera::ParseProviderOptions(settings_.provider_options);
    const galera::ProviderOption* option = galera::Find(options, name);
    if (option == nullptr) return {};
    std::string_view address = option->text;
    if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos) {
      address.remove_prefix(scheme + 3);
    }
    return {std::string(name), PortOfAddress(address)};
  }

  Voice Address(const std::string& id) const {
    const Reading* reading = readings_.Find(id);
    if (reading == nullptr) return {};
    return {reading->name, PortOfAddress(reading->value)};
  }

  Voice Explicit(const std::string& id) {
    const Reading* reading = readings_.Find(id);
    if (reading == nullptr) return {};
    const auto port = ParseServicePort(reading->value);
    if (!port) problems_.Fatal(reading->name, port.error().message);
    return {reading->name, port ? *port : std::uint16_t{0}};
  }

  void Choose(const std::string& id, const std::string& variable, const Voice& second, const Voice& third,
              const std::string& digit, std::uint16_t& port) {
    const Voice first = Explicit(id);
    Voice said;
    for (const Voice& voice : {first, second, third}) {
      if (voice.port == 0) continue;
      if (said.port != 0 && said.port != voice.port) {
        problems_.Fatal(voice.name, "says port " + std::to_string(voice.port) + ", " + said.name + " says " +
                                        std::to_string(said.port) + "; keep one of them");
      }
      if (said.port == 0) said = voice;
    }
    if (said.port != 0) {
      port = said.port;
    } else if (!digit.empty()) {
      Derive(variable, digit, port);
    }
  }

  void Derive(const std::string& variable, const std::string& digit, std::uint16_t& port) {
    const unsigned long derived = std::stoul(digit + std::to_string(settings_.ports.sql));
    if (derived > kPortMax) {
      problems_.Fatal("my_port", "makes port " + std::to_string(derived) + ", which does not exist; set " +
                                     variable + ", too");
      return;
    }
    port = static_cast<std::uint16_t>(derived);
  }

  void CheckDistinct() {
    const Ports& ports = settings_.ports;
    const std::array<Voice, 4> all = {{{"my_port", ports.sql},
                                       {"gmcast_list_port", ports.group},
                                       {"ist_recv_port", ports.ist},
                                       {"sst_receive_port", ports.sst}}};
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (all[i].port != all[j].port) continue;
        problems_.Fatal(all[i].name, "is port " + std::to_string(all[i].port) + ", as " + all[j].name +
                                         " is; give each its own");
      }
    }
  }

  const Readings& readings_;
  NodeSettings& settings_;
  ProblemList& problems_;
};

}  // namespace

void PlanPorts(const Readings& readings, NodeSettings& settings, ProblemList& problems) {
  Plan(readings, settings, problems).Make();
}

}  // namespace watchdog
