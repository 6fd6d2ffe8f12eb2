#include "bootstrap/testimony.h"

#include <charconv>
#include <utility>

#include "galera/uuid.h"

namespace watchdog {
namespace {

using Data = Testimony::Data;
using Primary = Testimony::Primary;
using State = DirectoryState;

std::optional<Position> MakePosition(std::string_view uuid, std::optional<std::int64_t> seqno) {
  auto parsed = galera::ParseUuid(uuid);
  if (!parsed || *parsed == galera::kZeroUuid || seqno.value_or(-1) < 0) return std::nullopt;
  return Position{std::move(*parsed), *seqno};
}

// What the data is worth as a source. `position`: known by whatever means.
Data DataOf(State state, bool position) {
  switch (state) {
    case State::kEmpty:
    case State::kFresh:  // never in a cluster: what a member had is not here
    case State::kDiskFull:
      return Data::kEmpty;
    case State::kCleanStop:
    case State::kCrashed:
    case State::kLastSurvivor:
    case State::kUnreadable:
      return position ? Data::kPosition : Data::kUnknown;
    case State::kCutShort:
      return Data::kCutShort;
    case State::kZeroUuid:
      return Data::kTainted;
    case State::kForeignCluster:
    case State::kLocked:
    case State::kWrongOwner:
    case State::kNoDirectory:
      return Data::kUnknown;
  }
  return Data::kUnknown;
}

bool MayHavePosition(Data data) { return data == Data::kPosition || data == Data::kTainted; }

Data DataOf(const Evidence& evidence, bool position) {
  if (!evidence.directory.empty()) {
    const auto state = DirectoryStateOf(evidence.directory);
    return state ? DataOf(*state, position) : Data::kUnknown;
  }
  switch (evidence.data) {
    case Evidence::Data::kEmpty:
    case Evidence::Data::kHalfInitialised:
      return Data::kEmpty;
    case Evidence::Data::kPresent:
      return position ? Data::kPosition : Data::kUnknown;
    case Evidence::Data::kUnknown:
      break;
  }
  return Data::kUnknown;
}

Primary PrimaryOf(const Evidence& evidence) {
  if (!evidence.primary) return Primary::kUnknown;
  if (*evidence.primary) return Primary::kYes;
  const bool locked = evidence.directory == Name(State::kLocked);
  return locked || evidence.sees_primary.value_or(false) ? Primary::kUnknown : Primary::kNo;
}

}  // namespace

std::optional<Position> ReadPosition(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  std::int64_t seqno = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seqno);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return MakePosition(text.substr(0, colon), seqno);
}

Testimony TestimonyOf(const Evidence& evidence, const std::string& address) {
  Testimony testimony;
  testimony.node_id = evidence.node_id;
  testimony.name = evidence.node_name;
  testimony.address = address;
  testimony.primary = PrimaryOf(evidence);
  auto position = MakePosition(evidence.state_uuid, evidence.seqno);
  testimony.data = DataOf(evidence, position.has_value());
  if (MayHavePosition(testimony.data)) testimony.position = std::move(position);
  testimony.record = evidence.record;
  testimony.member_uuids = evidence.member_uuids;
  return testimony;
}

Testimony TestimonyOf(const DirectoryWitness& witness) {
  const DirectoryFacts& facts = witness.facts;
  const State state = JudgeDirectory(facts).state;
  Testimony testimony;
  testimony.node_id = witness.id;
  testimony.address = witness.address;
  testimony.name = witness.name;
  if (facts.record && (witness.name.empty() || facts.record->node_name == witness.name)) {
    testimony.record = facts.record;
    testimony.name = facts.record->node_name;
  }
  testimony.primary = state == State::kLocked ? Primary::kUnknown : Primary::kNo;
  auto position = witness.recovered;
  if (state == State::kCleanStop && facts.grastate)
    position = MakePosition(facts.grastate->uuid.value_or(""), facts.grastate->seqno);
  // A directory that can't be looked into has nothing that was recovered from it, either.
  testimony.data =
      facts.trouble_state == State::kUnreadable ? Data::kUnknown : DataOf(state, position.has_value());
  if (MayHavePosition(testimony.data)) testimony.position = std::move(position);
  if (facts.gvwstate && facts.gvwstate->my_uuid) testimony.member_uuids.push_back(*facts.gvwstate->my_uuid);
  return testimony;
}

}  // namespace watchdog
