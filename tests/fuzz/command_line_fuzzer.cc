// Command lines, one argument a line; the whole input is also what every file
// holds, so that @FILE, option files and YAML are reached from here, too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "config/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  galera::ConfigSources sources;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    sources.arguments.push_back(text.substr(start, end - start));
    start = end == std::string::npos ? text.size() : end + 1;
  }
  if (!sources.arguments.empty()) sources.environment["DATA_SOURCE_NAME"] = sources.arguments.front();
  sources.read_file = [&text](const std::string& path) -> galera::Result<std::string> {
    if (path.size() % 2 == 0) return galera::Error{galera::ErrorCode::kNotFound, "no such file"};
    return text;
  };
  const galera::LoadedConfig loaded = galera::LoadConfig(sources);
  bool fatal = false;
  for (const galera::Problem& problem : loaded.problems) {
    fatal = fatal || problem.fatal;
    if (problem.where.empty() || problem.what.empty()) std::abort();
  }
  if (loaded.print ? loaded.config.has_value() : fatal == loaded.config.has_value()) std::abort();
  return 0;
}
