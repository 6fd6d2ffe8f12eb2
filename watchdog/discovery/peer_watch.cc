#include "discovery/peer_watch.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "discovery/own_addresses.h"
#include "discovery/peer_inquiry.h"

namespace watchdog {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kPeersMax = 128;

const NameAnswer* Find(const PeerPicture& picture, const std::string& name) {
  for (const NameAnswer& answer : picture.names) {
    if (answer.name == name) return &answer;
  }
  return nullptr;
}

const Peer* Find(const PeerPicture& picture, const NodeAddress& address) {
  for (const Peer& peer : picture.peers) {
    if (peer.address.SameHost(address)) return &peer;
  }
  return nullptr;
}

// Names that fail for now keep what they had.
void KeepLastGood(std::vector<NameAnswer>& names, const PeerPicture& before) {
  for (NameAnswer& name : names) {
    if (name.Answered()) continue;
    const NameAnswer* last = Find(before, name.name);
    if (last == nullptr) continue;
    name.addresses = last->addresses;
    name.answered = last->answered;
  }
}

const PeerSource* SourceOf(const PeerSpec& spec, const PeerSources& sources) {
  return spec.kind == PeerSpec::Kind::kConsul ? sources.consul.get() : sources.file.get();
}

NameAnswer ListOf(const PeerSpec& spec, const PeerSources& sources, SteadyTime deadline, int cancel_fd) {
  if (const PeerSource* source = SourceOf(spec, sources)) return source->List(spec, deadline, cancel_fd);
  NameAnswer answer;
  answer.name = spec.text;
  answer.kind = NameAnswer::Kind::kServerFailure;
  answer.detail = "nothing here reads such lists";
  return answer;
}

}  // namespace

PeerWatch::PeerWatch(PeerWatchOptions options)
    : options_(std::move(options)), cancel_fd_(eventfd(0, EFD_CLOEXEC)), interval_(options_.interval) {
  AskPeers({}, options_.health_port, std::chrono::milliseconds(0));  // curl's initialisation, on this thread
  // Signals are for the thread that waits for them.
  sigset_t all;
  sigset_t old;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old);
  thread_ = std::thread([this] { Loop(); });
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

PeerWatch::~PeerWatch() {
  Stop();
  if (cancel_fd_ >= 0) close(cancel_fd_);
}

std::shared_ptr<const PeerPicture> PeerWatch::Latest() const {
  const std::lock_guard lock(mutex_);
  return latest_;
}

std::shared_ptr<const PeerPicture> PeerWatch::WaitBeyond(std::uint64_t round, SteadyTime deadline) const {
  std::unique_lock lock(mutex_);
  const auto later = [&] { return latest_ != nullptr && latest_->round > round; };
  changed_.wait_until(lock, deadline, [&] { return stopping_ || later(); });
  return later() && !stopping_ ? latest_ : nullptr;
}

void PeerWatch::SetInterval(std::chrono::milliseconds interval) {
  const std::lock_guard lock(mutex_);
  interval_ = interval;
  changed_.notify_all();
}

void PeerWatch::AskNow() {
  const std::lock_guard lock(mutex_);
  hurried_ = true;
  changed_.notify_all();
}

void PeerWatch::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  eventfd_write(cancel_fd_, 1);
  std::call_once(joined_, [this] { thread_.join(); });
}

std::vector<NodeAddress> PeerWatch::AddressesToAsk(const std::vector<NameAnswer>& names) const {
  std::vector<NodeAddress> ours = {options_.own};
  if (const auto interfaces = ReadOwnAddresses()) {
    for (const InterfaceAddress& one : *interfaces) {
      if (!IsLoopback(one.address) || !IsLoopback(options_.own)) ours.push_back(one.address);
    }
  }
  std::vector<NodeAddress> out;
  for (const NameAnswer& name : names) out.insert(out.end(), name.addresses.begin(), name.addresses.end());
  std::erase_if(out, [&](const NodeAddress& address) {
    return std::any_of(ours.begin(), ours.end(), [&](const auto& own) { return own.SameHost(address); });
  });
  std::sort(out.begin(), out.end());
  const auto same = [](const NodeAddress& a, const NodeAddress& b) { return a.SameHost(b); };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  if (out.size() > kPeersMax) out.resize(kPeersMax);
  return out;
}

// Names first, then lists: a name server that hangs costs them none of their time.
std::vector<NameAnswer> PeerWatch::LookUp() const {
  std::vector<PeerSpec> names;
  std::vector<PeerSpec> lists;
  for (const PeerSpec& peer : options_.peers) (IsListed(peer.kind) ? lists : names).push_back(peer);
  std::vector<NameAnswer> answers =
      ResolvePeers(names, options_.resolver, steady_clock::now() + options_.resolve_timeout, cancel_fd_);
  const SteadyTime deadline = steady_clock::now() + options_.resolve_timeout;
  for (const PeerSpec& list : lists) answers.push_back(ListOf(list, options_.sources, deadline, cancel_fd_));
  return answers;
}

PeerPicture PeerWatch::LookOnce(const PeerPicture* before) const {
  PeerPicture picture;
  picture.round = before == nullptr ? 1 : before->round + 1;
  picture.names = LookUp();
  if (before != nullptr) KeepLastGood(picture.names, *before);
  picture.peers = AskPeers(AddressesToAsk(picture.names), options_.health_port, options_.ask_timeout,
                           cancel_fd_, options_.key.get());
  std::erase_if(picture.peers, [&](const Peer& peer) {
    return peer.evidence && !options_.own_node_id.empty() && peer.evidence->node_id == options_.own_node_id;
  });
  for (Peer& peer : picture.peers) {
    const Peer* last = before != nullptr ? Find(*before, peer.address) : nullptr;
    if (!peer.last_answer && last != nullptr) peer.last_answer = last->last_answer;
  }
  picture.time = steady_clock::now();
  return picture;
}

void PeerWatch::Loop() {
  std::shared_ptr<const PeerPicture> before;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    hurried_ = false;
    lock.unlock();
    const SteadyTime start = steady_clock::now();
    auto picture = std::make_shared<const PeerPicture>(LookOnce(before.get()));
    lock.lock();
    if (stopping_) return;  // a round that was broken off says nothing
    latest_ = before = std::move(picture);
    changed_.notify_all();
    while (!stopping_ && !hurried_ && steady_clock::now() < start + interval_)
      changed_.wait_until(lock, start + interval_);
  }
}

}  // namespace watchdog
