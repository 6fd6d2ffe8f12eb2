// Packets over a socket, and the flag that ends every wait at once when the server stops.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace galera {

// Read from many threads, raised once. The file descriptor becomes readable when raised.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void Raise();
  int fd() const { return fd_; }
  // False when the time passed without a stop.
  bool WaitFor(int milliseconds) const;

 private:
  int fd_;
};

// Owns the socket. Every call returns false or nothing once the peer hung up or the stop was raised.
class PacketStream {
 public:
  PacketStream(int socket, const StopSignal& stop);
  ~PacketStream();
  PacketStream(const PacketStream&) = delete;
  PacketStream& operator=(const PacketStream&) = delete;

  // The payload; the sequence number of the next packet written follows the one read.
  std::optional<std::string> Read();
  bool Write(std::string_view payload);
  // The header promises `promised` bytes whatever the payload's size.
  bool WriteWithLength(std::string_view payload, std::size_t promised);
  void StartCommand() { sequence_ = 0; }
  // Until the peer hangs up or the server stops; what the peer sends meanwhile is thrown away.
  void WaitForHangup();

 private:
  bool WaitReady(short events);
  std::optional<std::string> ReadBytes(std::size_t count);
  bool WriteBytes(std::string_view bytes);

  int socket_;
  const StopSignal& stop_;
  std::uint8_t sequence_ = 0;
};

}  // namespace galera
