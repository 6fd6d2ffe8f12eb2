#include "registration/peer_file.h"

#include <string>

#include "config/quotation.h"
#include "galera/text.h"
#include "registration/listing.h"
#include "system/file.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;

constexpr std::size_t kPeersMax = 128;

}  // namespace

galera::Result<std::vector<NodeAddress>> ParsePeerFile(std::string_view text, std::uint16_t port) {
  std::vector<NodeAddress> out;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = galera::NextPart(&text, '\n');
    line = galera::TrimBlanks(line.substr(0, line.find_first_of("#\r")));
    if (line.empty()) continue;
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    const auto address = ParseNodeAddress(word, port);
    if (!address || !IsUnicast(*address)) {
      return Error{
          ErrorCode::kInvalid,
          "line " + std::to_string(number) + ": " + galera::Quote(word) + " is no address of a machine", 0};
    }
    if (out.size() >= kPeersMax) return Error{ErrorCode::kInvalid, "more than 128 addresses", 0};
    out.push_back(*address);
  }
  return out;
}

NameAnswer PeerFile::List(const PeerSpec& spec, SteadyTime /*deadline*/, int /*cancel_fd*/) const {
  const auto text = galera::ReadFile(spec.name);
  if (!text) return Answer(spec, text.error());
  return Answer(spec, ParsePeerFile(*text, spec.port));
}

}  // namespace watchdog
