// What mariadbd's log adds to the record of views: the place of a view in the
// history, that a node without data waits for a state transfer, and that a view was not recorded.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "evidence/view_log.h"
#include "evidence/view_record.h"

namespace watchdog {

class ViewWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit ViewWatch(std::string data_directory) : data_directory_(std::move(data_directory)) {}

  // Before mariadbd starts. `empty`: there is no data, so that a record may begin with a transfer.
  void OnStart(RecordOwner owner, bool empty);

  // Lines of mariadbd's log, in order. One thread calls this and Check().
  void OnLog(const std::vector<std::string>& lines, Time now);

  // After each look at the log, also where nothing came. Adds the place of the newest view when the
  // notify command has recorded it; if it has not two seconds later, says so and removes the record.
  void Check(Time now);

 private:
  struct Pending {
    RecordedView view;
    Time since;
  };

  void NoteTransfer(const TransferWanted& wanted);

  const std::string data_directory_;
  std::optional<RecordOwner> new_owner_;  // where the directory was empty at the start
  ViewLog log_;
  std::optional<Pending> pending_;
  std::string said_;  // the problem logged last
};

}  // namespace watchdog
