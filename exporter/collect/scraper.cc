#include "collect/scraper.h"

#include <algorithm>
#include <utility>

namespace galera {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Different collect[] sets that may wait at once.
constexpr std::size_t kWaitingMax = 8;
// Kept back for building the page after the server's last answer.
constexpr milliseconds kPageReserve{50};

bool SameSession(const Config& a, const Config& b) {
  return a.server == b.server && a.session == b.session &&
         a.scrape.reconnect_interval == b.scrape.reconnect_interval;
}

}  // namespace

Scraper::Scraper(std::shared_ptr<const Config> config, SelfMetrics& self)
    : self_(self), config_(std::move(config)), thread_([this] { Loop(); }) {}

Scraper::~Scraper() {
  Stop();
  thread_.join();
}

void Scraper::Stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  wake_.notify_all();
  landed_.notify_all();
}

void Scraper::Reconfigure(std::shared_ptr<const Config> config) {
  const std::lock_guard lock(mutex_);
  config_ = std::move(config);
}

// Null if there is no room. With mutex_ held.
std::shared_ptr<Scraper::Flight> Scraper::Board(std::vector<std::string_view> collectors,
                                                SteadyTime deadline) {
  const auto same = [&](const std::shared_ptr<Flight>& other) {
    return other && other->collectors == collectors;
  };
  if (same(running_)) {
    self_.CountJoinedScrape();
    return running_;
  }
  if (const auto it = std::find_if(waiting_.begin(), waiting_.end(), same); it != waiting_.end()) {
    self_.CountJoinedScrape();
    (*it)->deadline = std::max((*it)->deadline, deadline);
    return *it;
  }
  if (waiting_.size() >= kWaitingMax) return nullptr;
  waiting_.push_back(std::make_shared<Flight>(Flight{std::move(collectors), deadline, nullptr}));
  wake_.notify_one();
  return waiting_.back();
}

ScrapeAnswer Scraper::Scrape(const std::vector<std::string>& filter, SteadyTime deadline) {
  std::unique_lock lock(mutex_);
  if (stopping_) return {ScrapeOutcome::kStopping, nullptr};
  const std::shared_ptr<Flight> flight = Board(EnabledCollectors(config_->scrape, filter), deadline);
  if (flight == nullptr) {
    self_.CountRefusedScrape();
    return {ScrapeOutcome::kBusy, nullptr};
  }
  landed_.wait_until(lock, deadline, [&] { return flight->body != nullptr || stopping_; });
  if (flight->body != nullptr) return {ScrapeOutcome::kComplete, flight->body};
  if (stopping_) return {ScrapeOutcome::kStopping, nullptr};
  const std::shared_ptr<const Config> config = config_;
  lock.unlock();
  self_.CountScrapeTimeout();
  return {ScrapeOutcome::kTimeout, std::make_shared<const std::string>(PageWithoutServer(*config, self_))};
}

void Scraper::Loop() {
  ScrapeState state;
  std::shared_ptr<const Config> config;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const std::shared_ptr<Flight> flight = waiting_.front();
    running_ = flight;
    waiting_.pop_front();
    if (!config || !SameSession(*config, *config_)) {
      state.session =
          std::make_unique<Session>(config_->server, config_->session, config_->scrape.reconnect_interval);
    }
    config = config_;
    // A flight whose deadline has passed has nobody aboard any more.
    if (flight->deadline > steady_clock::now()) {
      lock.unlock();
      auto body = std::make_shared<const std::string>(
          RunScrape(state, *config, self_, flight->collectors, flight->deadline - kPageReserve));
      lock.lock();
      flight->body = std::move(body);
    }
    running_ = nullptr;
    lock.unlock();  // whoever wakes up wants it
    landed_.notify_all();
    lock.lock();
  }
}

}  // namespace galera
