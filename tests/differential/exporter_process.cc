#include "differential/exporter_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include "http_client/http_client.h"

namespace galera {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kStartTime{10};
constexpr std::chrono::seconds kStopTime{5};
constexpr std::chrono::milliseconds kPause{10};

// Free a moment ago: whoever is given it may find it taken, and is then started anew with another.
std::uint16_t AskFreePort() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(probe, generic, size) == 0 && getsockname(probe, generic, &size) == 0;
  close(probe);
  return bound ? ntohs(address.sin_port) : std::uint16_t{0};
}

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

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The program runs alone: nothing of this process' environment (DATA_SOURCE_NAME!) but PATH.
pid_t Spawn(std::vector<std::string> arguments, const std::filesystem::path& directory) {
  const char* path = std::getenv("PATH");
  std::vector<std::string> environment = {"HOME=" + directory.string(),
                                          std::string("PATH=") + (path == nullptr ? "/usr/bin:/bin" : path)};
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> envp = Pointers(environment);
  const std::string log = (directory / "log").string();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) return child;
  // Only async-signal-safe calls here: the test program has threads.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(126);
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  execvpe(argv[0], argv.data(), envp.data());
  _exit(127);
}

bool Accepts(std::uint16_t port) {
  return test::HttpGet(port, "/-/differential-probe", {}, std::chrono::milliseconds(500)).ok();
}

}  // namespace

Result<std::unique_ptr<ExporterProcess>> ExporterProcess::Start(const std::string& program, bool is_warden,
                                                                const ExporterSetup& setup) {
  std::string log;
  for (int attempt = 0; attempt < 3; ++attempt) {
    auto directory = MakeDirectory();
    if (!directory) return directory.error();
    std::unique_ptr<ExporterProcess> process(new ExporterProcess);
    process->directory_ = *directory;
    const auto my_cnf = *directory / "my.cnf";
    if (Status written = WriteMyCnf(my_cnf, setup); !written) return written.error();
    process->port_ = AskFreePort();
    std::vector<std::string> arguments = {program};
    if (is_warden) arguments.insert(arguments.end(), {"monitor", "--no-health.enabled"});
    arguments.push_back("--web.listen-address=127.0.0.1:" + std::to_string(process->port_));
    arguments.push_back("--config.my-cnf=" + my_cnf.string());
    arguments.insert(arguments.end(), setup.flags.begin(), setup.flags.end());
    process->pid_ = Spawn(std::move(arguments), *directory);
    if (process->WaitUntilListening()) return process;
    log = process->Log();
  }
  return Error{ErrorCode::kUnavailable, program + " does not listen; its log:\n" + log, 0};
}

ExporterProcess::~ExporterProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    const auto deadline = Clock::now() + kStopTime;
    while (Running() && Clock::now() < deadline) std::this_thread::sleep_for(kPause);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

bool ExporterProcess::WaitUntilListening() {
  const auto deadline = Clock::now() + kStartTime;
  while (Running() && Clock::now() < deadline) {
    if (Accepts(port_)) return Running();
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

// Leaves the zombie for the destructor, so that the pid stays ours.
bool ExporterProcess::Running() const {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
}

ScrapeReply ExporterProcess::Scrape(const ScrapeRequest& request) const {
  test::Headers headers;
  if (!request.timeout_header.empty()) {
    headers.emplace_back("X-Prometheus-Scrape-Timeout-Seconds", request.timeout_header);
  }
  const auto start = Clock::now();
  test::HttpResult result = test::HttpGet(port_, request.path, headers, request.patience);
  ScrapeReply reply;
  reply.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  reply.failure = result.error;
  reply.status = result.ok() ? result.status : 0;
  reply.content_type = result.Header("Content-Type").value_or("");
  reply.body = std::move(result.body);
  return reply;
}

std::string ExporterProcess::Log() const {
  std::ifstream file(directory_ / "log", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Result<std::unique_ptr<ExporterProcess>> StartOracle(const ExporterSetup& setup) {
  return ExporterProcess::Start("prometheus-mysqld-exporter", false, setup);
}

#ifdef GALERA_WARDEN_PROGRAM
bool HasWarden() { return true; }
Result<std::unique_ptr<ExporterProcess>> StartWarden(const ExporterSetup& setup) {
  return ExporterProcess::Start(GALERA_WARDEN_PROGRAM, true, setup);
}
#else
bool HasWarden() { return false; }
Result<std::unique_ptr<ExporterProcess>> StartWarden(const ExporterSetup&) {
  return Error{ErrorCode::kNotFound, "this build has no galera-warden", 0};
}
#endif

}  // namespace galera
