#include "lint/schema_watch.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "lint/judge.h"
#include "lint/schema_reader.h"
#include "system/log.h"

namespace watchdog {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kDeadline{30};
// After the start, when a node has better things to do, and after a look that failed.
constexpr std::chrono::milliseconds kSoon = std::chrono::minutes(5);
constexpr std::chrono::milliseconds kLeast = std::chrono::seconds(1);

}  // namespace

SchemaWatch::SchemaWatch(std::shared_ptr<const galera::Config> config)
    : config_(std::move(config)), thread_([this] { Loop(); }) {}

SchemaWatch::~SchemaWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void SchemaWatch::Reconfigure(std::shared_ptr<const galera::Config> config) {
  {
    const std::lock_guard lock(mutex_);
    config_ = std::move(config);
    if (config_->lint_interval.count() == 0) look_.reset();
  }
  wake_.notify_all();
}

void SchemaWatch::AddTo(galera::MetricBatch& batch) const {
  std::optional<LintLook> look;
  {
    const std::lock_guard lock(mutex_);
    look = look_;
  }
  if (look) AddLintMetrics(*look, batch);
}

void SchemaWatch::Loop() {
  steady_clock::time_point since = steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto interval = config_->lint_interval;
    if (interval.count() == 0) {
      wake_.wait(lock);
      since = steady_clock::now();
      continue;
    }
    const bool soon = !look_ || !look_->success;
    const auto due = since + std::max(soon ? std::min(interval, kSoon) : interval, kLeast);
    if (steady_clock::now() < due) {
      wake_.wait_until(lock, due);
      continue;
    }
    const auto config = config_;
    lock.unlock();
    Look(*config);
    since = steady_clock::now();
    lock.lock();
  }
}

void SchemaWatch::Look(const galera::Config& config) {
  SchemaQuestion question;
  question.only_in_cluster = true;
  const auto begun = steady_clock::now();
  const auto facts = ReadSchema(config, question, begun + kDeadline);
  LintLook look;
  look.success = facts.ok();
  look.took = steady_clock::now() - begun;
  look.ended = std::chrono::system_clock::now();
  if (facts) {
    look.result = JudgeSchema(*facts);
    look.result_ended = look.ended;
  }
  const std::lock_guard lock(mutex_);
  if (facts && !look.result.galera) {
    look_.reset();
    return;
  }
  if (!facts && (!look_ || look_->success))
    galera::LogWarn("schema and settings were not looked at", {{"reason", facts.error().message}});
  if (!facts && look_) {
    look.result = std::move(look_->result);
    look.result_ended = look_->result_ended;
  }
  look_ = std::move(look);
}

}  // namespace watchdog
