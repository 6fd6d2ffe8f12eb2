#include "cluster/node_list.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

namespace galera::testing_cluster {
namespace {

// Frozen servers are not asked: the answer would be a timeout.
std::string AskState(const Node& node) {
  const Result<Rows> rows = node.Query(
      "SHOW STATUS WHERE Variable_name IN ('wsrep_cluster_size','wsrep_cluster_status',"
      "'wsrep_local_state_comment')",
      Millis(1000));
  if (!rows) return "no answer";
  std::map<std::string, std::string> status;
  for (const Row& row : *rows) status[row[0].value_or("")] = row[1].value_or("");
  return status["wsrep_local_state_comment"] + ", " + status["wsrep_cluster_status"] + ", size " +
         status["wsrep_cluster_size"];
}

}  // namespace

std::string NodeListJson(Cluster& cluster) {
  nlohmann::ordered_json nodes = nlohmann::ordered_json::array();
  for (int number = 1; number <= cluster.size(); ++number) {
    Node& node = cluster.node(number);
    nlohmann::ordered_json entry;
    entry["name"] = node.name();
    entry["address"] = node.address();
    entry["port"] = node.port();
    entry["socket"] = node.socket();
    entry["pid"] = nullptr;
    if (const std::optional<pid_t> pid = node.pid()) entry["pid"] = *pid;
    entry["datadir"] = node.data_directory();
    entry["errorlog"] = node.error_log();
    entry["status_file"] = node.status_file();
    entry["pid_file"] = node.place().pid_file;
    entry["command"] = node.CommandLine();
    nodes.push_back(std::move(entry));
  }
  nlohmann::ordered_json all;
  all["nodes"] = std::move(nodes);
  return all.dump(2) + "\n";
}

Status WriteNodeList(Cluster& cluster) {
  const std::string path = cluster.directory() + "/nodes.json";
  if (Status written = WriteFile(path + ".new", NodeListJson(cluster)); !written) return written;
  std::error_code failed;
  std::filesystem::rename(path + ".new", path, failed);
  if (!failed) return {};
  return Error{ErrorCode::kUnavailable, "rename to " + path + ": " + failed.message()};
}

std::string NodeTable(Cluster& cluster) {
  std::string table;
  for (int number = 1; number <= cluster.size(); ++number) {
    Node& node = cluster.node(number);
    const std::optional<pid_t> pid = node.pid();
    const std::string process = !pid ? "stopped" : node.frozen() ? "frozen" : "running";
    const std::string state = process == "running" ? AskState(node) : "-";
    const std::string where = node.address() + ":" + std::to_string(node.port());
    char line[256];
    std::snprintf(line, sizeof line, "%-6s %-21s pid %-8s %-8s %s\n", node.name().c_str(), where.c_str(),
                  pid ? std::to_string(*pid).c_str() : "-", process.c_str(), state.c_str());
    table += line;
  }
  return table;
}

}  // namespace galera::testing_cluster
