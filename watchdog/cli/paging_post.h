// The pager of a running warden, and the ways in which it is heard and asked.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/warden.h"
#include "galera/result.h"
#include "pager/control_socket.h"
#include "pager/pager.h"

namespace watchdog {

// Made before the servers, whose routes ask it; Open() begins the work, and Close() ends it when the servers
// are closed. Any thread may ask; nothing is said before Open().
class PagingPost {
 public:
  PagingPost() = default;
  ~PagingPost() { Close(); }
  PagingPost(const PagingPost&) = delete;
  PagingPost& operator=(const PagingPost&) = delete;

  // `control_socket`: where `galera-warden maintenance` and its kin ask, unless the settings say it; empty:
  // nowhere. One that can't be opened is said in the log: pages go out without it.
  void Open(PagerOptions options, PagerEyes eyes, const std::string& control_socket);
  void Close();

  // Between Open() and Close() only.
  Pager& pager() { return *owned_; }

  std::vector<galera::Route> Routes() const;  // GET /api/v1/incidents; 503 before Open()
  std::optional<PagingNews> News() const;
  void AddMetrics(galera::MetricBatch& batch) const;

 private:
  std::atomic<Pager*> running_ = nullptr;
  std::unique_ptr<Pager> owned_;
  std::unique_ptr<ControlSocket> control_;
};

}  // namespace watchdog
