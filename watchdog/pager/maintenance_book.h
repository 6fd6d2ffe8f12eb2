// Which incidents nobody is to be paged about, and until when. Pure: time is an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "incident/incident.h"
#include "incident/observation.h"

namespace watchdog {

// One entry for each `only`, the same on all nodes: of what two were told, the later counts. What is over
// before its time is remembered, and told, until then: a peer may not have heard of it.
class MaintenanceBook {
 public:
  using Time = std::chrono::system_clock::time_point;

  struct Entry {
    std::string reason;
    std::string by;
    std::string only;
    std::int64_t set_at = 0;  // as Maintenance says it
    Time until;
    bool ended = false;
    bool operator==(const Entry&) const = default;
  };

  // Said to this node.
  void Begin(const std::string& reason, const std::string& by, const std::string& only, Time now, Time until);
  // False: there was none.
  bool End(const std::string& by, const std::string& only, Time now);
  void Hear(const std::vector<SeenPeer>& peers, Time now);

  // To be told to the peers, ended ones included. At most 32.
  std::vector<Maintenance> Told(Time now) const;
  // What lasts.
  std::vector<Entry> Lasting(Time now) const;
  std::vector<Incident> Quiet(Time now) const;

  const std::vector<Entry>& entries() const { return entries_; }  // to be kept on disk
  void Restore(std::vector<Entry> entries) { entries_ = std::move(entries); }

 private:
  void Put(Entry entry);
  void Prune(Time now);

  std::vector<Entry> entries_;
};

}  // namespace watchdog
