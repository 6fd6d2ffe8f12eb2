// Deprecated in c-ares of Debian 13, without a replacement in that of Debian 12.
#define CARES_NO_DEPRECATED 1

#include "discovery/resolver.h"

#include <ares.h>
#include <poll.h>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "discovery/dns_answer.h"
#include "discovery/hosts_file.h"
#include "discovery/search_list.h"
#include "system/file.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Kind = NameAnswer::Kind;

constexpr int kTries = 2;
constexpr std::size_t kTargetsMax = 64;
constexpr std::size_t kInFlightMax = 64;  // more at once overrun a small server's socket
constexpr milliseconds kFirstTryMin{50};

milliseconds Until(SteadyTime deadline) {
  return std::max(std::chrono::ceil<milliseconds>(deadline - steady_clock::now()), milliseconds(0));
}

// The search for one entry: its full names one after the other, A and AAAA of each.
struct Lookup {
  const PeerSpec* spec = nullptr;
  std::vector<std::string> names;  // still to be asked, last one first
  std::size_t pending = 0;         // questions under way
  std::size_t targets = 0;         // of SRV records
  bool exists = false;             // some name is there, be it without addresses
  bool timed_out = false;
  std::string failure;
  std::vector<NodeAddress> addresses;
};

class Round {
 public:
  Round(std::span<const PeerSpec> specs, const ResolverOptions& options, SteadyTime deadline)
      : options_(options), deadline_(deadline), lookups_(specs.size()) {
    for (std::size_t i = 0; i < specs.size(); ++i) lookups_[i].spec = &specs[i];
  }
  ~Round() {
    over_ = true;  // ares_destroy calls every callback once more
    if (channel_ != nullptr) ares_destroy(channel_);
  }
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;

  std::vector<NameAnswer> Run(int cancel_fd);

 private:
  struct Question {
    Round* round = nullptr;
    Lookup* lookup = nullptr;
    std::string name;
    DnsType type = DnsType::kA;
    std::uint16_t port = 0;  // for the addresses found
  };

  std::string Open();
  void ReadSearchList();
  void Start(Lookup& lookup, const std::string& hosts);
  void AskNext(Lookup& lookup);
  void AskAddresses(Lookup& lookup, const std::string& name, std::uint16_t port);
  void Ask(Lookup& lookup, const std::string& name, DnsType type, std::uint16_t port);
  void SendQuestions();
  void Take(const Question& question, int status, std::span<const std::uint8_t> message);
  void TakeAnswer(const Question& question, const DnsAnswer& answer);
  bool WaitForSockets(int cancel_fd);
  NameAnswer Finish(Lookup& lookup) const;

  static void OnReply(void* question, int status, int timeouts, unsigned char* bytes, int count);
  static void OnSocket(void* round, ares_socket_t socket, int readable, int writable);

  const ResolverOptions& options_;
  const SteadyTime deadline_;
  std::vector<Lookup> lookups_;
  std::deque<Question> questions_;  // where c-ares points to; bounded by names, search domains and targets
  std::size_t sent_ = 0;            // of these
  std::size_t answered_ = 0;
  std::map<ares_socket_t, short> sockets_;
  std::vector<std::string> search_domains_;
  int ndots_ = 1;
  ares_channel channel_ = nullptr;
  bool over_ = false;
};

void Round::OnReply(void* question, int status, int, unsigned char* bytes, int count) {
  const auto* asked = static_cast<const Question*>(question);
  if (asked->round->over_) return;
  const std::size_t size = bytes != nullptr && count > 0 ? static_cast<std::size_t>(count) : 0;
  asked->round->Take(*asked, status, {bytes, size});
}

void Round::OnSocket(void* round, ares_socket_t socket, int readable, int writable) {
  auto& sockets = static_cast<Round*>(round)->sockets_;
  if (readable == 0 && writable == 0) {
    sockets.erase(socket);
  } else {
    sockets[socket] = static_cast<short>((readable != 0 ? POLLIN : 0) | (writable != 0 ? POLLOUT : 0));
  }
}

