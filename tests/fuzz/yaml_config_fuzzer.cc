// The YAML file of --config and the file of --web.config.file: any text gives
// either a configuration or a fatal problem, never an exception.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const char* flag : {"--config=file.yml", "--web.config.file=file.yml"}) {
    const galera::LoadedConfig loaded = galera::LoadConfig(
        {{"--mysqld.username=u", flag}, {}, [&text](const std::string& path) -> galera::Result<std::string> {
           if (path == "file.yml") return text;
           return galera::Error{galera::ErrorCode::kNotFound, "no such file"};
         }});
    bool fatal = false;
    for (const galera::Problem& problem : loaded.problems) fatal = fatal || problem.fatal;
    if (fatal == loaded.config.has_value() || loaded.print) std::abort();
  }
  return 0;
}
