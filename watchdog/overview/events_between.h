// What has happened between two steps of this node's warden, in words. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "overview/event.h"
#include "pager/pager.h"

namespace watchdog {

// One moment, as far as events are told from it. What is not known just now is as it was last known.
struct Scene {
  struct PeerWord {
    std::string name;
    bool answers = false;
    std::optional<galera::NodeState> state;
    bool paused = false;
  };
  std::chrono::system_clock::time_point time;
  std::string node;
  Observation::Server server = Observation::Server::kUnknown;
  bool expected_up = true;
  std::string failure;
  std::optional<bool> primary;             // this node is in a primary component
  std::optional<galera::NodeState> state;  // of a server that answers
  std::optional<std::uint64_t> size;       // of the primary component
  std::vector<SeenMember> members;         // of it; empty: never known
  std::string question;
  std::string eviction;
  std::optional<Evidence::Phase> phase;  // of the entrypoint; nullopt: there is none
  std::optional<Transfer> transfer;
  std::map<std::string, PeerWord> peers;  // by address; of this cluster
};

Scene SceneOf(const PagerStep& step, const Scene& before);

// In the order in which they are to be read.
std::vector<Event> EventsBetween(const Scene& before, const Scene& after);

// Of incidents that fire, or are over.
std::vector<Event> EventsOf(const PagerStep& step);

}  // namespace watchdog
