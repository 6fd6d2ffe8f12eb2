// Evidence, of a peer or of a directory, as what proof.h reasons from. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bootstrap/proof.h"
#include "evidence/directory_state.h"
#include "evidence/evidence.h"

namespace watchdog {

// "UUID:SEQNO" with a UUID that is not the zero one and a seqno of 0 or more;
// nullopt for anything else.
std::optional<Position> ReadPosition(std::string_view text);

// Of what a warden says of its node. `address` is where it was asked. A node
// that sees a primary component elsewhere is not taken for one that knows of none.
Testimony TestimonyOf(const Evidence& evidence, const std::string& address);

// A data directory that somebody looked into.
struct DirectoryWitness {
  std::string id;       // unique among the witnesses
  std::string address;  // where it is, for people
  std::string name;     // wsrep_node_name where it is known; empty: that of its record
  DirectoryFacts facts;
  std::optional<Position> recovered;  // what --wsrep-recover said
};

// Nobody is in a primary component on it, unless a mariadbd works there. A record
// that is of a node with another name does not count.
Testimony TestimonyOf(const DirectoryWitness& witness);

}  // namespace watchdog
