// The program's `inspect`, run to its end.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cluster/child_process.h"

namespace galera {

// A directory that everybody may pass through, gone with this.
class Place {
 public:
  Place();
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  std::string At(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  void Write(const std::string& name, const std::string& text) const;
  bool Holds(const std::string& part) const;  // a name with that in it, at the top

 private:
  std::string path_;
};

struct Inspection {
  int code = -1;
  std::string out;
  std::string err;
  nlohmann::json json;  // of `out`, where it is JSON
};

// At most a minute. Problems are test failures, with code -1.
Inspection Inspect(const std::vector<std::string>& arguments);

}  // namespace galera
