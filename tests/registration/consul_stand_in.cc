#include "consul_stand_in.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace watchdog::test {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPatience{10000};
constexpr milliseconds kLook{20};

std::string Unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '%' && i + 2 < text.size();
    out += escaped ? static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)) : text[i];
    if (escaped) i += 2;
  }
  return out;
}

// What stands behind `prefix`; nullopt if `path` does not begin with it.
std::optional<std::string> Behind(const std::string& path, const std::string& prefix) {
  if (!path.starts_with(prefix)) return std::nullopt;
  return path.substr(prefix.size());
}

std::size_t ContentLength(const std::string& head) {
  const std::size_t at = head.find("\r\nContent-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 18));
}

bool WaitToRead(int fd, milliseconds limit) {
  pollfd waited{fd, POLLIN, 0};
  return poll(&waited, 1, static_cast<int>(limit.count())) == 1;
}

bool ReadMore(int fd, std::string& text) {
  std::array<char, 4096> bytes{};
  const ssize_t count = WaitToRead(fd, kPatience) ? recv(fd, bytes.data(), bytes.size(), 0) : 0;
  if (count <= 0) return false;
  text.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

}  // namespace

ConsulStandIn::ConsulStandIn(std::string token, std::string unix_socket)
    : token_(std::move(token)), unix_socket_(std::move(unix_socket)), stop_fd_(eventfd(0, EFD_CLOEXEC)) {
  ComeBack();
}

ConsulStandIn::~ConsulStandIn() {
  GoAway();
  close(stop_fd_);
}

void ConsulStandIn::Listen() {
  sockaddr_storage where{};
  socklen_t size = sizeof(sockaddr_in);
  auto* ip = reinterpret_cast<sockaddr_in*>(&where);
  if (unix_socket_.empty()) {
    ip->sin_family = AF_INET;
    ip->sin_port = htons(port_);
    ip->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else {
    auto* local = reinterpret_cast<sockaddr_un*>(&where);
    local->sun_family = AF_UNIX;
    std::strncpy(local->sun_path, unix_socket_.c_str(), sizeof local->sun_path - 1);
    size = sizeof(sockaddr_un);
    unlink(unix_socket_.c_str());
  }
  socket_ = socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(socket_, reinterpret_cast<sockaddr*>(&where), size) != 0 || listen(socket_, 16) != 0)
    throw std::runtime_error(std::string("ConsulStandIn: can't listen: ") + strerror(errno));
  if (!unix_socket_.empty()) return;
  getsockname(socket_, reinterpret_cast<sockaddr*>(&where), &size);
  port_ = ntohs(ip->sin_port);
}

void ConsulStandIn::ComeBack() {
  Listen();
  thread_ = std::thread([this] { Loop(); });
}

void ConsulStandIn::GoAway() {
  if (!thread_.joinable()) return;
  eventfd_write(stop_fd_, 1);
  thread_.join();
  eventfd_t taken = 0;
  eventfd_read(stop_fd_, &taken);
  for (const int connection : silent_) close(connection);
  silent_.clear();
  close(socket_);
  if (!unix_socket_.empty()) unlink(unix_socket_.c_str());
}

void ConsulStandIn::SetMood(Mood mood) {
  const std::lock_guard lock(mutex_);
  mood_ = mood;
}

void ConsulStandIn::FilterLists() {
  const std::lock_guard lock(mutex_);
  filters_ = true;
}

void ConsulStandIn::Forget() {
  const std::lock_guard lock(mutex_);
  instances_.clear();
  checks_.clear();
}

std::optional<std::string> ConsulStandIn::StateOf(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto check = checks_.find("service:" + id);
  if (check == checks_.end()) return std::nullopt;
  return check->second.state;
}

std::string ConsulStandIn::OutputOf(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto check = checks_.find("service:" + id);
  return check == checks_.end() ? "" : check->second.output;
}

std::optional<json> ConsulStandIn::Instance(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto instance = instances_.find(id);
  if (instance == instances_.end()) return std::nullopt;
  return instance->second;
}

std::vector<std::string> ConsulStandIn::Ids() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [id, instance] : instances_) out.push_back(id);
  return out;
}

std::vector<std::string> ConsulStandIn::Requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::string ConsulStandIn::LastHead() const {
  const std::lock_guard lock(mutex_);
  return last_head_;
}

int ConsulStandIn::expired() const {
  const std::lock_guard lock(mutex_);
  return expired_;
}

bool ConsulStandIn::WaitUntil(const std::function<bool()>& holds) const {
  const auto deadline = steady_clock::now() + kPatience;
  while (!holds()) {
    if (steady_clock::now() >= deadline) return false;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kLook);
  }
  return true;
}

