#include "registration/consul_peers.h"

#include <utility>

#include "registration/listing.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;

constexpr std::chrono::milliseconds kNoTime{0};

}  // namespace

NameAnswer ConsulPeers::List(const PeerSpec& spec, SteadyTime deadline, int cancel_fd) const {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  if (left <= kNoTime) return Answer(spec, Error{ErrorCode::kTimeout, "no time left to ask Consul", 0});
  const auto reply = agent_.Send(InstancesRequest(spec.name), left, cancel_fd);
  if (!reply)
    return Answer(spec, Error{reply.error().code, agent_.Where() + ": " + reply.error().message, 0});
  if (JudgeReply(*reply) != ConsulVerdict::kDone) {
    return Answer(spec,
                  Error{ErrorCode::kRefused, agent_.Where() + " answers " + agent_.Describe(*reply), 0});
  }
  if (reply->filtered) {
    return Answer(
        spec, Error{ErrorCode::kDenied,
                    agent_.Where() + " shows a part only: the token needs service:read and node:read", 0});
  }
  return Answer(spec, ParseInstances(reply->body, spec.port));
}

}  // namespace watchdog
