// paging_bench [KILLS [PROMETHEUS_KILLS]]: how long after a kill -9 a person is told, by the wardens and by
// Prometheus with Alertmanager, of the same kills. Prints a Markdown table; paging.sh is how it is run.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

#include "cluster/ports.h"
#include "cluster/wait.h"
#include "incident/cluster_log.h"
#include "live/paged_cluster.h"

namespace galera::bench {
namespace {

using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;
using watchdog::ClusterLogEvent;
using watchdog::test::Recorder;
using Clock = std::chrono::steady_clock;

constexpr int kNodes = 3;
constexpr Millis kPagePatience{60000};
constexpr Millis kPrometheusPatience{300000};
// Galera turns its relay off so long after a join at most, and the warden's receivers are idle again.
constexpr Millis kSettle{8000};
constexpr Millis kScrapes{20000};  // what Prometheus has seen before a kill
constexpr char kSize[] = "GaleraClusterSizeBelowExpected";
constexpr char kLost[] = "GaleraPeerConnectionLost";

// When lines about the end of a peer appear in a survivor's error log; asks the file every millisecond.
class LogEye {
 public:
  explicit LogEye(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    lseek(fd_, 0, SEEK_END);
    thread_ = std::jthread([this](const std::stop_token& stop) { Follow(stop); });
  }
  ~LogEye() {
    thread_.request_stop();
    thread_.join();
    close(fd_);
  }
  LogEye(const LogEye&) = delete;
  LogEye& operator=(const LogEye&) = delete;

  std::optional<Clock::time_point> lost() const { return Get(lost_); }
  std::optional<Clock::time_point> view() const { return Get(view_); }

 private:
  std::optional<Clock::time_point> Get(const std::optional<Clock::time_point>& time) const {
    const std::lock_guard lock(mutex_);
    return time;
  }
  void Follow(const std::stop_token& stop) {
    std::string rest;
    char bytes[4096];
    while (!stop.stop_requested()) {
      const ssize_t count = read(fd_, bytes, sizeof bytes);
      const auto now = Clock::now();
      if (count <= 0) {
        std::this_thread::sleep_for(Millis(1));
        continue;
      }
      rest.append(bytes, static_cast<std::size_t>(count));
      for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
        Note(rest.substr(0, end), now);
    }
  }
  void Note(const std::string& line, Clock::time_point now) {
    const auto event = watchdog::ParseClusterLine(line);
    if (!event) return;
    const std::lock_guard lock(mutex_);
    if (event->kind == ClusterLogEvent::Kind::kConnectionsLost && !lost_) lost_ = now;
    if (event->kind == ClusterLogEvent::Kind::kView && event->primary && event->members == kNodes - 1 &&
        !view_)
      view_ = now;
  }

  const int fd_;
  mutable std::mutex mutex_;
  std::optional<Clock::time_point> lost_;
  std::optional<Clock::time_point> view_;
  std::jthread thread_;
};

// Both as their packages start them, but for a scrape and a look at the rules every five seconds.
class Prometheus {
 public:
  Prometheus(const PagedCluster& paged, const Recorder& receiver, const std::string& home) : home_(home) {
    std::filesystem::create_directories(home_);
    const std::string alertmanager = "127.0.0.1:" + std::to_string(testing_cluster::FreePort());
    // Our Watchdog fires always, for a dead man's switch: with the others it would open their group.
    std::ofstream(home_ + "/am.yml")
        << "route: {receiver: hook, routes: [{matchers: ['alertname = Watchdog'], receiver: nobody}]}\n"
        << "receivers: [{name: nobody}, {name: hook, webhook_configs: [{url: '" << receiver.Url()
        << "'}]}]\n";
    std::ofstream file(home_ + "/prometheus.yml");
    file << "global: {scrape_interval: 5s, evaluation_interval: 5s}\n"
         << "rule_files: ['" << GALERA_RULES << "']\n"
         << "alerting: {alertmanagers: [{static_configs: [{targets: ['" << alertmanager << "']}]}]}\n"
         << "scrape_configs: [{job_name: galera, static_configs: [{targets: [";
    for (int number = 1; number <= kNodes; ++number)
      file << (number > 1 ? ", " : "") << "'" << paged.MetricsAddress(number) << "'";
    file << "]}]}]\n";
    file.close();
    Start({"prometheus-alertmanager", "--config.file=" + home_ + "/am.yml", "--storage.path=" + home_ + "/am",
           "--web.listen-address=" + alertmanager, "--cluster.listen-address="});
    Start({"prometheus", "--config.file=" + home_ + "/prometheus.yml",
           "--storage.tsdb.path=" + home_ + "/data",
           "--web.listen-address=127.0.0.1:" + std::to_string(testing_cluster::FreePort())});
  }
  ~Prometheus() {
    for (ChildProcess& child : children_) child.Terminate();
    children_.clear();
    std::error_code ignored;
    std::filesystem::remove_all(home_, ignored);
  }
  Prometheus(const Prometheus&) = delete;
  Prometheus& operator=(const Prometheus&) = delete;

