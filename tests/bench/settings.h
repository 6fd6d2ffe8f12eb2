// What scrape_bench can be told on its command line.
#pragma once

#include <chrono>
#include <string>

#include "galera/result.h"

namespace galera::bench {

struct Settings {
  int nodes = 3;        // of the cluster; the last one is measured and frozen
  int rounds = 25;      // of raw, ours, ours with gzip, oracle
  int batch = 20;       // scrapes of each in a round
  int scrapes = 10000;  // of ours, for resident memory
  int oracle_scrapes = 1000;
  std::chrono::seconds wrk_time{8};  // each of the four runs
  std::string program;               // empty: the galera-warden of this build
  bool strict = false;
};

// kInvalid names the word that is wrong.
Result<Settings> ParseSettings(int argc, const char* const* argv);

// The help text.
std::string SettingsHelp();

}  // namespace galera::bench
