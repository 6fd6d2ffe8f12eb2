// The two exporters as processes: the oracle (Debian's mysqld_exporter) and our own program.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.h"
#include "differential/scrape_reply.h"
#include "galera/result.h"

namespace galera {

// Where an exporter runs and is asked; as it is, where the test runs.
struct ExporterPlace {
  std::string network_namespace;  // for ChildOptions
  // Runs `work` in that place, to its end.
  std::function<void(const std::function<void()>& work)> inside = [](const auto& work) { work(); };
};

// The server to scrape, and how. The password goes to a my.cnf (0600) of the process' own.
struct ExporterSetup {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::string user = "monitor";
  std::string password = "secret";
  std::vector<std::string> flags;         // besides those that make it listen and log in
  std::vector<std::string> warden_flags;  // that the oracle does not know
  ExporterPlace place;
};

struct ScrapeRequest {
  std::string path = "/metrics";
  // Sent as X-Prometheus-Scrape-Timeout-Seconds; empty: no such header.
  std::string timeout_header;
  std::chrono::milliseconds patience{15000};  // ours
};

// A running exporter; stopped (SIGTERM, then SIGKILL) and its directory removed on destruction. It dies with
// the test program whatever happens. One thread at a time.
class ExporterProcess {
 public:
  // Listens when it returns. Fails if it ends or does not listen within 10 s; the message holds its log.
  // `words` are the program and what precedes its flags.
  static Result<std::unique_ptr<ExporterProcess>> Start(const std::vector<std::string>& words,
                                                        const ExporterSetup& setup);
  ~ExporterProcess();
  ExporterProcess(const ExporterProcess&) = delete;
  ExporterProcess& operator=(const ExporterProcess&) = delete;

  ScrapeReply Scrape(const ScrapeRequest& request = {}) const;
  std::uint16_t port() const { return port_; }
  pid_t pid() const { return child_->pid(); }
  bool Running() { return child_->Running(); }
  // SIGTERM and, if that does not help, SIGKILL; how it ended.
  testing_cluster::ChildExit Stop();
  std::string Log() const { return child_->Stdout(); }  // stdout and stderr so far

 private:
  ExporterProcess() = default;
  Status Launch(const std::vector<std::string>& words, const ExporterSetup& setup);
  bool WaitUntilListening();

  std::filesystem::path directory_;
  ExporterPlace place_;
  std::uint16_t port_ = 0;
  std::optional<testing_cluster::ChildProcess> child_;
};

// prometheus-mysqld-exporter, found in PATH.
Result<std::unique_ptr<ExporterProcess>> StartOracle(const ExporterSetup& setup);
// The oracle's flags as its --help has them: "--name" or "--name=default".
Result<std::vector<std::string>> OracleFlags();
// `galera-warden monitor` at the path that the build gave; its health servers are off.
Result<std::unique_ptr<ExporterProcess>> StartWarden(const ExporterSetup& setup);

}  // namespace galera
