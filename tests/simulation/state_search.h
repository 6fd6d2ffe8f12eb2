// All states of the model that are reached within bounds, breadth first.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actor.h"
#include "galera_model.h"

namespace simulation {

// How often each may happen in one history.
struct Bounds {
  std::uint8_t orders = 1;
  std::uint8_t crashes = 1;  // one mariadbd, or all at once
  std::uint8_t stops = 0;
  std::uint8_t starts = 1;
  std::uint8_t partitions = 0;   // and heals
  std::uint8_t disks = 0;        // lost, wiped, or the record lost
  std::uint8_t unplaced = 0;     // views whose seqno is not known at once
  std::uint8_t truncations = 0;  // queues lost with the primary component
  std::uint8_t forces = 0;
  std::uint8_t foreign = 0;
  std::uint8_t acts = 1;  // bootstraps by rule
  std::uint8_t kills_in_ddl = 0;
};

struct Search {
  int nodes = 2;
  unsigned first = 3;
  bool namesakes = false;
  bool early_mark = false;
  Bounds bounds;
  std::uint64_t states_max = 1000000;
};

struct Found {
  std::uint64_t states = 0;
  int depth = 0;
  bool complete = false;  // within the bounds
  Fault fault = Fault::kNone;
  std::uint64_t proven = 0;         // states in which the rule acted
  std::uint64_t disagreements = 0;  // of the product and the rule written a second time
  std::string trace;                // the shortest history to the fault
};

Found SearchStates(const Search& search, const Rule& rule);

}  // namespace simulation