// A channel a round: it reads resolv.conf anew, and nothing is left from a late answer.
std::string Round::Open() {
  ares_options settings{};
  // The second try takes twice the time of the first, so the two fit.
  settings.timeout = static_cast<int>(std::max(Until(deadline_) * 3 / 10, kFirstTryMin).count());
  settings.tries = kTries;
  settings.sock_state_cb = OnSocket;
  settings.sock_state_cb_data = this;
  std::string resolv_conf = options_.resolv_conf;
  settings.resolvconf_path = resolv_conf.data();
  const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB | ARES_OPT_RESOLVCONF;
  int status = ares_init_options(&channel_, &settings, mask);
  if (status != ARES_SUCCESS) {
    channel_ = nullptr;
    return std::string("c-ares: ") + ares_strerror(status);
  }
  if (!options_.servers.empty()) status = ares_set_servers_ports_csv(channel_, options_.servers.c_str());
  if (status != ARES_SUCCESS) return std::string("name servers: ") + ares_strerror(status);
  ReadSearchList();
  return "";
}

void Round::ReadSearchList() {
  ares_options used{};
  int mask = 0;
  if (ares_save_options(channel_, &used, &mask) != ARES_SUCCESS) return;
  ndots_ = used.ndots;
  for (int i = 0; i < used.ndomains; ++i) search_domains_.emplace_back(used.domains[i]);
  ares_destroy_options(&used);
}

void Round::Start(Lookup& lookup, const std::string& hosts) {
  const PeerSpec& spec = *lookup.spec;
  if (spec.kind == PeerSpec::Kind::kAddress) {
    lookup.addresses = {*spec.address};
    return;
  }
  if (spec.kind != PeerSpec::Kind::kService) {
    lookup.addresses = FindInHosts(hosts, spec.name);
    for (NodeAddress& address : lookup.addresses) address.port = spec.port;
    if (!lookup.addresses.empty()) return;
  }
  lookup.names = NamesToAsk(spec, options_.kubernetes, ndots_, search_domains_);
  std::reverse(lookup.names.begin(), lookup.names.end());
  AskNext(lookup);
}

void Round::AskNext(Lookup& lookup) {
  if (lookup.names.empty()) return;
  const std::string name = std::move(lookup.names.back());
  lookup.names.pop_back();
  if (lookup.spec->kind == PeerSpec::Kind::kService) {
    Ask(lookup, name, DnsType::kSrv, lookup.spec->port);
  } else {
    AskAddresses(lookup, name, lookup.spec->port);
  }
}

void Round::AskAddresses(Lookup& lookup, const std::string& name, std::uint16_t port) {
  Ask(lookup, name, DnsType::kA, port);
  Ask(lookup, name, DnsType::kAaaa, port);
}

void Round::Ask(Lookup& lookup, const std::string& name, DnsType type, std::uint16_t port) {
  questions_.push_back({this, &lookup, name, type, port});
  ++lookup.pending;
}

void Round::SendQuestions() {
  while (sent_ < questions_.size() && sent_ - answered_ < kInFlightMax) {
    Question& question = questions_[sent_++];
    ares_query(channel_, (question.name + ".").c_str(), 1 /* Internet */, static_cast<int>(question.type),
               OnReply, &question);
  }
}

void Round::Take(const Question& question, int status, std::span<const std::uint8_t> message) {
  Lookup& lookup = *question.lookup;
  if (status == ARES_SUCCESS) {
    if (const auto answer = ParseDnsAnswer(message, question.name, question.type)) {
      TakeAnswer(question, *answer);
    } else {
      lookup.failure = question.name + ": the answer can't be read";
    }
  } else if (status == ARES_ENODATA) {
    lookup.exists = true;
  } else if (status == ARES_ETIMEOUT) {
    lookup.timed_out = true;
  } else if (status != ARES_ENOTFOUND) {
    lookup.failure = question.name + ": " + ares_strerror(status);
  }
  ++answered_;
  if (--lookup.pending == 0 && lookup.addresses.empty()) AskNext(lookup);
}

void Round::TakeAnswer(const Question& question, const DnsAnswer& answer) {
  Lookup& lookup = *question.lookup;
  lookup.exists = true;
  if (answer.foreign) lookup.failure = question.name + ": the answer is about another name";
  for (NodeAddress address : answer.addresses) {
    address.port = question.port;
    lookup.addresses.push_back(std::move(address));
  }
  for (const DnsService& service : answer.services) {
    if (++lookup.targets > kTargetsMax) break;
    AskAddresses(lookup, service.target, service.port != 0 ? service.port : question.port);
  }
}

