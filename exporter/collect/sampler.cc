#include "collect/sampler.h"

#include <string>
#include <utility>

#include "collect/node_without_sql.h"
#include "collect/session.h"
#include "galera/provider_options.h"
#include "system/file.h"
#include "system/log.h"
#include "system/mariadb_connection.h"

namespace galera {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::minutes kConstantsInterval{1};
constexpr char kReadOnly[] = "SHOW GLOBAL VARIABLES LIKE 'read\\_only'";
constexpr char kReadOnlyAndConstants[] =
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN "
    "('read_only','version','wsrep_cluster_name','wsrep_node_name','wsrep_provider_options')";

NodeConstants ConstantsFrom(std::span<const NamedValue> variables) {
  const auto options = ParseProviderOptions(Find(variables, "wsrep_provider_options").value_or(""));
  const auto number = [&](std::string_view name) -> std::optional<double> {
    const ProviderOption* option = Find(options, name);
    return option == nullptr ? std::nullopt : option->number;
  };
  NodeConstants constants;
  constants.cluster_name = Find(variables, "wsrep_cluster_name").value_or("");
  constants.node_name = Find(variables, "wsrep_node_name").value_or("");
  constants.gcache_size_bytes = number("gcache.size");
  const std::string_view version = Find(variables, "version").value_or("");
  constants.mariadb_version = version.substr(0, version.find_first_not_of("0123456789."));
  const std::optional<double> weight = number("pc.weight");
  if (weight && *weight >= 0 && *weight <= 255) constants.weight = static_cast<std::uint64_t>(*weight);
  return constants;
}

Status AskServer(MariadbConnection& connection, const Config& config, SteadyTime deadline,
                 ConstantsMemory& memory, Snapshot& snapshot) {
  if (!connection.connected()) {
    memory.asked.reset();
    if (Status status = OpenSession(connection, config.server, config.session, deadline); !status)
      return status;
  }
  const Result<Rows> status_rows = connection.Query("SHOW GLOBAL STATUS LIKE 'wsrep\\_%'", deadline);
  if (!status_rows) return status_rows.error();
  const auto now = steady_clock::now();
  const bool ask_constants = !memory.asked || now - *memory.asked >= kConstantsInterval;
  const Result<Rows> variable_rows =
      connection.Query(ask_constants ? kReadOnlyAndConstants : kReadOnly, deadline);
  if (!variable_rows) return variable_rows.error();
  snapshot.wsrep = ParseWsrepStatus(status_rows->AsNamedValues());
  const auto variables = variable_rows->AsNamedValues();
  if (const Cell read_only = Find(variables, "read_only")) snapshot.read_only = ParseWsrepSwitch(*read_only);
  if (ask_constants) {
    memory.constants = ConstantsFrom(variables);
    memory.asked = now;
  }
  return Status();
}

void LogChange(const Snapshot* before, const Snapshot& now) {
  const std::string_view from = before == nullptr ? "unknown" : Name(before->state);
  if (before == nullptr || before->state != now.state) {
    const std::string to(Name(now.state));
    if (now.failure.empty()) {
      LogInfo("node state changed", {{"from", std::string(from)}, {"to", to}});
    } else {
      LogWarn("node state changed", {{"from", std::string(from)}, {"to", to}, {"reason", now.failure}});
    }
  }
  if (before != nullptr && before->draining != now.draining) {
    LogInfo(now.draining ? "drain file appeared: 8080 answers 503" : "drain file is gone: back in service");
  }
}

}  // namespace

Snapshot LookAtNode(MariadbConnection& connection, const Config& config, ConstantsMemory& memory) {
  Snapshot snapshot;
  const SteadyTime deadline = steady_clock::now() + config.health.query_timeout;
  const bool reused = connection.connected();
  Status status = AskServer(connection, config, deadline, memory, snapshot);
  // A session that was closed since the last look says nothing about now.
  if (!status && reused && status.error().code == ErrorCode::kUnavailable) {
    status = AskServer(connection, config, deadline, memory, snapshot);
  }
  snapshot.answered = status.ok();
  if (status) {
    snapshot.state = ClassifyNode(snapshot.wsrep);
  } else {
    snapshot.wsrep.reset();
    snapshot.failure = status.error().message;
    snapshot.refused = IsAnswer(status.error());
    snapshot.timed_out = status.error().code == ErrorCode::kTimeout;
    snapshot.state =
        snapshot.refused ? NodeState::kUnknown : NodeStateWithoutSql(config.health.wsrep_status_file);
  }
  snapshot.constants = memory.constants;
  snapshot.draining = FileExists(config.health.drain_file);
  snapshot.taken = steady_clock::now();
  return snapshot;
}

Sampler::Sampler(std::shared_ptr<const Config> config)
    : config_(std::move(config)), thread_([this] { Loop(); }) {}

Sampler::~Sampler() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  thread_.join();
}

std::shared_ptr<const Snapshot> Sampler::Latest() const {
  const std::lock_guard lock(mutex_);
  return latest_;
}

void Sampler::Reconfigure(std::shared_ptr<const Config> config) {
  const std::lock_guard lock(mutex_);
  config_ = std::move(config);
  wake_.notify_all();
}

void Sampler::LookNow() {
  const std::lock_guard lock(mutex_);
  look_now_ = true;
  wake_.notify_all();
}

void Sampler::OnLook(Listener listener) {
  const std::lock_guard lock(listener_mutex_);
  listener_ = std::move(listener);
}

void Sampler::Publish(Snapshot snapshot) {
  auto fresh = std::make_shared<const Snapshot>(std::move(snapshot));
  std::shared_ptr<const Snapshot> before;
  {
    const std::lock_guard lock(mutex_);
    before = std::exchange(latest_, fresh);
  }
  {
    const std::lock_guard lock(listener_mutex_);
    if (listener_) listener_(fresh);
  }
  LogChange(before.get(), *fresh);
}

void Sampler::Loop() {
  MariadbConnection connection;
  ConstantsMemory memory;
  std::shared_ptr<const Config> config;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (config && (config->server != config_->server || config->session != config_->session))
      connection.Close();
    config = config_;
    look_now_ = false;
    lock.unlock();
    const SteadyTime start = steady_clock::now();
    Publish(LookAtNode(connection, *config, memory));
    lock.lock();
    wake_.wait_until(lock, start + config->health.interval,
                     [&] { return stopping_ || look_now_ || config_ != config; });
  }
}

}  // namespace galera
