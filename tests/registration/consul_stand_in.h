// A Consul agent as far as a service that registers itself can tell: paths,
// status codes and bodies of its HTTP API, TTL checks that expire, ACLs, and the
// ways in which an agent goes wrong.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace watchdog::test {

class ConsulStandIn {
 public:
  enum class Mood {
    kServes,
    kSilent,   // takes the request, and says nothing
    kHangsUp,  // takes the request, and closes
    kFails,    // 500 No cluster leader
    kEarlier,  // as agents before 1.11 speak of checks that they do not know
  };

  // On a free port of 127.0.0.1, or on `unix_socket`. With a token, requests that
  // lack it are denied. Throws if it can't listen.
  explicit ConsulStandIn(std::string token = "", std::string unix_socket = "");
  ~ConsulStandIn();

  std::uint16_t port() const { return port_; }
  void SetMood(Mood mood);
  // Lists show a part of what there is, and say so in a header.
  void FilterLists();
  void Forget();    // what it was told, as an agent without a data directory does when it restarts
  void GoAway();    // nobody listens any more
  void ComeBack();  // on the same port

  // "passing", "critical"; nullopt for an instance that is not there.
  std::optional<std::string> StateOf(const std::string& id) const;
  std::string OutputOf(const std::string& id) const;
  std::optional<nlohmann::json> Instance(const std::string& id) const;  // as it was registered
  std::vector<std::string> Ids() const;
  // "PUT /v1/agent/...", in order, the check's new state behind it where it says one.
  std::vector<std::string> Requests() const;
  std::string LastHead() const;  // of a request, headers included
  int expired() const;           // checks whose TTL passed while they were there

  // False after ten seconds. `holds` is asked after each request, and now and then.
  bool WaitUntil(const std::function<bool()>& holds) const;

 private:
  struct Check {
    std::string state;
    std::string output;
    std::chrono::milliseconds ttl{0};
    std::chrono::steady_clock::time_point told;
  };
  struct Response {
    int status = 200;
    std::string body;
    std::string headers;
  };

  void Listen();
  void Loop();
  void Serve(int connection);
  Response Answer(const std::string& verb, const std::string& target, const std::string& head,
                  const std::string& body);
  Response Register(const std::string& body);
  Response Update(const std::string& check_id, const std::string& body);
  Response Deregister(const std::string& id);
  Response List(const std::string& service) const;
  void ExpireChecks();

  const std::string token_;
  const std::string unix_socket_;
  std::uint16_t port_ = 0;
  int socket_ = -1;
  int stop_fd_ = -1;
  std::vector<int> silent_;  // of the thread

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  // Protected by mutex_.
  Mood mood_ = Mood::kServes;
  bool filters_ = false;
  std::map<std::string, nlohmann::json> instances_;
  std::map<std::string, Check> checks_;  // by "service:ID"
  std::vector<std::string> requests_;
  std::string last_head_;
  int expired_ = 0;

  std::thread thread_;
};

}  // namespace watchdog::test
