#include "http/gzip.h"

#include <sys/mman.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace galera {
namespace {

// Hands out pieces of one mapping; deflateInit2 takes five, about 268 KB in
// all with 15 window bits and memory level 8 (zconf.h).
class Arena {
 public:
  Arena() : start_(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {}
  ~Arena() {
    if (start_ != MAP_FAILED) munmap(start_, kBytes);
  }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  static void* Take(void* opaque, unsigned items, unsigned size) {
    auto* self = static_cast<Arena*>(opaque);
    const std::size_t bytes = (static_cast<std::size_t>(items) * size + 63) / 64 * 64;
    if (self->start_ == MAP_FAILED || bytes > kBytes - self->used_) return nullptr;
    void* piece = static_cast<char*>(self->start_) + self->used_;
    self->used_ += bytes;
    return piece;
  }
  static void GiveBack(void*, void*) {}

 private:
  static constexpr std::size_t kBytes = 524288;  // untouched pages cost nothing
  void* start_;
  std::size_t used_ = 0;
};

}  // namespace

std::optional<std::string> Gzip(std::string_view body, int level) {
  if (body.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
  Arena arena;
  z_stream stream{};
  stream.zalloc = Arena::Take;
  stream.zfree = Arena::GiveBack;
  stream.opaque = &arena;
  constexpr int kGzipWrapper = 16;
  if (deflateInit2(&stream, level, Z_DEFLATED, 15 + kGzipWrapper, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string out;
  out.reserve(body.size() / 8 + 256);
  // zlib never writes through next_in; the cast is its old interface.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  std::array<char, 8192> piece;  // on a 100 KiB stack, see server.h
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    state = deflate(&stream, Z_FINISH);
    out.append(piece.data(), piece.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  if (state != Z_STREAM_END) return std::nullopt;
  return out;
}

}  // namespace galera
