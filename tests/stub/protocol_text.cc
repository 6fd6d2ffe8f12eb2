#include "stub/protocol_text.h"

namespace galera {
namespace {

constexpr std::uint16_t kStatusAutocommit = 2;
constexpr std::uint8_t kUtf8mb4 = 45;
constexpr std::uint8_t kVarString = 0xfd;
constexpr std::string_view kAuthPlugin = "mysql_native_password";

void PutInt(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>((value >> (8U * static_cast<unsigned>(i))) & 0xFFU);
}

void PutLength(std::string& out, std::uint64_t value) {
  if (value < 251) {
    PutInt(out, value, 1);
  } else if (value < 0x10000) {
    out += '\xfc';
    PutInt(out, value, 2);
  } else {
    out += '\xfd';
    PutInt(out, value, 3);
  }
}

void PutString(std::string& out, std::string_view text) {
  PutLength(out, text.size());
  out += text;
}

std::string ColumnPacket(const std::string& name) {
  std::string packet;
  for (const std::string_view text : {"def", "", "", "", name.c_str(), name.c_str()}) PutString(packet, text);
  PutLength(packet, 12);
  PutInt(packet, kUtf8mb4, 2);
  PutInt(packet, 1024, 4);
  PutInt(packet, kVarString, 1);
  PutInt(packet, 0, 5);
  return packet;
}

std::string RowPacket(const StubRow& row) {
  std::string packet;
  for (const StubCell& cell : row) {
    if (cell) {
      PutString(packet, *cell);
    } else {
      packet += '\xfb';
    }
  }
  return packet;
}

std::string EofPacket() {
  std::string packet = "\xfe";
  PutInt(packet, 0, 2);
  PutInt(packet, kStatusAutocommit, 2);
  return packet;
}

std::string OkWithHeader(char header) {
  std::string packet(1, header);
  PutLength(packet, 0);
  PutLength(packet, 0);
  PutInt(packet, kStatusAutocommit, 2);
  PutInt(packet, 0, 2);
  return packet;
}

}  // namespace

std::string GreetingPacket(std::string_view version, std::uint32_t connection_id,
                           std::uint32_t capabilities) {
  std::string packet = "\x0a";
  packet += version;
  packet += '\0';
  PutInt(packet, connection_id, 4);
  packet += "saltsalt";
  packet += '\0';
  PutInt(packet, capabilities & 0xFFFFU, 2);
  PutInt(packet, kUtf8mb4, 1);
  PutInt(packet, kStatusAutocommit, 2);
  PutInt(packet, capabilities >> 16U, 2);
  PutInt(packet, 21, 1);
  packet.append(10, '\0');
  packet += "saltsaltsalt";
  packet += '\0';
  packet += kAuthPlugin;
  packet += '\0';
  return packet;
}

Result<StubLogin> ParseLogin(std::string_view packet) {
  constexpr std::size_t kFixed = 32;
  const std::size_t user_end = packet.size() < kFixed ? std::string_view::npos : packet.find('\0', kFixed);
  if (user_end == std::string_view::npos) return Error{ErrorCode::kInvalid, "login packet too short"};
  StubLogin login;
  for (std::size_t i = 0; i < 4; ++i) {
    login.capabilities |= static_cast<std::uint32_t>(static_cast<unsigned char>(packet[i])) << (8U * i);
  }
  login.user = packet.substr(kFixed, user_end - kFixed);
  return login;
}

std::string OkPacket() { return OkWithHeader('\0'); }

std::string ErrorPacket(const StubError& error, bool with_state) {
  std::string packet = "\xff";
  PutInt(packet, error.code, 2);
  if (with_state) packet += "#" + error.sql_state;
  packet += error.message;
  return packet;
}

std::vector<std::string> ResultSetPackets(const StubTable& table, bool deprecate_eof) {
  std::vector<std::string> packets;
  std::string count;
  PutLength(count, table.columns.size());
  packets.push_back(count);
  for (const std::string& column : table.columns) packets.push_back(ColumnPacket(column));
  if (!deprecate_eof) packets.push_back(EofPacket());
  for (const StubRow& row : table.rows) packets.push_back(RowPacket(row));
  packets.push_back(deprecate_eof ? OkWithHeader('\xfe') : EofPacket());
  return packets;
}

std::string MalformedRowPacket() {
  std::string packet = "\xfa";
  packet += "abc";
  return packet;
}

}  // namespace galera
