// A place for one first start: data, run and script directories, a small
// configuration, and settings that point there. All is gone at the end.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "first_start/first_start.h"
#include "settings/node_settings.h"

namespace watchdog {

// The settings and options of a scene at `root`; the same in every program.
NodeSettings SceneSettings(const std::string& root);
FirstStartOptions SceneOptions(const std::string& root);

class Scene {
 public:
  Scene();
  // At a directory of somebody else's, which is left there.
  explicit Scene(std::string root);
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;
  ~Scene();

  const std::string& root() const { return root_; }
  std::string At(const std::string& name) const { return root_ + "/" + name; }
  // Under the root; readable by everybody.
  void Write(const std::string& name, const std::string& text, bool executable = false) const;
  std::string Read(const std::string& name) const;  // empty if it is not there

  // With what it reported noted below.
  galera::Status Run();
  std::vector<std::string> Told(Progress::Kind kind) const;
  std::vector<Progress> Passwords() const;
  std::string AllText() const;  // everything that was reported, passwords aside

  NodeSettings settings;
  FirstStartOptions options;

 private:
  void Make();

  std::string root_;
  bool ours_ = true;
  mutable std::mutex mutex_;
  std::vector<Progress> told_;
};

}  // namespace watchdog