 private:
  void Start(std::vector<std::string> words) {
    ChildOptions options;
    options.argv = std::move(words);
    options.out = testing_cluster::Sink::File(home_ + "/log");
    options.err = testing_cluster::Sink::WithStdout();
    auto child = ChildProcess::Start(options);
    if (!child) {
      std::fprintf(stderr, "paging_bench: %s\n", child.error().message.c_str());
      std::exit(2);
    }
    children_.push_back(std::move(*child));
  }
  const std::string home_;
  std::vector<ChildProcess> children_;
};

// Milliseconds of one way to tell.
struct Row {
  std::string name;
  std::vector<double> since_kill;
  std::vector<double> since_line;  // the view's, or that a connection broke
};

double MsBetween(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

std::optional<Clock::time_point> FirstFiring(const Recorder& recorder, std::size_t first,
                                             const std::string& alert) {
  auto requests = recorder.requests();
  requests.erase(requests.begin(), requests.begin() + static_cast<std::ptrdiff_t>(first));
  for (const PagedMessage& message : MessagesOf(requests)) {
    if (message.firing && (alert.empty() || message.alert == alert)) return message.at;
  }
  return std::nullopt;
}

struct Figures {
  Row view{"Galera itself: the view", {}, {}};
  Row early{"galera-warden: GaleraPeerConnectionLost", {}, {}};
  Row page{"galera-warden: GaleraClusterSizeBelowExpected", {}, {}};
  Row prometheus{"Prometheus and Alertmanager: the first alert of any kind", {}, {}};
};

void Fail(const std::string& what, const PagedCluster& paged) {
  std::fprintf(stderr, "paging_bench: %s\n%s", what.c_str(), paged.Logs().c_str());
  std::exit(2);
}

std::optional<Clock::time_point> Earlier(std::optional<Clock::time_point> a,
                                         std::optional<Clock::time_point> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

void BringBack(PagedCluster& paged, int number, std::size_t told) {
  if (!paged.node(number).Launch().ok()) Fail("a node does not start", paged);
  for (int each = 1; each <= kNodes; ++each) {
    if (const Status ready = paged.node(each).AwaitReady(Millis(60000), kNodes); !ready)
      Fail(ready.error().message, paged);
  }
  const auto over = [&] {
    auto requests = paged.plain().requests();
    requests.erase(requests.begin(), requests.begin() + static_cast<std::ptrdiff_t>(told));
    return std::ranges::any_of(MessagesOf(requests), [](const PagedMessage& message) {
      return message.alert == kSize && !message.firing;
    });
  };
  if (!WaitUntil(over, kPagePatience)) Fail("nobody says that it is over", paged);
  std::this_thread::sleep_for(kSettle);
}

// `prometheus`: what its Alertmanager tells; null: it does not run.
void Kill(PagedCluster& paged, int number, const Recorder* prometheus, Figures& figures) {
  std::vector<std::unique_ptr<LogEye>> eyes;
  for (int each = 1; each <= kNodes; ++each) {
    if (each != number) eyes.push_back(std::make_unique<LogEye>(paged.node(each).error_log()));
  }
  const std::size_t plain = paged.plain().requests().size();
  const std::size_t early = paged.early().requests().size();
  const std::size_t theirs = prometheus == nullptr ? 0 : prometheus->requests().size();
  const auto killed = Clock::now();
  if (!paged.node(number).Kill().ok()) Fail("a node can't be killed", paged);
  const auto paged_at = [&] { return FirstFiring(paged.plain(), plain, kSize); };
  if (!WaitUntil([&] { return paged_at().has_value(); }, kPagePatience)) Fail("nobody is paged", paged);
  const auto lost = Earlier(eyes[0]->lost(), eyes[1]->lost());
  const auto view = Earlier(eyes[0]->view(), eyes[1]->view());
  if (!view) Fail("no view in a survivor's log", paged);
  figures.view.since_kill.push_back(MsBetween(killed, *view));
  figures.page.since_kill.push_back(MsBetween(killed, *paged_at()));
  figures.page.since_line.push_back(MsBetween(*view, *paged_at()));
  if (const auto warned = FirstFiring(paged.early(), early, kLost); warned && lost) {
    figures.early.since_kill.push_back(MsBetween(killed, *warned));
    figures.early.since_line.push_back(MsBetween(*lost, *warned));
  }
  std::fprintf(stderr, "paging_bench: node%d: view after %.0f ms, page %.1f ms after it\n", number,
               MsBetween(killed, *view), figures.page.since_line.back());
  if (prometheus != nullptr) {
    const auto first = [&] { return FirstFiring(*prometheus, theirs, ""); };
    if (!WaitUntil([&] { return first().has_value(); }, kPrometheusPatience))
      Fail("Alertmanager tells nothing", paged);
    figures.prometheus.since_kill.push_back(MsBetween(killed, *first()));
    figures.prometheus.since_line.push_back(MsBetween(*view, *first()));
    std::fprintf(stderr, "paging_bench: Alertmanager: %.0f ms after the kill: %s\n",
                 figures.prometheus.since_kill.back(),
                 MessagesOf(prometheus->requests()).back().alert.c_str());
  }
  BringBack(paged, number, plain);
}

std::string Cells(std::vector<double> values) {
  if (values.empty()) return " | | ";
  std::ranges::sort(values);
  char text[64];
  std::snprintf(text, sizeof text, "%.1f | %.1f | ", values[values.size() / 2], values.back());
  return text;
}

void Print(const Figures& figures) {
  std::printf(
      "| told by | kills | median after the kill, ms | worst | median after Galera's line, ms | worst |\n"
      "|---|---:|---:|---:|---:|---:|\n");
  for (const Row* row : {&figures.view, &figures.early, &figures.page, &figures.prometheus}) {
    std::printf("| %s | %zu | %s%s\n", row->name.c_str(), row->since_kill.size(),
                Cells(row->since_kill).c_str(), Cells(row->since_line).c_str());
  }
}

int Measure(int kills, int prometheus_kills) {
  PagedClusterOptions options;
  options.fast_failure_detection = false;  // as Galera is by itself
  auto started = PagedCluster::Start(options);
  if (!started) {
    std::fprintf(stderr, "paging_bench: %s\n", started.error().message.c_str());
    return 2;
  }
  PagedCluster& paged = **started;
  Figures figures;
  const Recorder theirs;
  for (int i = 0; i < prometheus_kills; ++i) {
    // A fresh one each time: an Alertmanager that has just told something waits five minutes.
    const Prometheus prometheus(paged, theirs, paged.directory() + "/prometheus");
    std::this_thread::sleep_for(kScrapes);
    Kill(paged, i % kNodes + 1, &theirs, figures);
  }
  for (int i = prometheus_kills; i < kills; ++i) Kill(paged, i % kNodes + 1, nullptr, figures);
  Print(figures);
  return 0;
}

}  // namespace
}  // namespace galera::bench

int main(int argc, char** argv) {
  const int kills = argc > 1 ? std::atoi(argv[1]) : 10;
  const int prometheus_kills = argc > 2 ? std::atoi(argv[2]) : 2;
  if (kills < 1 || prometheus_kills < 0 || prometheus_kills > kills) {
    std::fprintf(stderr, "usage: paging_bench [KILLS [PROMETHEUS_KILLS]]   (10, and 2 of these)\n");
    return 2;
  }
  return galera::bench::Measure(kills, prometheus_kills);
}
