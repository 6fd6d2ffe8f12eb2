// What is to go to our standard error, while nobody takes it: a bounded number
// of bytes, then whole lines are left out and counted. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchdog::supervisor {

inline constexpr std::size_t kOutputBytesMax = std::size_t{256} * 1024;
// What of a line goes to the worker, and in pieces of which size a longer one is handled.
inline constexpr std::size_t kLineBytesMax = 4096;

// Cuts a stream of bytes into lines. Memory: one piece.
class LineCutter {
 public:
  struct Piece {
    std::string_view text;  // without the line's end; valid until the next call
    bool first = true;      // of its line
    bool last = true;
  };

  // Takes the next piece off `bytes`; false when they hold no whole one (they are kept for the next call).
  bool Next(std::string_view& bytes, Piece& piece);
  // The line that was begun; false if there is none.
  bool Rest(Piece& piece);

 private:
  std::string begun_;  // of the piece
  bool first_ = true;
  bool given_ = false;  // begun_ was handed out
};

class OutputBuffer {
 public:
  explicit OutputBuffer(std::size_t bytes_max = kOutputBytesMax) : bytes_max_(bytes_max) {}

  // Once a line was left out, so are all until half of the space is free again.
  void Add(const LineCutter::Piece& piece);
  // A line of our own, with its end, for which a little more space is kept.
  void AddOwn(std::string_view line);
  // How many lines were left out and there is space to say so: to be said now. 0: nothing to say.
  std::uint64_t TakeDropped();
  // The same, space or not: at the end.
  std::uint64_t TakeAllDropped();

  bool empty() const { return head_ == data_.size(); }
  std::size_t size() const { return data_.size() - head_; }
  // What to write next: at most `bytes_max`, up to the end of a line if there is one.
  std::string_view Front(std::size_t bytes_max) const;
  void Remove(std::size_t bytes);
  void Clear();

 private:
  std::size_t bytes_max_;
  std::string data_;
  std::size_t head_ = 0;
  std::uint64_t dropped_ = 0;
  bool full_ = false;
  bool skipping_ = false;  // the rest of a line of which a piece was left out
};

}  // namespace watchdog::supervisor
