// What a pager keeps over a restart beside its pages: the expected size, and maintenance.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "galera/result.h"
#include "pager/expected_size.h"
#include "pager/maintenance_book.h"

namespace watchdog {

struct PagerMemory {
  SizeMemory size;
  std::vector<MaintenanceBook::Entry> maintenance;
  std::string cluster;  // names of the last time that they were known; keys of pages are made of them
  std::string node;
  bool operator==(const PagerMemory&) const = default;
};

// JSON. Pure.
std::string RenderMemory(const PagerMemory& memory);
galera::Result<PagerMemory> ParseMemory(std::string_view text);  // takes any input; kInvalid

// The file `pager.json` in that directory. None is an empty memory.
galera::Result<PagerMemory> ReadMemory(const std::string& directory);
galera::Status WriteMemory(const std::string& directory, const PagerMemory& memory);  // fsynced

}  // namespace watchdog
