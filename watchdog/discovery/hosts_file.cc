#include "discovery/hosts_file.h"

#include "galera/text.h"

namespace watchdog {
namespace {

constexpr std::size_t kAddressesMax = 128;
constexpr std::string_view kBlanks = " \t\r";

std::string_view NextWord(std::string_view& line) {
  const std::size_t first = line.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) {
    line = {};
    return {};
  }
  line.remove_prefix(first);
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

}  // namespace

std::vector<NodeAddress> FindInHosts(std::string_view hosts, std::string_view name) {
  std::vector<NodeAddress> out;
  while (!hosts.empty() && out.size() < kAddressesMax) {
    std::string_view line = galera::NextPart(&hosts, '\n');
    line = line.substr(0, line.find('#'));
    const std::string_view address_text = NextWord(line);
    for (std::string_view word = NextWord(line); !word.empty(); word = NextWord(line)) {
      if (word.size() > 1 && word.back() == '.') word.remove_suffix(1);
      if (!galera::EqualsIgnoringCase(word, name)) continue;
      const auto address = ParseNodeAddress(address_text);
      if (address && IsUnicast(*address)) out.push_back(*address);
      break;
    }
  }
  return out;
}

}  // namespace watchdog
