// The JSON of --wsrep-status-file.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collect/wsrep_status_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = galera::ParseWsrepStatusFile({reinterpret_cast<const char*>(data), size});
  if (file.ok()) {
    if (file->state.empty()) std::abort();
    galera::StateWithoutSql(*file);
  }
  return 0;
}
