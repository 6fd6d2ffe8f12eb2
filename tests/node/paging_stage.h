// Three real nodes that page: a plain webhook, a service that takes repeats of a key as one incident, and
// a real Alertmanager. All three are in the switch's namespace, where no cable of a node is.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.h"
#include "cluster/wait.h"
#include "node_stage.h"
#include "page/recorder.h"

namespace galera {

// One message that was received.
struct Told {
  std::string key;  // "GaleraNodeDown/node3", of a cluster's incident without the node
  bool firing = false;
  std::string summary;
  std::chrono::steady_clock::time_point at;
};

class PagingStage : public testing::Test {
 protected:
  using Time = std::chrono::steady_clock::time_point;
  enum class Way { kPlain, kDuty };  // kDuty deduplicates, as PagerDuty does

  // What a case must hear of, and how often the plain webhook may be told the same.
  enum class Plain { kOnce, kAtLeastOnce };
  static const std::vector<int> kAll;

  // Three nodes that serve, and have nothing to say: those of the case before where they were left whole.
  // `more`: lines of the section `paging`.
  void Begin(const std::string& more = "  flapping: {fires: 1000}\n");
  void TearDown() override;
  NodeStage& stage() { return *shared_.stage; }
  watchdog::test::Recorder& recorder() { return *shared_.recorder; }

  void Start(const std::vector<int>& nodes);
  void KillServers(const std::vector<int>& nodes);  // mariadbd with -9, at once; the program ends with it
  void StopCleanly(const std::vector<int>& nodes);  // at once, to their end
  void KillWorker(int node);                        // with -9; returns when there is another
  void Run(int node, const std::vector<std::string>& arguments);  // a command of the program

  // Each within a minute.
  bool Whole();                                  // all are Synced
  bool Says(int node, const std::string& text);  // its log, in this case
  bool Hears(const std::string& key, bool firing, Way way = Way::kPlain);
  bool Calm();  // no node sees an incident, or has one to tell

  // Since Begin(), or the last call of Forget().
  std::vector<Told> ToldTo(Way way) const;
  // How often each key has begun and ended there. A service that deduplicates takes a repeat as the same
  // incident, and the end of what has ended as nothing.
  struct Course {
    int begun = 0;
    int ended = 0;
    bool open = false;
    bool ended_unbegun = false;
  };
  std::map<std::string, Course> Courses(Way way) const;
  void Forget();
  // All of `keys` have begun and ended at both receivers, in that order and once; and no others, but
  // those of `also`, which are as orderly.
  void ExpectTold(const std::vector<std::string>& keys, Plain plain,
                  const std::vector<std::string>& also = {});
  void ExpectSilence();
  // The alerts that the Alertmanager has told of, with "firing" or "resolved".
  std::vector<std::string> FromAlertmanager() const;
  // The alerts that are active in it; nullopt: it gives no answer.
  std::optional<std::vector<std::string>> InAlertmanager() const;

  // Kills the mariadbd of `node`, and waits until the plain webhook has heard that it is missing.
  struct Latency {
    double from_kill = 0;  // seconds
    double from_view = 0;  // since a node's log showed the view without it, as this test saw it
  };
  std::optional<Latency> KillAndTime(int node);

  std::string Logs();
  std::string Table() const;  // of all that was told

 private:
  // What one case leaves to the next.
  struct Shared {
    std::unique_ptr<NodeStage> stage;
    std::unique_ptr<watchdog::test::Recorder> recorder;
    std::optional<testing_cluster::ChildProcess> alertmanager;
    std::string more;
    bool whole = false;
  };
  static Shared shared_;
  friend class EndOfPaging;

  void Make();
  void StartAlertmanager();
  std::string ConfigOf(int node) const;
  bool HasNothingToSay(int node);
  void ExpectOrder(Way way, const std::vector<std::string>& keys, const std::vector<std::string>& also,
                   Plain plain) const;

  std::size_t heard_ = 0;  // requests that are of a case before
  Time began_;
  std::map<int, std::size_t> logged_;  // bytes of a node's log that are of a case before
};

}  // namespace galera
