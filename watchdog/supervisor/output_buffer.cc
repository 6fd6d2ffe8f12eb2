#include "supervisor/output_buffer.h"

#include <algorithm>
#include <utility>

namespace watchdog::supervisor {
namespace {

// For our own lines beyond what mariadbd's may fill.
constexpr std::size_t kOwnBytes = std::size_t{16} * 1024;
constexpr std::size_t kCompactFrom = std::size_t{64} * 1024;

}  // namespace

bool LineCutter::Next(std::string_view& bytes, Piece& piece) {
  if (given_) begun_.clear();
  given_ = false;
  const std::size_t room = kLineBytesMax - begun_.size();
  const std::size_t end = bytes.substr(0, room + 1).find('\n');
  if (end == std::string_view::npos && bytes.size() <= room) {
    begun_ += bytes;
    bytes = {};
    return false;
  }
  const bool last = end != std::string_view::npos;
  const std::size_t taken = last ? end : room;
  if (begun_.empty()) {
    piece.text = bytes.substr(0, taken);
  } else {
    begun_ += bytes.substr(0, taken);
    piece.text = begun_;
    given_ = true;
  }
  bytes.remove_prefix(taken + (last ? 1 : 0));
  piece.first = first_;
  piece.last = last;
  first_ = last;
  return true;
}

bool LineCutter::Rest(Piece& piece) {
  if (given_) begun_.clear();
  if (begun_.empty() && first_) return false;
  given_ = true;
  piece = {begun_, first_, true};
  first_ = true;
  return true;
}

void OutputBuffer::Add(const LineCutter::Piece& piece) {
  if (piece.first) skipping_ = false;
  if (skipping_) return;
  if (full_ && size() <= bytes_max_ / 2 && dropped_ == 0) full_ = false;
  if (full_ || size() + piece.text.size() + 1 > bytes_max_) {
    full_ = true;
    skipping_ = true;
    ++dropped_;
    if (!piece.first) data_ += '\n';
    return;
  }
  data_ += piece.text;
  if (piece.last) data_ += '\n';
}

void OutputBuffer::AddOwn(std::string_view line) {
  if (size() + line.size() > bytes_max_ + kOwnBytes) {
    ++dropped_;
    full_ = true;
    return;
  }
  data_ += line;
}

std::uint64_t OutputBuffer::TakeDropped() {
  if (dropped_ == 0 || size() > bytes_max_ / 2) return 0;
  return TakeAllDropped();
}

std::uint64_t OutputBuffer::TakeAllDropped() { return std::exchange(dropped_, 0); }

std::string_view OutputBuffer::Front(std::size_t bytes_max) const {
  const std::string_view all = std::string_view(data_).substr(head_);
  if (all.size() <= bytes_max) return all;
  const std::size_t end = all.substr(0, bytes_max).rfind('\n');
  return all.substr(0, end == std::string_view::npos ? bytes_max : end + 1);
}

void OutputBuffer::Remove(std::size_t bytes) {
  head_ += std::min(bytes, size());
  if (empty()) {
    data_.clear();
    head_ = 0;
  } else if (head_ >= kCompactFrom) {
    data_.erase(0, head_);
    head_ = 0;
  }
}

void OutputBuffer::Clear() {
  data_.clear();
  head_ = 0;
}

}  // namespace watchdog::supervisor
