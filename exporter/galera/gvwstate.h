// gvwstate.dat: the members of the last primary view, there while a node runs
// and after a crash. Galera waits for all of them before it re-forms the view.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera {

enum class GvwstateKind {
  kEmpty,       // 0 bytes: Galera takes it for a view and waits for ever; remove it before a start
  kUnreadable,  // cut short, or not such a file
  kView,        // whole: my_uuid, view_id and at least one member
};

struct ViewId {
  int type = 0;      // 3: primary
  std::string uuid;  // of the member that made the view
  std::uint64_t number = 0;
  bool operator==(const ViewId&) const = default;
};

struct ViewMember {
  std::string uuid;
  int segment = 0;
  bool operator==(const ViewMember&) const = default;
};

// UUIDs in lower case. Fields of a file that is not kView hold what could be read.
struct Gvwstate {
  GvwstateKind kind = GvwstateKind::kUnreadable;
  std::optional<std::string> my_uuid;
  std::optional<ViewId> view_id;
  std::optional<bool> bootstrap;
  std::vector<ViewMember> members;  // each once, in the order of the file, 1000 at most
};

// Never fails: unknown lines, blanks and carriage returns are passed over.
Gvwstate ParseGvwstate(std::string_view text);

}  // namespace galera
