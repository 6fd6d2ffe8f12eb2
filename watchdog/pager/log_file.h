// Follows a log file that another program writes, on a thread of its own: mariadbd's error log, beside a
// mariadbd that we have not started.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace watchdog {

class LogFile {
 public:
  // Lines without their ends, in order, on the thread of the file; never none. The thread waits for it.
  using Sink = std::function<void(const std::vector<std::string>& lines)>;

  // Begins at the end of a file that is there, and at the start of one that appears later. Goes on through
  // rotation: a new file under the name is read once something is in it (until then the writer may still
  // have the old one open), after the rest of the old one; one that got shorter (copytruncate) is read from
  // its start. What is written and cut away between two looks, or again up to its former length, is lost.
  // A file that can't be read is said in the log, once, and tried again. Lines are cut at 4 KiB.
  //
  // The kernel tells of each write (inotify), so that lines arrive within some milliseconds; a look every
  // 100 ms finds rotation, and does for file systems that do not tell.
  LogFile(std::string path, Sink sink);
  ~LogFile();  // at once, but for a sink that is at work
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

 private:
  std::jthread thread_;
};

}  // namespace watchdog
