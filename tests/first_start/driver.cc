// first_start_driver ROOT STEP: one first start of the scene at ROOT, which
// kills itself with SIGKILL when step number STEP (from 0) begins; with STEP
// "none" it runs to its end. A directory that is done is left alone, as the
// program does.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "first_start/scene.h"

namespace {

watchdog::Account MakeAccount(const char* user, const char* host, const char* password, const char* grant) {
  watchdog::Account account;
  account.user = user;
  account.host = host;
  account.password = galera::Secret(password);
  if (*grant != '\0') account.grants = {grant};
  return account;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string root = argv[1];
  const long kill_at = std::string(argv[2]) == "none" ? -1 : std::strtol(argv[2], nullptr, 10);
  watchdog::NodeSettings settings = watchdog::SceneSettings(root);
  settings.accounts = {MakeAccount("root", "localhost", "root's", ""),
                       MakeAccount("app", "%", "app password", "ALL ON `shop`.*")};
  settings.databases = {"shop"};
  settings.load_time_zones = true;
  watchdog::FirstStartOptions options = watchdog::SceneOptions(root);
  long step = 0;
  options.progress = [&](const watchdog::Progress& progress) {
    std::printf("%s: %s\n", std::string(watchdog::Name(progress.step)).c_str(), progress.text.c_str());
    std::fflush(stdout);
    if (progress.kind == watchdog::Progress::Kind::kStep && step++ == kill_at) kill(getpid(), SIGKILL);
  };
  const auto finding = watchdog::FindDirectory(settings, options);
  if (finding && finding->kind == watchdog::DirectoryClass::kData) return 0;
  const galera::Status done = watchdog::RunFirstStart(settings, options);
  if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
  return done ? 0 : 1;
}
