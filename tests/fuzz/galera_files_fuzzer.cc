// What Galera leaves in the data directory and says at recovery, whatever a
// crash has made of it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "galera/grastate.h"
#include "galera/gvwstate.h"
#include "mariadbd_config/recovered_position.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const galera::Grastate grastate = galera::ParseGrastate(text);
  if (grastate.kind == galera::GrastateKind::kPosition && !grastate.uuid) std::abort();
  if (grastate.seqno && *grastate.seqno < -1) std::abort();
  const galera::Gvwstate view = galera::ParseGvwstate(text);
  if (view.kind == galera::GvwstateKind::kView && (view.members.empty() || !view.my_uuid)) std::abort();
  if (const auto position = watchdog::ParseRecoveredPosition(text); position && position->seqno < -1)
    std::abort();
  return 0;
}
