// Writes that go on while a test looks at something else.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "cluster/wait.h"

namespace galera::testing_cluster {

// A thread that inserts a row of some 200 bytes every `period` into test.written (made here), through one
// session that it opens anew after an error. An answer takes 20 s at most, and so does the end.
class BackgroundWriter {
 public:
  BackgroundWriter(std::string socket, Millis period);
  ~BackgroundWriter();

  std::uint64_t rows() const { return rows_; }  // committed so far

 private:
  void Loop(Millis period);

  const std::string socket_;
  std::atomic<std::uint64_t> rows_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace galera::testing_cluster
