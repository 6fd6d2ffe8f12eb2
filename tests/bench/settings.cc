#include "bench/settings.h"

#include <charconv>
#include <string_view>

namespace galera::bench {
namespace {

bool Number(std::string_view text, int* out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  return error == std::errc() && end == text.data() + text.size() && *out > 0;
}

}  // namespace

std::string SettingsHelp() {
  return "scrape_bench [OPTION...]: measures galera-warden beside mysqld_exporter on a real cluster\n"
         "  --nodes=3              nodes of the cluster\n"
         "  --rounds=25            rounds of raw, ours, ours with gzip, mysqld_exporter\n"
         "  --batch=20             scrapes of each in a round\n"
         "  --scrapes=10000        scrapes of ours for resident memory\n"
         "  --oracle-scrapes=1000  the same of mysqld_exporter\n"
         "  --wrk-seconds=8        length of each of the four wrk runs\n"
         "  --program=PATH         another galera-warden than the one of this build, to compare two\n"
         "  --strict               exit code 1 if a bar is not met\n";
}

Result<Settings> ParseSettings(int argc, const char* const* argv) {
  Settings settings;
  int seconds = static_cast<int>(settings.wrk_time.count());
  const std::pair<std::string_view, int*> numbers[] = {{"--nodes=", &settings.nodes},
                                                       {"--rounds=", &settings.rounds},
                                                       {"--batch=", &settings.batch},
                                                       {"--scrapes=", &settings.scrapes},
                                                       {"--oracle-scrapes=", &settings.oracle_scrapes},
                                                       {"--wrk-seconds=", &seconds}};
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    bool known = word == "--strict";
    settings.strict = settings.strict || known;
    constexpr std::string_view kProgram = "--program=";
    if (word.starts_with(kProgram)) {
      settings.program = word.substr(kProgram.size());
      known = true;
    }
    for (const auto& [name, value] : numbers) {
      known = known || (word.starts_with(name) && Number(word.substr(name.size()), value));
    }
    if (!known) return Error{ErrorCode::kInvalid, "not understood: " + std::string(word), 0};
  }
  settings.wrk_time = std::chrono::seconds(seconds);
  return settings;
}

}  // namespace galera::bench
