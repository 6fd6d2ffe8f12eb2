#include "discovery/peer_picture.h"

#include <algorithm>

namespace watchdog {

std::string_view Name(NameAnswer::Kind kind) {
  switch (kind) {
    case NameAnswer::Kind::kAddresses:
      return "found";
    case NameAnswer::Kind::kNoSuchName:
      return "no such name";
    case NameAnswer::Kind::kEmpty:
      return "no addresses";
    case NameAnswer::Kind::kServerFailure:
      return "name server failed";
    case NameAnswer::Kind::kTimeout:
      return "name server is silent";
  }
  return "unknown";
}

bool PeerPicture::AllNamesAnswered() const {
  return std::all_of(names.begin(), names.end(), [](const NameAnswer& name) { return name.Answered(); });
}

}  // namespace watchdog
