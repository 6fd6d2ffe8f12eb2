#include "prometheus.h"

#include <cstdio>
#include <fstream>
#include <utility>

#include "cluster/wait.h"
#include "http_client/http_client.h"

namespace galera {

using nlohmann::json;
using testing_cluster::Millis;

namespace {

constexpr char kAddress[] = "127.0.0.1";
constexpr std::uint16_t kPort = 9090;  // of a network namespace of its own
constexpr Millis kStarts{20000};

std::string Encoded(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    char code[4];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    encoded += code;
  }
  return encoded;
}

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

}  // namespace

Result<std::unique_ptr<Prometheus>> Prometheus::Start(const testing_cluster::Network& network,
                                                      const Options& options) {
  std::unique_ptr<Prometheus> made(new Prometheus(network));
  const std::string config = options.directory + "/prometheus.yml";
  std::ofstream file(config);
  file << "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n"
       << "rule_files: ['" << options.rules << "']\n"
       << "scrape_configs:\n- job_name: galera\n  static_configs:\n  - labels: {cluster: staged}\n"
       << "    targets: [";
  for (const std::string& target : options.targets) file << "'" << target << "',";
  file << "]\n";
  file.close();
  testing_cluster::ChildOptions child;
  child.argv = {"prometheus", "--config.file=" + config, "--storage.tsdb.path=" + options.directory + "/tsdb",
                std::string("--web.listen-address=") + kAddress + ":" + std::to_string(kPort)};
  child.network_namespace = network.path(0);
  auto started = testing_cluster::ChildProcess::Start(child);
  if (!started) return started.error();
  made->child_ = std::move(*started);
  const bool answers = testing_cluster::WaitUntil(
      [&] {
        return made->Ask("/api/v1/query", {{"query", "vector(1)"}}).ok();
      },
      kStarts);
  if (!answers) return Error{ErrorCode::kTimeout, "prometheus: " + made->child_->Stderr()};
  return made;
}

Result<json> Prometheus::Ask(const std::string& path,
                             const std::vector<std::pair<std::string, std::string>>& form) const {
  std::string body;
  for (const auto& [name, value] : form) body += (body.empty() ? "" : "&") + name + "=" + Encoded(value);
  test::HttpResult result;
  const Status ran = network_.Run(0, [&] {
    result =
        test::HttpSend(form.empty() ? "GET" : "POST", kAddress, kPort, path,
                       {{"Content-Type", "application/x-www-form-urlencoded"}}, test::kHttpTimeout, body);
  });
  if (!ran) return ran.error();
  if (!result.ok()) return Error{ErrorCode::kUnavailable, "prometheus " + path + ": " + result.error};
  json answer = json::parse(result.body, nullptr, false);
  if (!answer.is_object() || answer.value("status", "") != "success")
    return Error{ErrorCode::kRefused, "prometheus " + path + ": " + result.body};
  return std::move(answer["data"]);
}

Result<json> Prometheus::Range(const std::string& expression, double from, double to, double step) const {
  auto data =
      Ask("/api/v1/query_range",
          {{"query", expression}, {"start", Number(from)}, {"end", Number(to)}, {"step", Number(step)}});
  if (!data) return data;
  return std::move((*data)["result"]);
}

Result<json> Prometheus::At(const std::string& expression, double time) const {
  auto data = Ask("/api/v1/query", {{"query", expression}, {"time", Number(time)}});
  if (!data) return data;
  return std::move((*data)["result"]);
}

bool Prometheus::Has(const std::string& expression) const {
  const auto data = Ask("/api/v1/query", {{"query", expression}});
  return data && !(*data)["result"].empty();
}

Result<std::vector<json>> Prometheus::Rules() const {
  const auto data = Ask("/api/v1/rules", {});
  if (!data) return data.error();
  std::vector<json> rules;
  for (const json& group : (*data)["groups"]) {
    for (const json& rule : group["rules"]) rules.push_back(rule);
  }
  return rules;
}

std::set<std::string> Prometheus::MetricNames() const {
  const auto data = Ask("/api/v1/label/__name__/values", {});
  return data ? data->get<std::set<std::string>>() : std::set<std::string>();
}

}  // namespace galera
