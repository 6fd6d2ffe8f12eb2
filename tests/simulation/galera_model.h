// A cluster of Galera nodes as an explicit state: what is on each disk, what runs,
// what was ordered, what clients were told, and who promised what to whom. Every
// choice is an argument of an event, so that a list of events is a history that
// can be played again, cut down, or searched. Pure.
//
// What is simpler than in Galera, and why no counterexample hides in it:
// - A commit is acknowledged in the same step in which it is durable: the worst case.
// - All members of a view receive a transaction at once (SAFE delivery); each
//   processes its queue at its own pace. A node that falls out of the primary component
//   keeps its queue or loses it, both are tried.
// - A component in which nobody has the state commits nothing, so none is formed.
// - Members without data (garbd) are left out; they testify nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace simulation {

inline constexpr int kNodesMax = 7;
inline constexpr int kViewsMax = 40;
inline constexpr int kEntriesMax = 62;  // a bit a seqno
inline constexpr int kBranchesMax = 3;
inline constexpr std::int8_t kNoView = -1;
inline constexpr std::int8_t kNobody = -1;

struct View {
  std::uint8_t seqno = 0;
  std::uint8_t history = 0;  // state UUID; 0: the cluster's, 1: a foreign one
  std::uint8_t members = 0;  // a bit a node
  std::array<std::uint8_t, kNodesMax> uuids{};
};

struct Record {
  bool exists = false;
  bool placed = false;  // the seqno of `taken` is known
  std::int8_t taken = kNoView;
  std::int8_t joining = kNoView;
  std::uint8_t member_uuid = 0;
  std::uint8_t branches = 0;
};

enum class Data : std::uint8_t { kEmpty, kPosition, kCutShort, kTainted };

struct Node {
  // On disk.
  Data data = Data::kEmpty;
  bool clean = false;
  std::uint8_t history = 0;
  std::uint8_t branch = 0;  // what the data is of, whether a record says so or not
  std::uint8_t seqno = 0;
  Record record;
  std::int8_t restored_view = kNoView;  // gvwstate.dat
  std::uint8_t restored_uuid = 0;
  bool safe_to_bootstrap = false;
  std::int8_t promised_to = kNobody;  // itself: it acts

  // In memory.
  enum class Has : std::uint8_t { kNothing, kState, kSst, kIst };
  bool on = false;       // the machine and its warden
  bool running = false;  // mariadbd
  bool in_primary = false;
  bool booting = false;    // told to bootstrap, not primary yet
  bool proven = false;     // by what came with the last promise
  bool restoring = false;  // waits for all members of gvwstate.dat
  Has has = Has::kNothing;
  std::int8_t donor = kNobody;
  std::int8_t joins = kNoView;
  std::int8_t last_primary = kNoView;
  std::uint8_t received = 0;  // the queue's end
  std::uint8_t uuid = 0;
  std::uint8_t cell = 0;  // nodes of one cell reach each other
  std::uint8_t hand = 0;  // whose promise it has, as far as it knows; with it came their evidence
  std::uint8_t runs = 0;
};

enum class Fault : std::uint8_t {
  kNone,
  kLostWrite,     // a bootstrap by rule from a node that lacks an acknowledged commit
  kTwoPrimaries,  // two components with the state
  kAheadLeft,     // a node has more than the one that was bootstrapped
  kLostBranch,    // a bootstrap by rule from a branch that a human left behind
  kNotOurs,       // Galera itself or a human lost a write: the history ends
};

struct Model {
  std::uint8_t count = 0;
  std::array<std::uint8_t, kNodesMax> names{};
  std::array<Node, kNodesMax> nodes{};
  std::uint8_t view_count = 0;
  std::array<View, kViewsMax> views{};
  std::uint8_t length = 0;  // of the history; entries[1..length]
  // A view (0 and up), or a transaction: -1 - origin, kNobodysEntry where nobody waits for it.
  std::array<std::int8_t, kEntriesMax + 1> entries{};
  std::uint64_t acknowledged = 0;  // a bit a seqno
  std::uint8_t branch = 0;
  std::array<std::uint8_t, kBranchesMax + 1> forks{};  // where branch i began
  std::int8_t primary = kNoView;                       // the latest primary view
  Fault fault = Fault::kNone;
};
inline constexpr std::int8_t kNobodysEntry = -1 - kNodesMax;

// `a` and `b`: nodes, masks or choices, as the event says.
struct Event {
  enum class Kind : std::uint8_t {
    kPowerOn,        // a
    kStart,          // a: mariadbd as a joiner, where a primary component is seen
    kStartRestored,  // a: mariadbd with gvwstate.dat, by someone else's hand
    kForm,           // a: its cell finds out who is there; b: the queue is lost with the primary component
    kOrder,          // a: replicates a transaction
    kStep,           // a: processes the next action; b: a view's place is known at once
    kPlace,          // a: the place of its view gets known
    kDonate,         // a joins, b is the donor: incremental
    kDonateFull,     // a joins, b is the donor: full
    kKill,           // a: mariadbd dies
    kPowerOff,       // a
    kPowerCut,       // all machines
    kStop,           // a: gracefully
    kKillInDdl,      // a
    kPartition,      // a: mask of the nodes in the other cell; 0 heals
    kLoseDisk,       // a
    kWipe,           // a: rm -rf datadir/*
    kLoseRecord,     // a
    kForeignDisk,    // a: gets a disk of another cluster; b: mask of the members it was with
    kForce,          // a: bootstrapped by a human
    kAsk,            // a asks b for its promise
    kRelease,        // promises given to a have expired
    kBoot,           // a: by rule, if it finds so
    kBecome,         // a: its bootstrap is done
  };
  Kind kind = Kind::kPowerOn;
  std::uint8_t a = 0;
  std::uint8_t b = 0;
};

std::string Describe(const Event& event);
std::string Describe(const Model& model);

inline constexpr unsigned Bit(int n) { return 1U << static_cast<unsigned>(n); }

// All nodes off and empty, in one cell.
Model EmptyCluster(int nodes);
// ... the nodes of `mask` synced in one primary component of the model's first view.
Model RunningCluster(int nodes, unsigned mask);

// All of the history's seqnos up to `seqno` on branch `branch` that are still of it.
std::uint8_t Common(const Model& model, const Node& node);
bool HasAllAcknowledged(const Model& model, const Node& node);
// Whether one of them has, or had, data of the cluster.
bool KnowsOurs(const Model& model, unsigned nodes);
bool PrimaryExists(const Model& model);
bool SeesPrimary(const Model& model, int node);
bool Reaches(const Model& model, int a, int b);

// False: not possible in this state, which is then as it was. kBoot and
// kAsk are not among these: see actor.h.
bool Happen(Model& model, Event event, bool early_mark = false);

// The end of a bootstrap, whoever decided it.
bool BecomePrimary(Model& model, int node);

}  // namespace simulation