// False at the deadline or when the round is cancelled.
bool Round::WaitForSockets(int cancel_fd) {
  std::vector<pollfd> waited = {{cancel_fd, POLLIN, 0}};
  for (const auto& [socket, events] : sockets_) waited.push_back({socket, events, 0});
  timeval most{};
  const milliseconds left = Until(deadline_);
  most.tv_sec = static_cast<time_t>(left.count() / 1000);
  most.tv_usec = static_cast<suseconds_t>(left.count() % 1000 * 1000);
  timeval wait{};
  const timeval* chosen = ares_timeout(channel_, &most, &wait);
  const auto wait_ms = chosen->tv_sec * 1000 + (chosen->tv_usec + 999) / 1000;
  if (left.count() == 0) return false;
  const int ready = poll(waited.data(), waited.size(), static_cast<int>(wait_ms));
  if (waited[0].revents != 0) return false;
  // Once without a socket, for what has waited long enough.
  ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  if (ready <= 0) return true;
  for (std::size_t i = 1; i < waited.size(); ++i) {
    const short events = waited[i].revents;
    // An answer before may have closed it.
    if (events == 0 || !sockets_.contains(waited[i].fd)) continue;
    ares_process_fd(channel_, (events & ~POLLOUT) != 0 ? waited[i].fd : ARES_SOCKET_BAD,
                    (events & POLLOUT) != 0 ? waited[i].fd : ARES_SOCKET_BAD);
  }
  return true;
}

NameAnswer Round::Finish(Lookup& lookup) const {
  NameAnswer answer;
  answer.name = lookup.spec->text;
  if (lookup.pending > 0) lookup.timed_out = true;
  if (!lookup.addresses.empty()) {
    answer.kind = Kind::kAddresses;
  } else if (!lookup.failure.empty()) {
    answer.kind = Kind::kServerFailure;
  } else if (lookup.timed_out) {
    answer.kind = Kind::kTimeout;
  } else {
    answer.kind = lookup.exists ? Kind::kEmpty : Kind::kNoSuchName;
  }
  answer.detail = lookup.failure;
  if (answer.detail.empty() && lookup.timed_out) answer.detail = "no answer in time";
  std::sort(lookup.addresses.begin(), lookup.addresses.end());
  const auto end = std::unique(lookup.addresses.begin(), lookup.addresses.end(),
                               [](const NodeAddress& a, const NodeAddress& b) { return a.SameHost(b); });
  lookup.addresses.erase(end, lookup.addresses.end());
  answer.addresses = std::move(lookup.addresses);
  if (answer.Answered()) answer.answered = steady_clock::now();
  return answer;
}

std::vector<NameAnswer> Round::Run(int cancel_fd) {
  const bool names = std::any_of(lookups_.begin(), lookups_.end(), [](const Lookup& lookup) {
    return lookup.spec->kind != PeerSpec::Kind::kAddress;
  });
  std::string broken;
  std::string hosts;
  if (names) {
    broken = Open();
    // No hosts file is nothing unusual.
    if (auto text = galera::ReadFile(options_.hosts_file)) hosts = std::move(*text);
  }
  for (Lookup& lookup : lookups_) {
    if (lookup.spec->kind != PeerSpec::Kind::kAddress && !broken.empty()) {
      lookup.failure = broken;
    } else {
      Start(lookup, hosts);
    }
  }
  do {
    SendQuestions();
  } while (answered_ < questions_.size() && WaitForSockets(cancel_fd));
  std::vector<NameAnswer> out;
  for (Lookup& lookup : lookups_) out.push_back(Finish(lookup));
  return out;
}

}  // namespace

std::vector<NameAnswer> ResolvePeers(std::span<const PeerSpec> specs, const ResolverOptions& options,
                                     SteadyTime deadline, int cancel_fd) {
  static const int library = ares_library_init(ARES_LIB_INIT_ALL);
  static_cast<void>(library);
  return Round(specs, options, deadline).Run(cancel_fd);
}

}  // namespace watchdog
