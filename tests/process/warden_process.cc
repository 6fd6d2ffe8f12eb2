#include "process/warden_process.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <stdexcept>

#include "cluster/wait.h"

namespace galera::process {
namespace {

using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::CommandResult;

constexpr Millis kStartTime{10000};

std::string NameOf(const std::string& entry) { return entry.substr(0, entry.find('=') + 1); }

ChildOptions Options(const WardenSetup& setup, const Directory& home) {
  ChildOptions options;
  options.argv = {setup.program.empty() ? WardenProgram() : setup.program};
  options.argv.insert(options.argv.end(), setup.arguments.begin(), setup.arguments.end());
  options.working_directory = home.Path("");
  options.environment = setup.environment;
  // What is empty counts as not set.
  for (const std::string& entry :
       {"HOME=" + home.Path(""), std::string("DATA_SOURCE_NAME="), std::string("MYSQLD_EXPORTER_PASSWORD="),
        std::string("GALERA_WARDEN_CONFIG="),
        std::string("GALERA_WARDEN_HEALTH_READY_LISTEN_ADDRESS=127.0.0.1:0"),
        std::string("GALERA_WARDEN_HEALTH_SYNCED_LISTEN_ADDRESS=127.0.0.1:0"),
        "GALERA_WARDEN_HEALTH_DRAIN_FILE=" + home.Path("drain")}) {
    bool given = false;
    for (const std::string& own : setup.environment) given = given || NameOf(own) == NameOf(entry);
    if (!given) options.environment.push_back(entry);
  }
  return options;
}

}  // namespace

std::string WardenProgram() { return GALERA_WARDEN_PROGRAM; }

Directory::Directory() : path_((std::filesystem::temp_directory_path() / "process.XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp " + path_);
}

Directory::~Directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Directory::Write(const std::string& name, const std::string& text) const {
  const std::string fresh = Path(name + ".new");
  std::ofstream(fresh, std::ios::binary) << text;
  std::filesystem::rename(fresh, Path(name));
  return Path(name);
}

CommandResult RunWarden(const WardenSetup& setup, const Directory& home) {
  auto done = testing_cluster::RunCommand(Options(setup, home), kStartTime);
  if (!done) throw std::runtime_error(done.error().message);
  return std::move(*done);
}

std::unique_ptr<WardenProcess> WardenProcess::Start(const WardenSetup& setup, const Directory& home) {
  auto child = ChildProcess::Start(Options(setup, home));
  if (!child) throw std::runtime_error(child.error().message);
  std::unique_ptr<WardenProcess> warden(new WardenProcess(std::move(*child)));
  // The metrics port opens last.
  const auto listens = [&] { return !warden->Address("metrics").empty(); };
  testing_cluster::WaitUntil([&] { return listens() || !warden->child_.Running(); }, kStartTime, Millis(5));
  if (!listens()) throw std::runtime_error("galera-warden does not listen; its log:\n" + warden->Log());
  return warden;
}

std::string WardenProcess::Address(const std::string& server) const {
  const std::regex listening("server(?:=|\":\")" + server + "(?: |\",\")address(?:=|\":\")([^ \"\n]+)[\"\n]");
  const std::string log = Log();
  std::smatch found;
  return std::regex_search(log, found, listening) ? found[1].str() : "";
}

std::uint16_t WardenProcess::Port(const std::string& server) const {
  const std::string address = Address(server);
  return static_cast<std::uint16_t>(std::atoi(address.c_str() + address.rfind(':') + 1));
}

test::HttpResult WardenProcess::Get(const std::string& path, const test::Headers& headers,
                                    Millis timeout) const {
  return test::HttpGet(Port("metrics"), path, headers, timeout);
}

test::HttpResult WardenProcess::Send(const std::string& method, const std::string& path,
                                     const test::Headers& headers) const {
  return test::HttpSend(method, "127.0.0.1", Port("metrics"), path, headers);
}

void WardenProcess::Signal(int signal) { [[maybe_unused]] const Status sent = child_.Signal(signal); }

std::string WardenProcess::Page(const std::string& path) const {
  test::HttpResult answer = Get(path);
  if (answer.ok() && answer.status == 200) return std::move(answer.body);
  throw std::runtime_error(path + ": " + std::to_string(answer.status) + " " + answer.error + answer.body);
}

}  // namespace galera::process
