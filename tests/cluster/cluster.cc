#include "cluster/cluster.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "cluster/saved_state.h"
#include "cluster/template_directory.h"

namespace galera::testing_cluster {
namespace {

namespace fs = std::filesystem;

constexpr Millis kCleanUpTimeout{20000};

// Short, because it becomes part of namespace names; unique on this host.
std::string UniqueName() {
  static std::atomic<unsigned> count{0};
  char text[32];
  std::snprintf(text, sizeof text, "gwt-%x-%x", static_cast<unsigned>(::getpid()), count.fetch_add(1));
  return text;
}

Status Validate(const ClusterOptions& options) {
  if (options.nodes < 1 || options.nodes > 100)
    return Error{ErrorCode::kInvalid, "1 to 100 nodes are possible"};
  if (options.directory.find('\n') != std::string::npos) {
    return Error{ErrorCode::kInvalid, "the directory's name holds a line break"};
  }
  if (options.namespaces && !options.first_address.empty()) {
    return Error{ErrorCode::kInvalid, "first_address has no meaning with namespaces"};
  }
  if (options.keep_directory && options.directory.empty()) {
    return Error{ErrorCode::kInvalid, "keep_directory needs a directory"};
  }
  return {};
}

Status GiveToServer(const std::string& path) {
  const std::optional<Account> account = ServerAccount();
  if (!account || ::chown(path.c_str(), account->uid, account->gid) == 0) return {};
  return Error{ErrorCode::kDenied, "chown " + path + ": " + std::strerror(errno)};
}

std::string ClusterAddress(const std::vector<std::string>& addresses, const NodePorts& ports) {
  std::string list;
  for (const std::string& address : addresses) {
    list += (list.empty() ? "" : ",") + address + ":" + std::to_string(ports.group);
  }
  return "gcomm://" + list;
}

}  // namespace

Result<std::unique_ptr<Cluster>> Cluster::Start(const ClusterOptions& options) {
  if (Status valid = Validate(options); !valid) return valid.error();
  std::unique_ptr<Cluster> cluster(new Cluster(options));
  if (Status prepared = cluster->Prepare(); !prepared) return prepared.error();
  if (Status formed = cluster->Form(); !formed) return formed.error();
  return cluster;
}

Cluster::~Cluster() {
  nodes_.clear();
  if (!guard_) return;
  if (Status clean = guard_->Finish(kCleanUpTimeout); !clean) {
    std::fprintf(stderr, "%s\n", clean.error().message.c_str());
  }
}

void Cluster::Progress(const std::string& line) const {
  if (options_.progress) options_.progress(line);
}

// Everything up to, but without, the first server.
Status Cluster::Prepare() {
  const Result<TemplateDirectory> templates = EnsureTemplate(options_.start_timeout);
  if (!templates) return templates.error();
  const std::string unique = UniqueName();
  Result<std::unique_ptr<Guard>> guard = Guard::Start(std::string(kClusterMarker) + "=" + unique);
  if (!guard) return guard.error();
  guard_ = std::move(*guard);
  if (options_.namespaces) {
    Result<std::unique_ptr<Network>> network = Network::Make(unique, options_.nodes, *guard_);
    if (!network) return network.error();
    network_ = std::move(*network);
  }
  std::vector<std::string> addresses;
  NodePorts ports = options_.ports;
  if (Status taken = TakeAddresses(addresses, ports); !taken) return taken;
  if (Status taken = TakeDirectory(); !taken) return taken;

  for (int number = 1; number <= options_.nodes; ++number) {
    ServerFlavour flavour;
    flavour.galera = options_.galera;
    flavour.fast_failure_detection = options_.fast_failure_detection;
    flavour.performance_schema = options_.performance_schema;
    flavour.cluster_address = ClusterAddress(addresses, ports);
    flavour.provider_options = options_.provider_options;
    flavour.extra = options_.server_options;
    if (const auto own = options_.node_options.find(number); own != options_.node_options.end()) {
      flavour.extra.insert(flavour.extra.end(), own->second.begin(), own->second.end());
    }
    const NodePlace place =
        NodePlace::At(directory_, number, addresses[static_cast<size_t>(number - 1)], ports);
    const bool saved_view = options_.galera && options_.formation == Formation::kSavedView;
    const bool joiner = options_.galera && !saved_view && number > 1;
    const std::string source = saved_view ? templates->galera : joiner ? std::string() : templates->plain;
    if (Status made = MakeNodeDirectory(place, source); !made) return made;
    nodes_.push_back(std::make_unique<Node>(place, flavour, network_.get(), guard_->marker()));
  }
  Progress("prepared " + std::to_string(options_.nodes) + " data directories in " + directory_);
  return {};
}

Status Cluster::TakeAddresses(std::vector<std::string>& addresses, NodePorts& ports) {
  if (options_.first_address.empty() && !network_) {
    Result<AddressLease> lease = LeaseAddresses(options_.nodes);
    if (!lease) return lease.error();
    addresses = lease->addresses;
    ports = lease->ports;
    address_claim_ = std::move(lease->claim);
    return {};
  }
  for (int number = 1; number <= options_.nodes; ++number) {
    if (network_) {
      addresses.push_back(Network::Address(number));
      continue;
    }
    const Result<std::string> address = AddressAfter(options_.first_address, number - 1);
    if (!address) return address.error();
    if (Status free = CheckPortsFree(*address, ports); !free) return free;
    addresses.push_back(*address);
  }
  return {};
}

Status Cluster::TakeDirectory() {
  std::error_code failed;
  if (options_.directory.empty()) {
    directory_ = TemporaryRoot() + "/galera-cluster.XXXXXX";
    if (::mkdtemp(directory_.data()) == nullptr) {
      return Error{ErrorCode::kUnavailable, "mkdtemp " + directory_ + ": " + std::strerror(errno)};
    }
  } else {
    const fs::path path = fs::absolute(options_.directory);
    if (fs::exists(path, failed) && !fs::is_empty(path, failed)) {
      return Error{ErrorCode::kInvalid,
                   path.string() + " is not empty: remove it or choose another directory"};
    }
    fs::create_directories(path, failed);
    if (failed) return Error{ErrorCode::kUnavailable, "mkdir " + path.string() + ": " + failed.message()};
    directory_ = path.lexically_normal().string();
  }
  if (!options_.keep_directory) {
    if (Status watched = guard_->WatchDirectory(directory_); !watched) return watched;
  }
  if (::chmod(directory_.c_str(), 0755) != 0) {
    return Error{ErrorCode::kDenied, "chmod " + directory_ + ": " + std::strerror(errno)};
  }
  ChildOptions reach;
  reach.argv = {"test", "-x", directory_};
  reach.run_as = ServerAccount();
  if (!RunOrError(reach, Millis(10000))) {
    return Error{ErrorCode::kDenied, "the account mysql, under which MariaDB runs, cannot enter " +
                                         directory_ + ": choose a directory that everybody can reach"};
  }
  return {};
}

// An empty `data_template` makes an empty data directory: all comes by state transfer.
Status Cluster::MakeNodeDirectory(const NodePlace& place, const std::string& data_template) const {
  std::error_code failed;
  fs::create_directories(place.temporary, failed);
  if (data_template.empty()) fs::create_directories(place.data, failed);
  if (failed) return Error{ErrorCode::kUnavailable, "mkdir " + place.directory + ": " + failed.message()};
  if (!data_template.empty()) {
    if (Status copied = CopyDirectory(data_template, place.data); !copied) return copied;
  }
  for (const std::string& path : {place.directory, place.temporary, place.data}) {
    if (Status given = GiveToServer(path); !given) return given;
  }
  return {};
}

Status Cluster::Form() {
  if (!options_.galera) {
    for (const auto& node : nodes_) {
      if (Status launched = node->Launch(); !launched) return launched;
    }
    return AwaitAll(options_.start_timeout);
  }
  switch (options_.formation) {
    case Formation::kSavedView:
      return FormFromSavedView();
    case Formation::kStateTransfer:
      return FormByStateTransfer();
  }
  return {};
}

// A sole node bootstraps: it has no one to find again.
Status Cluster::FormFromSavedView() {
  if (size() == 1) {
    if (Status launched = node(1).Launch(LaunchMode::kBootstrap); !launched) return launched;
    return AwaitAll(options_.start_timeout);
  }
  std::vector<std::string> members;
  for (int i = 0; i < size(); ++i) members.push_back(RandomUuid());
  for (const auto& node : nodes_) {
    const std::string grastate = node->data_directory() + "/grastate.dat";
    const std::string view = node->data_directory() + "/gvwstate.dat";
    std::string state = ReadFile(grastate);
    if (const size_t at = state.find("safe_to_bootstrap: 1"); at != std::string::npos) {
      state.replace(at, 20, "safe_to_bootstrap: 0");
    }
    Status done = WriteFile(grastate, state);
    if (done) done = WriteFile(view, SavedView(members, static_cast<size_t>(node->number() - 1)));
    if (done) done = GiveToServer(view);
    if (done) done = node->Launch();
    if (!done) return done;
  }
  return AwaitAll(options_.start_timeout);
}

Status Cluster::FormByStateTransfer() {
  const Deadline deadline(options_.start_timeout);
  for (const auto& node : nodes_) {
    const LaunchMode mode = node->number() == 1 ? LaunchMode::kBootstrap : LaunchMode::kRejoin;
    Status done = node->Launch(mode);
    if (done) done = node->AwaitReady(deadline.Left(), node->number());
    if (!done) return done;
    Progress(node->name() + " is Synced");
  }
  return AwaitAll(deadline.Left());
}

Status Cluster::AwaitAll(Millis timeout) {
  const Deadline deadline(timeout);
  for (const auto& node : nodes_) {
    Progress("waiting for " + node->name() + " at " + node->address() + ":" + std::to_string(node->port()));
    if (Status ready = node->AwaitReady(deadline.Left(), size()); !ready) return ready;
  }
  return {};
}

Status Cluster::StopAll(Millis grace) {
  Status first;
  for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node) {
    if (!(*node)->Running()) continue;
    Progress("stopping " + (*node)->name());
    Status stopped = (*node)->Stop(grace);
    if (!stopped && first.ok()) first = stopped;
  }
  return first;
}

Status Cluster::InNamespace(int node, const std::function<void()>& work) const {
  if (!network_) return Error{ErrorCode::kInvalid, "the cluster has no namespaces"};
  return network_->Run(node, work);
}

std::vector<std::string> Cluster::NamespaceCommand(int node) const {
  if (!network_) return {};
  return {"ip", "netns", "exec", network_->name(node)};
}

std::string Cluster::NamespacePath(int node) const { return network_ ? network_->path(node) : ""; }

}  // namespace galera::testing_cluster