void ConsulStandIn::Loop() {
  while (true) {
    std::array<pollfd, 2> waited = {{{socket_, POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
    poll(waited.data(), waited.size(), static_cast<int>(kLook.count()));
    if (waited[1].revents != 0) return;
    {
      const std::lock_guard lock(mutex_);
      ExpireChecks();
    }
    if ((waited[0].revents & POLLIN) == 0) continue;
    const int connection = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) Serve(connection);
  }
}

void ConsulStandIn::ExpireChecks() {
  for (auto& [id, check] : checks_) {
    if (steady_clock::now() - check.told < check.ttl || check.output == "TTL expired") continue;
    check.state = "critical";
    check.output = "TTL expired";
    ++expired_;
  }
}

void ConsulStandIn::Serve(int connection) {
  std::string text;
  while (text.find("\r\n\r\n") == std::string::npos && ReadMore(connection, text)) {
  }
  const std::size_t head_end = std::min(text.find("\r\n\r\n"), text.size());
  const std::string head = text.substr(0, head_end);
  const std::size_t whole = head_end + 4 + ContentLength(head);
  while (text.size() < whole && ReadMore(connection, text)) {
  }
  const std::size_t space = head.find(' ');
  const std::string verb = head.substr(0, space);
  const std::string target = head.substr(space + 1, head.find(' ', space + 1) - space - 1);

  std::unique_lock lock(mutex_);
  const Response response = Answer(verb, target, head, text.substr(std::min(head_end + 4, text.size())));
  const Mood mood = mood_;
  lock.unlock();
  changed_.notify_all();
  if (mood == Mood::kSilent) return silent_.push_back(connection);
  if (mood != Mood::kHangsUp) {
    const std::string out = "HTTP/1.1 " + std::to_string(response.status) +
                            " Said\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n" +
                            response.headers + "\r\n" + response.body;
    send(connection, out.data(), out.size(), MSG_NOSIGNAL);
  }
  shutdown(connection, SHUT_WR);
  close(connection);
}

ConsulStandIn::Response ConsulStandIn::Answer(const std::string& verb, const std::string& target,
                                              const std::string& head, const std::string& body) {
  last_head_ = head;
  const json said = json::parse(body, nullptr, false);
  const std::string state = said.is_object() ? said.value("Status", "") : "";
  requests_.push_back(verb + " " + target + (state.empty() ? "" : " " + state));
  if (mood_ != Mood::kServes && mood_ != Mood::kEarlier) return {500, "No cluster leader", ""};
  if (!token_.empty() && head.find("\r\nX-Consul-Token: " + token_ + "\r\n") == std::string::npos &&
      !head.ends_with("\r\nX-Consul-Token: " + token_)) {
    return {403,
            "Permission denied: token with AccessorID '00000000-0000-0000-0000-000000000002' lacks "
            "permission 'service:write' on \"galera\"",
            ""};
  }
  const std::string path = target.substr(0, target.find('?'));
  if (verb == "PUT" && path == "/v1/agent/service/register") return Register(body);
  if (const auto id = Behind(path, "/v1/agent/check/update/"); id && verb == "PUT") {
    return Update(Unescaped(*id), body);
  }
  if (const auto id = Behind(path, "/v1/agent/service/deregister/"); id && verb == "PUT") {
    return Deregister(Unescaped(*id));
  }
  if (const auto name = Behind(path, "/v1/health/service/"); name && verb == "GET") {
    return List(Unescaped(*name));
  }
  return {verb == "PUT" || verb == "GET" ? 404 : 405, "404 page not found", ""};
}

ConsulStandIn::Response ConsulStandIn::Register(const std::string& body) {
  const json service = json::parse(body, nullptr, false);
  if (!service.is_object()) return {400, "Request decode failed: invalid character", ""};
  if (service.value("Name", "").empty()) return {400, "Missing service name", ""};
  const json check = service.value("Check", json::object());
  const std::string ttl = check.value("TTL", "");
  if (!ttl.ends_with('s')) return {400, "Invalid check: TTL must be > 0", ""};
  const std::string id = service.value("ID", service.value("Name", ""));
  instances_[id] = service;
  Check& kept = checks_["service:" + id];
  // An agent that knew the check keeps its state.
  if (kept.state.empty()) kept.state = check.value("Status", "critical");
  kept.ttl = std::chrono::seconds(std::stoi(ttl));
  kept.told = steady_clock::now();
  return {};
}

ConsulStandIn::Response ConsulStandIn::Update(const std::string& check_id, const std::string& body) {
  const json said = json::parse(body, nullptr, false);
  if (!said.is_object()) return {400, "Request decode failed: invalid character", ""};
  const std::string state = said.value("Status", "");
  if (state != "passing" && state != "warning" && state != "critical") {
    return {400, "Invalid check status: '" + state + "'", ""};
  }
  const auto check = checks_.find(check_id);
  if (check == checks_.end()) {
    if (mood_ == Mood::kEarlier)
      return {500, "CheckID \"" + check_id + "\" does not have associated TTL", ""};
    return {404,
            "Unknown check ID \"" + check_id + "\". Ensure that the check ID is passed, not the check name.",
            ""};
  }
  check->second.state = state;
  check->second.output = said.value("Output", "");
  check->second.told = steady_clock::now();
  return {};
}

ConsulStandIn::Response ConsulStandIn::Deregister(const std::string& id) {
  if (instances_.erase(id) == 0) {
    return {404,
            "Unknown service ID \"" + id + "\". Ensure that the service ID is passed, not the service name.",
            ""};
  }
  checks_.erase("service:" + id);
  return {};
}

ConsulStandIn::Response ConsulStandIn::List(const std::string& service) const {
  json out = json::array();
  for (const auto& [id, instance] : instances_) {
    if (instance.value("Name", "") != service) continue;
    out.push_back(
        {{"Node", {{"Node", "host"}, {"Address", "127.0.0.1"}}},
         {"Service",
          {{"ID", id},
           {"Service", service},
           {"Address", instance.value("Address", "")},
           {"Port", instance.value("Port", 0)},
           {"Meta", instance.value("Meta", json::object())}}},
         {"Checks", {{{"CheckID", "service:" + id}, {"Status", checks_.at("service:" + id).state}}}}});
  }
  if (!filters_) return {200, out.dump(), "X-Consul-Results-Filtered-By-Acls: false\r\n"};
  return {200, "[]", "X-Consul-Results-Filtered-By-Acls: true\r\n"};
}

}  // namespace watchdog::test
