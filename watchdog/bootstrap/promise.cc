#include "bootstrap/promise.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>
#include <tuple>

#include "bootstrap/testimony.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using Kind = PromiseRefusal::Kind;
using std::chrono::seconds;

constexpr std::size_t kFieldBytes = 255;

Error Invalid(std::string message) { return Error{ErrorCode::kInvalid, std::move(message)}; }

std::optional<std::int64_t> ParseNumber(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < 0) return std::nullopt;
  return number;
}

Result<std::map<std::string, std::string>> Collect(const Fields& fields) {
  std::map<std::string, std::string> values = {{"actor", ""},  {"name", ""},     {"address", ""},
                                               {"ticket", ""}, {"position", ""}, {"seconds", ""},
                                               {"nonce", ""},  {"forced", ""}};
  std::map<std::string, bool> seen;
  for (const auto& [name, value] : fields) {
    const auto known = values.find(name);
    if (known == values.end()) return Invalid("a field is not known");
    if (std::exchange(seen[name], true)) return Invalid(name + " is there twice");
    if (value.size() > kFieldBytes) return Invalid(name + " is too long");
    if (std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
      return Invalid(name + " has control characters");
    known->second = value;
  }
  for (const char* name : {"actor", "ticket", "position", "seconds"}) {
    if (values[name].empty()) return Invalid(std::string(name) + " is missing");
  }
  return values;
}

// In the order of bootstrap/proof.h: the greatest seqno, then the lowest name.
bool IsBetter(const PromiseSituation& ours, const PromiseRequest& actor) {
  const PromiseSituation::Candidacy& own = *ours.candidacy;
  return std::tuple(-own.position.seqno, std::string_view(own.name), std::string_view(own.address),
                    std::string_view(ours.node_id)) <
         std::tuple(-actor.position.seqno, std::string_view(actor.name), std::string_view(actor.address),
                    std::string_view(actor.actor));
}

std::string Shown(const std::string& name, const std::string& node_id) {
  return name.empty() ? node_id : name;
}

std::optional<PromiseRefusal> CompareData(const PromiseRequest& request, const PromiseSituation& situation) {
  const auto differs = [&](const Position& own) { return own.uuid != request.position.uuid; };
  if (!request.forced && ((situation.position && differs(*situation.position)) ||
                          (situation.candidacy && differs(situation.candidacy->position)))) {
    return PromiseRefusal{Kind::kOtherHistory, "this node has data of another history"};
  }
  if (!request.forced && situation.position && situation.position->seqno > request.position.seqno) {
    return PromiseRefusal{Kind::kHasMore, "this node has more: " + situation.position->Text()};
  }
  if (situation.candidacy && IsBetter(situation, request)) {
    return PromiseRefusal{Kind::kBetterCandidate, "this node stands itself, with " +
                                                      situation.candidacy->position.Text() + " as " +
                                                      Shown(situation.candidacy->name, situation.node_id)};
  }
  return std::nullopt;
}

std::optional<PromiseRefusal> CompareState(const PromiseRequest& request, const PromiseSituation& situation) {
  if (request.actor == situation.node_id) {
    return PromiseRefusal{Kind::kOurselves, "a node needs no promise of itself"};
  }
  if (situation.in_primary.value_or(false)) {
    return PromiseRefusal{Kind::kPrimarySeen, "this node is in a primary component"};
  }
  if (situation.sees_primary.value_or(false)) {
    return PromiseRefusal{Kind::kPrimarySeen, "this node sees a primary component"};
  }
  if (!situation.in_primary || !situation.sees_primary) {
    return PromiseRefusal{Kind::kPrimaryUnknown, "this node can't say that there is no primary component"};
  }
  if (situation.server_runs) {
    return PromiseRefusal{Kind::kServerRuns, "mariadbd runs on this node, and may find others at any time"};
  }
  if (situation.acting) {
    return PromiseRefusal{Kind::kActing, "this node bootstraps itself"};
  }
  return std::nullopt;
}

}  // namespace

Fields PromiseFields(const PromiseRequest& request, const std::string& nonce) {
  Fields fields = {{"actor", request.actor},
                   {"name", request.name},
                   {"address", request.address},
                   {"ticket", request.ticket},
                   {"position", request.position.Text()},
                   {"seconds", std::to_string(request.duration.count())},
                   {"nonce", nonce}};
  if (request.forced) fields.emplace_back("forced", "1");
  return fields;
}

Result<ReceivedPromiseRequest> ReadPromiseFields(const Fields& fields) {
  auto values = Collect(fields);
  if (!values) return values.error();
  const auto position = ReadPosition((*values)["position"]);
  if (!position) return Invalid("position is not of the form UUID:SEQNO");
  const auto length = ParseNumber((*values)["seconds"]);
  if (!length || *length < 1 || *length > kPromiseMax.count()) {
    return Invalid("seconds is not between 1 and " + std::to_string(kPromiseMax.count()));
  }
  const std::string& forced = (*values)["forced"];
  if (!forced.empty() && forced != "1") return Invalid("forced is not 1");
  ReceivedPromiseRequest received;
  received.nonce = (*values)["nonce"];
  received.request = {(*values)["actor"], (*values)["name"], (*values)["address"], (*values)["ticket"],
                      *position,          seconds(*length),  forced == "1"};
  return received;
}

std::optional<Promise> PromiseBook::Held(Time now) const {
  if (!promise_ || now >= promise_->until) return std::nullopt;
  return promise_;
}

std::optional<PromiseRefusal> PromiseBook::Consider(const PromiseRequest& request,
                                                    const PromiseSituation& situation, Time now,
                                                    std::string next_ticket) {
  if (request.ticket.empty() || request.ticket != ticket_) {
    return PromiseRefusal{Kind::kStaleTicket,
                          "the ticket is not this node's present one; read its evidence again"};
  }
  ticket_ = std::move(next_ticket);
  if (auto refusal = CompareState(request, situation)) return refusal;
  const auto held = Held(now);
  if (held && held->actor != request.actor) {
    const auto left = std::chrono::ceil<seconds>(held->until - now).count();
    return PromiseRefusal{Kind::kPromisedToOther, "promised to " + Shown(held->name, held->actor) + " for " +
                                                      std::to_string(left) + " s more"};
  }
  if (auto refusal = CompareData(request, situation)) return refusal;
  promise_ =
      Promise{request.actor, request.name, now, now + std::clamp(request.duration, seconds(0), kPromiseMax)};
  return std::nullopt;
}

void PromiseBook::ActorSeen(const std::string& node_id, bool acting, Time asked) {
  if (promise_ && !acting && promise_->actor == node_id && asked > promise_->given) promise_.reset();
}

void PromiseBook::PrimarySeen(Time asked) {
  if (promise_ && asked > promise_->given) promise_.reset();
}

std::string_view Name(Kind kind) {
  switch (kind) {
    case Kind::kStaleTicket:
      return "stale_ticket";
    case Kind::kOurselves:
      return "ourselves";
    case Kind::kPromisedToOther:
      return "promised_to_other";
    case Kind::kPrimarySeen:
      return "primary_seen";
    case Kind::kPrimaryUnknown:
      return "primary_unknown";
    case Kind::kServerRuns:
      return "server_runs";
    case Kind::kActing:
      return "acting";
    case Kind::kOtherHistory:
      return "other_history";
    case Kind::kHasMore:
      return "has_more";
    case Kind::kBetterCandidate:
      return "better_candidate";
  }
  return "";
}

}  // namespace watchdog
