#include "cluster/saved_state.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

namespace galera::testing_cluster {
namespace {

constexpr size_t kUuidLength = 36;

std::string_view ValueAfter(std::string_view text, std::string_view key) {
  const size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view value = text.substr(at + key.size());
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  return value.substr(0, value.find_first_of(" \t\r\n,"));
}

long long Number(std::string_view text, long long otherwise) {
  return text.empty() ? otherwise : std::strtoll(std::string(text).c_str(), nullptr, 10);
}

}  // namespace

Position ParseGrastate(std::string_view text) {
  Position position;
  const std::string_view uuid = ValueAfter(text, "uuid:");
  if (uuid.size() == kUuidLength) position.uuid = uuid;
  position.seqno = Number(ValueAfter(text, "seqno:"), -1);
  return position;
}

Position ParseRecovered(std::string_view text) {
  constexpr std::string_view kMark = "Recovered position: ";
  const size_t at = text.rfind(kMark);
  if (at == std::string_view::npos) return {};
  const std::string_view value = ValueAfter(text.substr(at), kMark);
  if (value.size() < kUuidLength + 2 || value[kUuidLength] != ':') return {};
  return {std::string(value.substr(0, kUuidLength)), Number(value.substr(kUuidLength + 1), -1)};
}

std::string SavedView(const std::vector<std::string>& members, size_t own) {
  std::string text = "my_uuid: " + members[own] + "\n#vwbeg\nview_id: 3 " + members[0] + " 1\nbootstrap: 0\n";
  for (const std::string& member : members) text += "member: " + member + " 0\n";
  return text + "#vwend\n";
}

std::string RandomUuid() {
  std::random_device random;
  char text[kUuidLength + 1];
  std::snprintf(text, sizeof text, "%08x-%04x-1%03x-8%03x-%04x%08x", random(), random() & 0xffffU,
                random() & 0xfffU, random() & 0xfffU, random() & 0xffffU, random());
  return text;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Status WriteFile(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (file) return {};
  return Error{ErrorCode::kUnavailable, "write " + path + ": cannot be written"};
}

std::string Tail(const std::string& path, int lines) {
  const std::string text = ReadFile(path);
  size_t at = text.size();
  for (int i = 0; i <= lines && at != std::string::npos && at != 0; ++i) at = text.rfind('\n', at - 1);
  return text.substr(at == std::string::npos || at == 0 ? 0 : at + 1);
}

}  // namespace galera::testing_cluster
