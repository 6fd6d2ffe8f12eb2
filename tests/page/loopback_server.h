// A TCP server on 127.0.0.1 or another IPv4 address of the network namespace it is made in, on a port that is
// asked for; each connection has a thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace watchdog::test {

// One connection, from its server's side. All waits end when the server does.
class Connection {
 public:
  explicit Connection(int fd) : fd_(fd) {}
  // Without its line end; false at the end.
  bool ReadLine(std::string& line);
  bool ReadBytes(std::size_t count, std::string& bytes);
  void Write(const std::string& text) const;
  void WaitForEnd();   // until the other side hangs up
  void Reset() const;  // RST at its end instead of FIN

 private:
  bool ReadMore();
  int fd_;
  std::string buffer_;
};

class LoopbackServer {
 public:
  using Serve = std::function<void(Connection&)>;
  // Throws if there is no port. Connections are refused until Listen().
  explicit LoopbackServer(Serve serve, const std::string& address = "127.0.0.1");
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  void Listen();
  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }  // so far

 private:
  void Accept();

  const Serve serve_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  bool stopped_ = false;  // protected by mutex_, as is what follows
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace watchdog::test
