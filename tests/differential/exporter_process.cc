#include "differential/exporter_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <utility>

#include "cluster/ports.h"
#include "cluster/wait.h"
#include "http_client/http_client.h"

namespace galera {
namespace {

using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::Millis;

constexpr char kOracle[] = "prometheus-mysqld-exporter";
constexpr Millis kStartTime{10000};
constexpr Millis kStopTime{5000};

Result<std::filesystem::path> MakeDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "differential.XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return Error{ErrorCode::kUnavailable, "mkdtemp " + pattern, 0};
  return std::filesystem::path(pattern);
}

Status WriteMyCnf(const std::filesystem::path& path, const ExporterSetup& setup) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const std::string text = "[client]\nhost=" + setup.host + "\nport=" + std::to_string(setup.port) +
                           "\nuser=" + setup.user + "\npassword=" + setup.password + "\n";
  const bool written =
      file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (file >= 0) close(file);
  return written ? Status() : Status(Error{ErrorCode::kUnavailable, "write " + path.string(), 0});
}

}  // namespace

Result<std::unique_ptr<ExporterProcess>> ExporterProcess::Start(const std::vector<std::string>& words,
                                                                const ExporterSetup& setup) {
  std::string log;
  // The port was free when asked for; if somebody took it meanwhile, another one is asked for.
  for (int attempt = 0; attempt < 3; ++attempt) {
    std::unique_ptr<ExporterProcess> process(new ExporterProcess);
    if (Status launched = process->Launch(words, setup); !launched) return launched.error();
    if (process->WaitUntilListening()) return process;
    log = process->Log();
  }
  return Error{ErrorCode::kUnavailable, words[0] + " does not listen; its log:\n" + log, 0};
}

Status ExporterProcess::Launch(const std::vector<std::string>& words, const ExporterSetup& setup) {
  auto directory = MakeDirectory();
  if (!directory) return directory.error();
  directory_ = *directory;
  const auto my_cnf = directory_ / "my.cnf";
  if (Status written = WriteMyCnf(my_cnf, setup); !written) return written;
  place_ = setup.place;
  place_.inside([this] { port_ = testing_cluster::FreePort(); });
  ChildOptions options;
  options.argv = words;
  options.argv.push_back("--web.listen-address=127.0.0.1:" + std::to_string(port_));
  options.argv.push_back("--config.my-cnf=" + my_cnf.string());
  options.argv.insert(options.argv.end(), setup.flags.begin(), setup.flags.end());
  // Nothing of the caller's may reach the server's address or the password.
  options.environment = {"HOME=" + directory_.string(), "DATA_SOURCE_NAME=", "MYSQLD_EXPORTER_PASSWORD="};
  options.working_directory = directory_.string();
  options.err = testing_cluster::Sink::WithStdout();
  options.network_namespace = place_.network_namespace;
  auto child = ChildProcess::Start(options);
  if (!child) return child.error();
  child_ = std::move(*child);
  return {};
}

ExporterProcess::~ExporterProcess() {
  if (child_) Stop();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

testing_cluster::ChildExit ExporterProcess::Stop() { return child_->Terminate(kStopTime); }

bool ExporterProcess::WaitUntilListening() {
  const auto listens = [this] {
    bool answers = false;
    place_.inside([&] { answers = test::HttpGet(port_, "/-/differential-probe", {}, Millis(500)).ok(); });
    return answers;
  };
  bool listening = false;
  testing_cluster::WaitUntil([&] { return !Running() || (listening = listens()); }, kStartTime, Millis(10));
  return listening && Running();
}

ScrapeReply ExporterProcess::Scrape(const ScrapeRequest& request) const {
  test::Headers headers;
  if (!request.timeout_header.empty()) {
    headers.emplace_back("X-Prometheus-Scrape-Timeout-Seconds", request.timeout_header);
  }
  test::HttpResult result;
  ScrapeReply reply;
  place_.inside([&] {
    const auto start = std::chrono::steady_clock::now();
    result = test::HttpGet(port_, request.path, headers, request.patience);
    reply.took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
  });
  reply.failure = result.error;
  reply.status = result.ok() ? result.status : 0;
  reply.content_type = result.Header("Content-Type").value_or("");
  reply.body = std::move(result.body);
  return reply;
}

Result<std::unique_ptr<ExporterProcess>> StartOracle(const ExporterSetup& setup) {
  return ExporterProcess::Start({kOracle}, setup);
}

Result<std::vector<std::string>> OracleFlags() {
  ChildOptions options;
  options.argv = {kOracle, "--help"};
  const auto help = testing_cluster::RunCommand(options, kStartTime);
  if (!help) return help.error();
  std::vector<std::string> flags;
  std::istringstream lines(help->out + help->err);
  for (std::string line; std::getline(lines, line);) {
    std::string word;
    if (line.rfind("  -", 0) == 0 || line.rfind("      --", 0) == 0) std::istringstream(line) >> word;
    if (word.rfind("--", 0) == 0) flags.push_back(word);
  }
  return flags;
}

Result<std::unique_ptr<ExporterProcess>> StartWarden(const ExporterSetup& setup) {
#ifdef GALERA_WARDEN_PROGRAM
  std::vector<std::string> words = {GALERA_WARDEN_PROGRAM, "monitor", "--no-health.enabled"};
  words.insert(words.end(), setup.warden_flags.begin(), setup.warden_flags.end());
  return ExporterProcess::Start(words, setup);
#else
  return Error{ErrorCode::kNotFound, "this build has no galera-warden for port " + std::to_string(setup.port),
               0};
#endif
}

}  // namespace galera
