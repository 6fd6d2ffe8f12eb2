#include "process_tree.h"

#include <sstream>

#include "system/file.h"

namespace galera {

std::vector<pid_t> ChildrenOf(pid_t parent) {
  const std::string pid = std::to_string(parent);
  const auto text = ReadFile("/proc/" + pid + "/task/" + pid + "/children");
  std::vector<pid_t> children;
  if (!text) return children;
  std::istringstream in(*text);
  for (pid_t child = 0; in >> child;) children.push_back(child);
  return children;
}

std::optional<pid_t> ChildOf(pid_t parent, const std::string& word) {
  for (const pid_t child : ChildrenOf(parent)) {
    const auto line = ReadFile("/proc/" + std::to_string(child) + "/cmdline");
    if (line && line->find(word) != std::string::npos) return child;
  }
  return std::nullopt;
}

std::optional<char> StateOf(pid_t pid) {
  const auto text = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  if (!text) return std::nullopt;
  const std::size_t name_end = text->rfind(") ");
  if (name_end == std::string::npos || name_end + 2 >= text->size()) return std::nullopt;
  return (*text)[name_end + 2];
}

}  // namespace galera
