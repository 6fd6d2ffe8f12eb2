// What we tell the program that runs us as a service, by systemd's protocol: NAME=VALUE lines, one
// datagram, to the socket that NOTIFY_SOCKET names. POSIX only, and never waits: what the socket does
// not take now is said again with the next word. One thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace watchdog::supervisor {

inline constexpr std::size_t kServiceStatusBytesMax = 200;

class ServiceManager {
 public:
  // Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment, so that no child speaks in
  // our name (mariadbd would say READY itself). Before there are threads. Without NOTIFY_SOCKET, or with
  // an address that is no Unix socket's, nobody listens and everything below does nothing.
  static ServiceManager FromEnvironment();

  bool listens() const { return !address_.empty(); }
  // How often Alive() is to be said: half of what we would be killed after. nullopt: nobody waits for it.
  std::optional<std::chrono::milliseconds> alive_each() const { return alive_each_; }

  // One line for a person: `systemctl status` shows it. Said only when it changes.
  void Status(std::string_view text);
  // May be said again and again: the service manager hears it once, and once after each reload.
  void Ready(std::string_view status);
  // To be followed by Ready; nothing before the first one.
  void Reloading(std::chrono::steady_clock::time_point now);
  void Stopping(std::string_view status);
  void Alive();
  // A start or stop that runs may take so much longer, from now on.
  void Extend(std::chrono::milliseconds time);

 private:
  void SetStatus(std::string_view text);
  void Say(const std::string& once);

  std::string address_;  // of a sockaddr_un: a path, or a NUL and a name
  std::optional<std::chrono::milliseconds> alive_each_;
  std::string state_;   // lines that have not been taken yet
  std::string status_;  // the latest
  bool status_said_ = true;
  bool ready_ = false;
};

}  // namespace watchdog::supervisor
