// Option files: any text must be read without a crash, and the same way twice.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/my_cnf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const galera::OptionFile file = galera::ParseOptionFile(text, {{"NAME", "value"}, {"EMPTY", ""}});
  const galera::ServerConnection server = galera::Apply(file.client, {});
  if (server.host.empty() || server.port == 0) std::abort();  // the defaults stay where nothing is said
  const galera::OptionFile again = galera::ParseOptionFile(text, {{"NAME", "value"}, {"EMPTY", ""}});
  if (!(galera::Apply(again.client, {}) == server) || again.problems.size() != file.problems.size())
    std::abort();
  return 0;
}
