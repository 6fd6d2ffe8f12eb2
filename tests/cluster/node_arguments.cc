#include "cluster/node_arguments.h"

#include <utility>

namespace galera::testing_cluster {
namespace {

std::string ProviderOptions(const NodePlace& place, const ServerFlavour& flavour) {
  std::string options = "gmcast.listen_addr=tcp://" + place.address + ":" +
                        std::to_string(place.ports.group) + ";ist.recv_addr=" + place.address + ":" +
                        std::to_string(place.ports.ist) + ";gcache.size=16M";
  if (flavour.fast_failure_detection) {
    // Only these three. With shorter inactive and install timeouts a busy machine
    // now and then loses the whole primary component when a node comes back.
    options += ";evs.keepalive_period=PT0.3S;evs.inactive_check_period=PT0.3S;evs.suspect_timeout=PT1S";
  }
  if (!flavour.provider_options.empty()) options += ";" + flavour.provider_options;
  return options;
}

std::vector<std::string> GaleraArguments(const NodePlace& place, const ServerFlavour& flavour) {
  return {
      "--wsrep_on=ON",
      "--wsrep_provider=/usr/lib/galera/libgalera_smm.so",
      "--wsrep_cluster_name=galera-test",
      "--wsrep_cluster_address=" + flavour.cluster_address,
      "--wsrep_node_name=" + place.name,
      "--wsrep_node_address=" + place.address,
      "--wsrep_node_incoming_address=" + place.address + ":" + std::to_string(place.ports.sql),
      "--wsrep_sst_method=rsync",
      "--wsrep_sst_receive_address=" + place.address + ":" + std::to_string(place.ports.transfer),
      "--wsrep-status-file=" + place.status_file,
      "--wsrep_provider_options=" + ProviderOptions(place, flavour),
  };
}

}  // namespace

NodePlace NodePlace::At(const std::string& directory, int number, std::string address, NodePorts ports) {
  NodePlace place;
  place.number = number;
  place.name = "node" + std::to_string(number);
  place.address = std::move(address);
  place.ports = ports;
  place.directory = directory + "/" + place.name;
  place.data = place.directory + "/data";
  place.socket = place.directory + "/mysqld.sock";
  place.pid_file = place.directory + "/mysqld.pid";
  place.error_log = place.directory + "/error.log";
  place.status_file = place.directory + "/wsrep-status.json";
  place.recover_log = place.directory + "/recover.log";
  place.temporary = place.directory + "/tmp";
  return place;
}

std::vector<std::string> ServerArguments(const NodePlace& place, const ServerFlavour& flavour) {
  std::vector<std::string> argv = {
      "mariadbd",
      "--no-defaults",
      "--datadir=" + place.data,
      "--socket=" + place.socket,
      "--pid-file=" + place.pid_file,
      "--log-error=" + place.error_log,
      "--tmpdir=" + place.temporary,
      "--bind-address=" + place.address,
      "--port=" + std::to_string(place.ports.sql),
      "--server-id=" + std::to_string(place.number),
      "--skip-name-resolve",
      "--default-storage-engine=InnoDB",
      "--binlog_format=ROW",
      "--innodb_autoinc_lock_mode=2",
      "--innodb_flush_log_at_trx_commit=2",  // survives kill -9, and that is all we do
      "--innodb_buffer_pool_size=16M",
      "--innodb_log_file_size=8M",
      "--innodb_buffer_pool_dump_at_shutdown=OFF",
      "--innodb_buffer_pool_load_at_startup=OFF",
      "--key_buffer_size=1M",
      "--aria_pagecache_buffer_size=8M",
      std::string("--performance_schema=") + (flavour.performance_schema ? "ON" : "OFF"),
  };
  if (flavour.galera) {
    const std::vector<std::string> more = GaleraArguments(place, flavour);
    argv.insert(argv.end(), more.begin(), more.end());
  }
  argv.insert(argv.end(), flavour.extra.begin(), flavour.extra.end());
  return argv;
}

}  // namespace galera::testing_cluster
