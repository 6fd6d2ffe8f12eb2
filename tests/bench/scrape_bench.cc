// Measures galera-warden beside mysqld_exporter and the raw statements, in one
// run and in turn, on one node of a real Galera cluster. See run.sh.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

#include "bench/report.h"
#include "cluster/cluster.h"
#include "cluster/ports.h"
#include "differential/exporter_process.h"
#include "http_client/http_client.h"

namespace galera::bench {
namespace {

using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::Millis;
using testing_cluster::Node;

void Say(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

std::string LoadAverage() {
  std::ifstream file("/proc/loadavg");
  std::string one;
  std::string five;
  file >> one >> five;
  return one + " " + five;
}

// An account with the grants that README names.
Status MakeAccount(const Node& node, const ExporterSetup& setup) {
  const std::string account = "'" + setup.user + "'@'%'";
  for (const std::string& sql :
       {"CREATE OR REPLACE USER " + account + " IDENTIFIED BY '" + setup.password + "'",
        "GRANT PROCESS, SLAVE MONITOR ON *.* TO " + account,
        "GRANT SELECT ON mysql.wsrep_cluster_members TO " + account}) {
    if (auto done = node.Query(sql); !done) return done.error();
  }
  return Status();
}

struct Warden {
  std::unique_ptr<ExporterProcess> process;
  std::uint16_t ready_port = 0;
  Target target() const { return {process->port(), process->pid()}; }
};

Result<Warden> StartMeasuredWarden(const Settings& settings, const ExporterSetup& base) {
  ExporterSetup setup = base;
  Warden warden;
  warden.ready_port = testing_cluster::FreePort();
  setup.flags = {"--health.ready-listen-address=127.0.0.1:" + std::to_string(warden.ready_port),
                 "--health.synced-listen-address=127.0.0.1:" + std::to_string(testing_cluster::FreePort())};
  const std::string program = settings.program.empty() ? GALERA_WARDEN_PROGRAM : settings.program;
  auto process = ExporterProcess::Start({program, "monitor"}, setup);
  if (!process) return process.error();
  warden.process = std::move(*process);
  return warden;
}

Status MeasureMemory(const Target& target, int scrapes, Memory* out) {
  out->start = ResidentOf(target.pid);
  if (Status s = ScrapeMany(target, scrapes / 10); !s) return s;
  out->early = ResidentOf(target.pid);
  if (Status s = ScrapeMany(target, scrapes - scrapes / 10); !s) return s;
  out->late = ResidentOf(target.pid);
  return Status();
}

Status MeasureHealth(const Settings& settings, const Warden& warden, Node& node, Figures* out) {
  const auto wrk = [&](int connections, WrkFigures* figures) -> Status {
    auto run = RunWrk(warden.ready_port, warden.process->pid(), connections, settings.wrk_time);
    if (!run) return run.error();
    *figures = *run;
    return Status();
  };
  if (auto ok = TimeUntilStatus(warden.ready_port, 200, Millis(10000)); !ok) return ok.error();
  if (Status s = wrk(4, &out->healthy_4); !s) return s;
  if (Status s = wrk(32, &out->healthy_32); !s) return s;
  if (Status s = node.Freeze(); !s) return s;
  auto late = TimeUntilStatus(warden.ready_port, 503, Millis(10000));
  if (!late) return late.error();
  out->until_503 = *late;
  if (Status s = wrk(4, &out->frozen_4); !s) return s;
  if (Status s = wrk(32, &out->frozen_32); !s) return s;
  return node.Thaw();
}

Result<Figures> Measure(const Settings& settings, Node& node) {
  ExporterSetup setup;
  setup.host = node.address();
  setup.port = node.port();
  if (Status s = MakeAccount(node, setup); !s) return s.error();
  auto raw = RawSession::Open(setup.host, setup.port, setup.user, setup.password);
  if (!raw) return raw.error();
  auto oracle = StartOracle(setup);
  if (!oracle) return oracle.error();
  auto warden = StartMeasuredWarden(settings, setup);
  if (!warden) return warden.error();
  const Target oracle_target{(*oracle)->port(), (*oracle)->pid()};
  Figures figures;
  Say("resident memory: " + std::to_string(settings.scrapes) + " scrapes of ours, " +
      std::to_string(settings.oracle_scrapes) + " of mysqld_exporter");
  if (Status s = MeasureMemory(warden->target(), settings.scrapes, &figures.ours); !s) return s.error();
  if (Status s = MeasureMemory(oracle_target, settings.oracle_scrapes, &figures.oracle); !s) return s.error();
  Say("latency and CPU: " + std::to_string(settings.rounds) + " rounds of " + std::to_string(settings.batch));
  auto rounds = RunRounds(settings, **raw, warden->target(), oracle_target);
  if (!rounds) return rounds.error();
  figures.rounds = std::move(*rounds);
  Say("health checks: four runs of wrk");
  if (Status s = MeasureHealth(settings, *warden, node, &figures); !s) return s.error();
  return figures;
}

int Fail(const Error& error) {
  std::fprintf(stderr, "scrape_bench: %s\n", error.message.c_str());
  return 2;
}

int Main(int argc, const char* const* argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--help") {
    std::fputs(SettingsHelp().c_str(), stdout);
    return 0;
  }
  const Result<Settings> settings = ParseSettings(argc, argv);
  if (!settings) return Fail(settings.error());
  const std::string load = LoadAverage();
  Say("starting a cluster of " + std::to_string(settings->nodes));
  ClusterOptions options;
  options.nodes = settings->nodes;
  auto cluster = Cluster::Start(options);
  if (!cluster) return Fail(cluster.error());
  const Result<Figures> figures = Measure(*settings, (*cluster)->node(settings->nodes));
  if (!figures) return Fail(figures.error());
  const auto verdicts = Judge(*figures, *settings);
  std::printf("%d-node Galera cluster, %u CPUs, build type %s, load average %s before, %s after\n\n%s\n%s",
              settings->nodes, std::thread::hardware_concurrency(), BUILD_TYPE, load.c_str(),
              LoadAverage().c_str(), MarkdownOf(*figures, *settings).c_str(), MarkdownOf(verdicts).c_str());
  bool all = true;
  for (const Verdict& verdict : verdicts) all = all && verdict.met;
  return all || !settings->strict ? 0 : 1;
}

}  // namespace
}  // namespace galera::bench

int main(int argc, char** argv) { return galera::bench::Main(argc, argv); }
