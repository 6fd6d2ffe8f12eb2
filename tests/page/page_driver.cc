// page_driver STATE_DIRECTORY URL put PREFIX COUNT then-die|then-stay
// page_driver STATE_DIRECTORY URL drain
// Puts COUNT keys, each with a trigger and an end, and says each on standard output when it is on disk. Then
// kills itself, or stays. Or: waits until nothing waits.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include "page/page_desk.h"

namespace {

watchdog::Page PageOf(const std::string& key, bool firing) {
  watchdog::Page page;
  page.key = key;
  page.episode = "e1";
  page.firing = firing;
  page.alert = "GaleraNodeDown";
  page.summary = "nothing answers";
  page.starts_ms = 1000;
  page.ends_ms = firing ? 0 : 2000;
  return page;
}

void Put(watchdog::PageDesk& desk, const std::string& key, bool firing) {
  desk.Put(PageOf(key, firing), std::chrono::milliseconds(0));
  std::cout << key << (firing ? " firing" : " resolved") << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  watchdog::PageDeskOptions options;
  options.state_directory = argv[1];
  watchdog::Receiver receiver;
  receiver.name = "oncall";
  receiver.urls = {galera::Secret(argv[2])};
  options.receivers = {receiver};
  watchdog::PageDesk desk(options);
  if (!desk.trouble().empty()) return 3;
  if (std::string(argv[3]) == "drain") {
    for (int i = 0; i < 2000; ++i) {
      if (desk.Statuses().at(0).waiting == 0) return 0;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return 4;
  }
  if (argc < 7) return 2;
  for (int i = 0; i < std::atoi(argv[5]); ++i) {
    const std::string key = argv[4] + std::to_string(i);
    Put(desk, key, true);
    Put(desk, key, false);
  }
  if (std::string(argv[6]) == "then-die") raise(SIGKILL);
  std::this_thread::sleep_for(std::chrono::seconds(60));
  return 5;
}
