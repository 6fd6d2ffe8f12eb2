// Three nodes killed under load; their directories are copied, and inspected elsewhere.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "cluster/background_writer.h"
#include "cluster/cluster.h"
#include "cluster/template_directory.h"
#include "evidence/view_record.h"
#include "galera/gvwstate.h"
#include "inspection.h"

namespace galera {
namespace {

using testing_cluster::BackgroundWriter;
using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::Millis;

class CrashedCluster : public testing::Test {
 protected:
  // The record that galera-warden node keeps of that view.
  void WriteRecord(int number) const {
    auto& node = cluster_->node(number);
    const Gvwstate view = ParseGvwstate(testing_cluster::ReadFile(node.data_directory() + "/gvwstate.dat"));
    ASSERT_TRUE(view.my_uuid && view.members.size() == 3);
    watchdog::ViewRecord record;
    record.cluster_name = "cluster";
    record.node_name = node.name();
    record.member_uuid = *view.my_uuid;
    record.taken = watchdog::RecordedView{history_, place_in_history_, {}, {}};
    for (const auto& [name, uuid] : uuids_) record.taken->members.push_back({uuid, name, ""});
    record.written = 1700000000;
    ASSERT_TRUE(
        testing_cluster::WriteFile(node.data_directory() + "/" + std::string(watchdog::kViewRecordName),
                                   watchdog::RenderViewRecord(record))
            .ok());
  }

  void FormAndKill() {
    auto started = Cluster::Start(ClusterOptions());
    ASSERT_TRUE(started.ok()) << started.error().message;
    cluster_ = std::move(*started);
    history_ = *cluster_->node(1).StatusVariable("wsrep_cluster_state_uuid");
    place_in_history_ = std::stoll(*cluster_->node(1).StatusVariable("wsrep_last_committed"));
    for (int n = 1; n <= 3; ++n)
      uuids_[cluster_->node(n).name()] = *cluster_->node(n).StatusVariable("wsrep_gcomm_uuid");
    for (int n = 1; n <= 3; ++n) ASSERT_NO_FATAL_FAILURE(WriteRecord(n));
    {
      const BackgroundWriter writer(cluster_->node(2).socket(), Millis(1));
      ASSERT_TRUE(testing_cluster::WaitUntil([&] { return writer.rows() > 50; }, Millis(30000)));
      for (const int n : {3, 1, 2}) ASSERT_TRUE(cluster_->node(n).Kill().ok());
    }
    for (int n = 1; n <= 3; ++n)
      ASSERT_TRUE(testing_cluster::CopyDirectory(cluster_->node(n).data_directory(), Copy(n)).ok());
  }

  std::string Copy(int number) const { return place_.At("copy" + std::to_string(number)); }

  Place place_;
  std::unique_ptr<Cluster> cluster_;
  std::string history_;
  std::int64_t place_in_history_ = 0;
  std::map<std::string, std::string> uuids_;
};

TEST_F(CrashedCluster, CopiesGiveTheVerdictThatTheOriginalsGive) {
  ASSERT_NO_FATAL_FAILURE(FormAndKill());
  const std::vector<std::string> copies = {Copy(1), Copy(2), Copy(3)};
  const Inspection unrecovered = Inspect({"--json", Copy(1), Copy(2), Copy(3)});
  EXPECT_EQ(unrecovered.code, 4) << unrecovered.out;

  const Inspection seen = Inspect({"--json", "--recover-copy=" + place_.path(), Copy(3), Copy(1), Copy(2)});
  ASSERT_EQ(seen.code, 0) << seen.out << seen.err;
  // What each really has.
  std::int64_t most = -1;
  std::string winner;
  for (int n = 1; n <= 3; ++n) {
    const auto position = cluster_->node(n).RecoverPosition();
    ASSERT_TRUE(position.ok()) << position.error().message;
    EXPECT_EQ(position->uuid, history_);
    if (position->seqno > most) winner = cluster_->node(n).name();
    most = std::max<std::int64_t>(most, position->seqno);
  }
  RecordProperty("seqno", std::to_string(most));
  EXPECT_EQ(seen.json["verdict"]["winner"]["name"], winner) << seen.out;
  EXPECT_EQ(seen.json["verdict"]["winner"]["seqno"], most);
  EXPECT_EQ(seen.json["verdict"]["winner"]["state_uuid"], history_);
  EXPECT_FALSE(place_.Holds("galera-warden-inspect"));

  // One missing, and nothing is proven, however much the others have.
  const Inspection part = Inspect({"--json", "--recover-copy=" + place_.path(), Copy(1), Copy(2)});
  EXPECT_EQ(part.code, 4);
  EXPECT_EQ(part.json["verdict"]["objections"][0]["kind"], "member_silent") << part.out;
  EXPECT_EQ(part.json["verdict"]["objections"][0]["node"], "node3") << part.out;
}

}  // namespace
}  // namespace galera
