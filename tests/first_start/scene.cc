#include "first_start/scene.h"

#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace watchdog {
namespace {

namespace fs = std::filesystem;

// As little as InnoDB does with, and no waiting for disks.
constexpr const char* kConfiguration =
    "[mariadbd]\n"
    "innodb_buffer_pool_size=16M\n"
    "innodb_log_file_size=8M\n"
    "innodb_doublewrite=0\n"
    "innodb_data_file_path=ibdata1:4M:autoextend\n"
    "innodb_temp_data_file_path=ibtmp1:4M:autoextend\n"
    "innodb_undo_tablespaces=0\n"
    "aria_pagecache_buffer_size=8M\n"
    "key_buffer_size=1M\n"
    "performance_schema=OFF\n"
    "sql_mode=ANSI_QUOTES\n"
    // Must not do harm:
    "innodb_flush_log_at_trx_commit=0\n"
    "log_bin=binlog\n"
    "default_time_zone='Europe/Berlin'\n"
    "event_scheduler=ON\n"
    "wait_timeout=1\n"
    "wsrep_on=ON\n"
    "wsrep_provider=/usr/lib/galera/libgalera_smm.so\n"
    "wsrep_cluster_address=gcomm://\n"
    "binlog_format=ROW\n";

}  // namespace

NodeSettings SceneSettings(const std::string& root) {
  NodeSettings settings;
  settings.data_directory = root + "/data";
  settings.run_directory = root + "/run";
  settings.init_directory = root + "/init";
  settings.load_time_zones = false;
  return settings;
}

FirstStartOptions SceneOptions(const std::string& root) {
  FirstStartOptions options;
  options.config_file = root + "/node.cnf";
  options.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  options.time_zone_directory = root + "/zones";
  return options;
}

// In memory where there is room: an installation waits for its disk a hundred times.
Scene::Scene()
    : root_((fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path().string()) +
            "/first-start.XXXXXX") {
  if (mkdtemp(root_.data()) == nullptr) root_ = "/nonexistent";
  Make();
}

Scene::Scene(std::string root) : root_(std::move(root)), ours_(false) { Make(); }

void Scene::Make() {
  chmod(root_.c_str(), 0755);
  for (const char* name : {"data", "init"}) mkdir(At(name).c_str(), 0755);
  if (const passwd* user = getpwnam("mysql"); user != nullptr && geteuid() == 0) {
    [[maybe_unused]] const int owned = chown(At("data").c_str(), user->pw_uid, user->pw_gid);
  }
  Write("node.cnf", kConfiguration);
  settings = SceneSettings(root_);
  options = SceneOptions(root_);
}

Scene::~Scene() {
  std::error_code ignored;
  if (ours_) fs::remove_all(root_, ignored);
}

void Scene::Write(const std::string& name, const std::string& text, bool executable) const {
  std::ofstream(At(name), std::ios::binary) << text;
  chmod(At(name).c_str(), executable ? 0755 : 0644);
}

std::string Scene::Read(const std::string& name) const {
  std::ostringstream text;
  text << std::ifstream(At(name), std::ios::binary).rdbuf();
  return text.str();
}

galera::Status Scene::Run() {
  options.progress = [this](const Progress& progress) {
    const std::lock_guard lock(mutex_);
    told_.push_back(progress);
  };
  return RunFirstStart(settings, options);
}

std::vector<std::string> Scene::Told(Progress::Kind kind) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> texts;
  for (const Progress& progress : told_) {
    if (progress.kind == kind) texts.push_back(progress.text);
  }
  return texts;
}

std::vector<Progress> Scene::Passwords() const {
  const std::lock_guard lock(mutex_);
  std::vector<Progress> passwords;
  for (const Progress& progress : told_) {
    if (progress.kind == Progress::Kind::kPassword) passwords.push_back(progress);
  }
  return passwords;
}

std::string Scene::AllText() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const Progress& progress : told_)
    text += std::string(Name(progress.step)) + ": " + progress.text + "\n";
  return text;
}

}  // namespace watchdog
