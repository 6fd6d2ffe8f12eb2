// Who is in the primary component that this node is in, as far as it can tell. Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "overview/overview_inputs.h"

namespace watchdog {

struct ViewMember {
  std::string name;  // each may be empty: not known
  std::string uuid;
  std::string address;  // without the port
  bool arbitrator = false;
  bool self = false;
};

// "10.0.0.1:3306" and "[fd00::1]:3306" without the port; empty for what is no address.
std::string HostOf(std::string_view address);

// A fresh look that was answered; else null.
const galera::Snapshot* FreshLook(const OverviewInputs& inputs, std::chrono::steady_clock::time_point now);

// In the order of wsrep_local_index; empty while this node is in no primary component, or does not say. Names
// are those of the last notification where it fits, else there are addresses only.
std::vector<ViewMember> ViewMembers(const OverviewInputs& inputs, std::chrono::steady_clock::time_point now);

}  // namespace watchdog
