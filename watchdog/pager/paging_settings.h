// What a person has set about paging: the section `paging` of the YAML file, and the environment.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/load.h"
#include "config/yaml_file.h"
#include "incident/incident.h"
#include "incident/incident_tracker.h"
#include "page/receiver.h"

namespace watchdog {

struct PagingSettings {
  std::vector<Receiver> receivers;  // may be empty: incidents are followed and shown anyway
  IncidentRules rules = DefaultRules();
  FlapRule flaps;
  std::optional<int> expected_size;  // of data nodes; nullopt: learned
  std::string state_directory = "/var/lib/galera-warden";
  std::map<std::string, std::string> labels;  // added to every page
  std::string instance;                       // the label; empty: our address and the port of the metrics
  std::string runbook_url = "https://github.com/galera-warden/galera-warden/blob/main/rules/runbooks/";
  std::chrono::milliseconds stagger{5000};  // incident/speaker.h
  // Beside a mariadbd that something else runs (`monitor`).
  std::vector<std::string> peers;  // as PEERS of node; empty: the addresses of the view
  std::string error_log;           // mariadbd's; empty: not followed
  // What `galera-warden maintenance` and its kin speak to (pager/control_socket.h). Empty: `control.sock` in
  // the run directory of node, in the state directory of monitor.
  std::string control_socket;
};

struct LoadedPaging {
  std::optional<PagingSettings> settings;  // if no problem is fatal
  std::vector<galera::Problem> problems;
};

// `entries`: all of the YAML file; those under `paging` are read, the others are somebody else's.
// Environment: PAGE_WEBHOOK_URL (comma list; each a receiver of kind webhook),
// GALERA_WARDEN_PAGING_EXPECTED_SIZE, _STATE_DIRECTORY and so on.
LoadedPaging LoadPaging(const std::string& file, const std::vector<galera::YamlEntry>& entries,
                        const galera::ConfigSources& sources);

}  // namespace watchdog
