// A directory for the outbox, pages and receivers for tests.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "page/page_desk.h"

namespace watchdog::test {

class Scene {
 public:
  Scene() {
    std::string path = testing::TempDir() + "page-XXXXXX";
    path_ = mkdtemp(path.data());
  }
  ~Scene() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;
  const std::string& path() const { return path_; }
  std::string state() const { return path_ + "/state"; }

  PageDeskOptions Options(std::vector<Receiver> receivers) const {
    PageDeskOptions options;
    options.receivers = std::move(receivers);
    options.state_directory = state();
    options.user_agent = "galera-warden/test";
    return options;
  }

 private:
  std::string path_;
};

inline Receiver To(const std::string& name, const std::string& url,
                   Receiver::Kind kind = Receiver::Kind::kWebhook) {
  Receiver receiver;
  receiver.name = name;
  receiver.kind = kind;
  receiver.urls = {galera::Secret(url)};
  receiver.proxy = "";
  return receiver;
}

inline Page PageOf(const std::string& key, bool firing = true, const std::string& episode = "e1") {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  Page page;
  page.key = key;
  page.episode = episode;
  page.firing = firing;
  page.alert = "GaleraNodeDown";
  page.labels = {
      {"alertname", "GaleraNodeDown"}, {"cluster", "shop"}, {"instance", key}, {"severity", "critical"}};
  page.summary = "nothing answers";
  page.node = "db1";
  page.starts_ms = now;
  page.ends_ms = firing ? 0 : now;
  return page;
}

}  // namespace watchdog::test
