// A terminal of its own: what a program writes to it is read here.
#pragma once

#include <mutex>
#include <string>
#include <thread>

namespace galera::process {

class Terminal {
 public:
  // Throws if the system has no more of them.
  Terminal(unsigned short columns, unsigned short rows);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  const std::string& path() const { return path_; }  // for whoever is to write to it
  std::string Written() const;                       // so far

 private:
  void Read();

  int master_ = -1;
  int slave_ = -1;  // kept open: else it would be gone with the first who closes it
  int stop_fd_ = -1;
  std::string path_;
  mutable std::mutex mutex_;
  std::string written_;  // protected by mutex_
  std::thread reader_;
};

}  // namespace galera::process
