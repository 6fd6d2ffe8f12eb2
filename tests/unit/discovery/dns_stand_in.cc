#include "dns_stand_in.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace watchdog::test {
namespace {

void Put16(std::string& out, unsigned value) {
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}

std::string NameBytes(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    out += static_cast<char>(label.size());
    out += label;
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  return out + '\0';
}

// The name and type of a question; compression does not occur there.
std::pair<std::string, DnsType> QuestionOf(const std::uint8_t* bytes, std::size_t size) {
  std::string name;
  std::size_t at = 12;
  while (at < size && bytes[at] != 0) {
    if (!name.empty()) name += '.';
    for (std::size_t i = 1; i <= bytes[at]; ++i) name += static_cast<char>(std::tolower(bytes[at + i]));
    at += 1u + bytes[at];
  }
  return {name, static_cast<DnsType>(bytes[at + 1] << 8 | bytes[at + 2])};
}

}  // namespace

DnsRecord AddressRecord(const std::string& owner, const std::string& address) {
  const NodeAddress parsed = ParseNodeAddress(address).value();
  const bool four = parsed.family == NodeAddress::Family::kIPv4;
  return {owner, four ? DnsType::kA : DnsType::kAaaa,
          std::string(parsed.bytes.begin(), parsed.bytes.begin() + (four ? 4 : 16))};
}

DnsRecord CnameRecord(const std::string& owner, const std::string& target) {
  return {owner, DnsType::kCname, NameBytes(target)};
}

DnsRecord ServiceRecord(const std::string& owner, const std::string& target, std::uint16_t port) {
  std::string data(4, '\0');
  Put16(data, port);
  return {owner, DnsType::kSrv, data + NameBytes(target)};
}

std::vector<std::uint8_t> DnsMessage(std::uint16_t id, const std::string& name, DnsType type,
                                     const DnsReply& reply) {
  std::string out;
  Put16(out, id);
  Put16(out, 0x8180u | static_cast<unsigned>(reply.code));
  Put16(out, 1);
  Put16(out, static_cast<unsigned>(reply.records.size()));
  Put16(out, 0);
  Put16(out, 0);
  out += NameBytes(name);
  Put16(out, static_cast<unsigned>(type));
  Put16(out, 1);
  for (const DnsRecord& record : reply.records) {
    if (record.owner == name) {
      Put16(out, 0xc00c);  // a pointer to the question's name, as servers write it
    } else {
      out += NameBytes(record.owner);
    }
    Put16(out, static_cast<unsigned>(record.type));
    Put16(out, 1);
    out += std::string(4, '\0');
    Put16(out, static_cast<unsigned>(record.data.size()));
    out += record.data;
  }
  return {out.begin(), out.end()};
}

DnsStandIn::DnsStandIn()
    : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)), stop_fd_(eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("DnsStandIn: no port");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Loop(); });
}

DnsStandIn::~DnsStandIn() {
  eventfd_write(stop_fd_, 1);
  thread_.join();
  close(socket_);
  close(stop_fd_);
}

void DnsStandIn::Set(const std::string& name, DnsType type, DnsReply reply) {
  const std::lock_guard lock(mutex_);
  replies_[{name, type}] = std::move(reply);
}

void DnsStandIn::Address(const std::string& name, const std::string& address) {
  const DnsRecord record = AddressRecord(name, address);
  const std::lock_guard lock(mutex_);
  replies_[{name, record.type}].records.push_back(record);
}

void DnsStandIn::Wildcard(const std::string& domain, const std::string& address) {
  const std::lock_guard lock(mutex_);
  wild_domain_ = domain;
  wild_address_ = address;
}

std::vector<std::string> DnsStandIn::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

DnsReply DnsStandIn::ReplyFor(const std::string& name, DnsType type) {
  const std::lock_guard lock(mutex_);
  asked_.push_back(name + " " + std::to_string(static_cast<int>(type)));
  if (const auto found = replies_.find({name, type}); found != replies_.end()) return found->second;
  if (!wild_domain_.empty() && name.ends_with("." + wild_domain_)) {
    if (type == DnsType::kA) return {0, {AddressRecord(name, wild_address_)}, false};
    return {};
  }
  const bool known = std::any_of(replies_.begin(), replies_.end(),
                                 [&](const auto& reply) { return reply.first.first == name; });
  return {known ? 0 : 3, {}, false};
}

void DnsStandIn::Loop() {
  while (true) {
    std::array<pollfd, 2> waited = {{{socket_, POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
    poll(waited.data(), waited.size(), -1);
    if (waited[1].revents != 0) return;
    std::array<std::uint8_t, 2048> bytes{};
    sockaddr_in from{};
    socklen_t from_size = sizeof from;
    const ssize_t count =
        recvfrom(socket_, bytes.data(), 512, 0, reinterpret_cast<sockaddr*>(&from), &from_size);
    if (count < 17) continue;
    const auto [name, type] = QuestionOf(bytes.data(), static_cast<std::size_t>(count));
    const DnsReply reply = ReplyFor(name, type);
    if (reply.silent) continue;
    const auto id = static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
    const auto message = DnsMessage(id, name, type, reply);
    sendto(socket_, message.data(), message.size(), 0, reinterpret_cast<sockaddr*>(&from), from_size);
  }
}

}  // namespace watchdog::test
