#include "discovery/dns_answer.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace watchdog {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kRecordsMax = 512;
constexpr std::size_t kAddressesMax = 128;
constexpr std::size_t kServicesMax = 64;
constexpr int kChainMax = 16;
constexpr int kJumpsMax = 32;
constexpr std::size_t kNameMax = 253;
constexpr std::uint16_t kInternet = 1;

using Bytes = std::span<const std::uint8_t>;

// A place in a message; every read checks the end.
class Cursor {
 public:
  Cursor(Bytes message, std::size_t at) : message_(message), at_(at) {}

  std::size_t at() const { return at_; }

  std::optional<std::uint16_t> Number16() {
    if (message_.size() < 2 || at_ > message_.size() - 2) return std::nullopt;
    const auto value = static_cast<std::uint16_t>(message_[at_] << 8 | message_[at_ + 1]);
    at_ += 2;
    return value;
  }

  bool Skip(std::size_t bytes) {
    if (bytes > message_.size() - at_) return false;
    at_ += bytes;
    return true;
  }

  // "" is the root.
  std::optional<std::string> Name() {
    std::string name;
    std::size_t place = at_;
    bool jumped = false;
    for (int jumps = 0; jumps <= kJumpsMax;) {
      if (place >= message_.size()) return std::nullopt;
      const std::uint8_t length = message_[place];
      if ((length & 0xc0) == 0xc0) {  // the rest of the name is elsewhere
        if (place + 1 >= message_.size()) return std::nullopt;
        if (!std::exchange(jumped, true)) at_ = place + 2;
        place = static_cast<std::size_t>((length & 0x3f) << 8 | message_[place + 1]);
        ++jumps;
        continue;
      }
      if (length > 63 || place + 1 + length > message_.size()) return std::nullopt;
      if (length == 0) {
        if (!jumped) at_ = place + 1;
        return name;
      }
      if (!AppendLabel(message_.subspan(place + 1, length), name)) return std::nullopt;
      place += 1u + length;
    }
    return std::nullopt;
  }

 private:
  static bool AppendLabel(Bytes label, std::string& name) {
    if (!name.empty()) name += '.';
    for (const std::uint8_t byte : label) {
      // A dot or a NUL inside a label would look like another name.
      if (byte <= ' ' || byte >= 0x7f || byte == '.') return false;
      name += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
    }
    return name.size() <= kNameMax;
  }

  Bytes message_;
  std::size_t at_;
};

struct Record {
  std::string owner;
  std::uint16_t type = 0;
  std::size_t data_at = 0;
  std::size_t data_bytes = 0;
};

std::optional<Record> ReadRecord(Cursor& cursor) {
  Record record;
  auto owner = cursor.Name();
  if (!owner) return std::nullopt;
  record.owner = *std::move(owner);
  const auto type = cursor.Number16();
  const auto klass = cursor.Number16();
  if (!type || !klass || !cursor.Skip(4)) return std::nullopt;
  const auto bytes = cursor.Number16();
  if (!bytes) return std::nullopt;
  record.type = *klass == kInternet ? *type : std::uint16_t{0};
  record.data_at = cursor.at();
  record.data_bytes = *bytes;
  if (!cursor.Skip(*bytes)) return std::nullopt;
  return record;
}

std::optional<std::vector<Record>> ReadRecords(Bytes message) {
  if (message.size() < kHeaderBytes) return std::nullopt;
  Cursor cursor(message, 4);
  const auto questions = cursor.Number16();
  const auto answers = cursor.Number16();
  if (!questions || !answers || !cursor.Skip(4)) return std::nullopt;
  for (int i = 0; i < *questions; ++i) {
    if (!cursor.Name() || !cursor.Skip(4)) return std::nullopt;
  }
  std::vector<Record> records;
  for (std::size_t i = 0; i < std::min<std::size_t>(*answers, kRecordsMax); ++i) {
    auto record = ReadRecord(cursor);
    if (!record) return std::nullopt;
    records.push_back(*std::move(record));
  }
  return records;
}

// Where the CNAMEs lead from `name`; nullopt if one can't be read or they go in a circle.
std::optional<std::string> Follow(Bytes message, const std::vector<Record>& records, std::string name) {
  for (int step = 0; step <= kChainMax; ++step) {
    const auto found = std::find_if(records.begin(), records.end(), [&](const Record& record) {
      return record.type == static_cast<std::uint16_t>(DnsType::kCname) && record.owner == name;
    });
    if (found == records.end()) return name;
    auto target = Cursor(message, found->data_at).Name();
    if (!target) return std::nullopt;
    name = *std::move(target);
  }
  return std::nullopt;
}

bool ReadService(Bytes message, const Record& record, DnsAnswer& answer) {
  Cursor cursor(message, record.data_at);
  if (record.data_bytes < 7 || !cursor.Skip(4)) return false;
  const auto port = cursor.Number16();
  auto target = cursor.Name();
  if (!port || !target) return false;
  // The root as target means that there is no such service.
  if (!target->empty() && answer.services.size() < kServicesMax)
    answer.services.push_back({*std::move(target), *port});
  return true;
}

bool ReadAddress(Bytes message, const Record& record, std::size_t bytes, DnsAnswer& answer) {
  if (record.data_bytes != bytes) return false;
  const auto address = NodeAddressOf(message.subspan(record.data_at, bytes));
  if (address && IsUnicast(*address) && answer.addresses.size() < kAddressesMax)
    answer.addresses.push_back(*address);
  return true;
}

}  // namespace

std::optional<DnsAnswer> ParseDnsAnswer(Bytes message, std::string_view name, DnsType type) {
  const auto records = ReadRecords(message);
  if (!records) return std::nullopt;
  const auto owner = Follow(message, *records, std::string(name));
  if (!owner) return std::nullopt;
  DnsAnswer answer;
  bool ours = false;
  for (const Record& record : *records) {
    if (record.type != static_cast<std::uint16_t>(type)) continue;
    if (record.owner != *owner) {
      answer.foreign = true;
      continue;
    }
    ours = true;
    const bool read = type == DnsType::kSrv
                          ? ReadService(message, record, answer)
                          : ReadAddress(message, record, type == DnsType::kA ? 4 : 16, answer);
    if (!read) return std::nullopt;
  }
  answer.foreign = answer.foreign && !ours;
  return answer;
}

}  // namespace watchdog
