#include <gtest/gtest.h>

#include <filesystem>

#include "cluster/saved_state.h"
#include "cluster/template_directory.h"
#include "inspection.h"

namespace galera {
namespace {

namespace fs = std::filesystem;
using testing_cluster::Millis;

constexpr char kUuid[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";

class Inspect : public testing::Test {
 protected:
  void MakeTables(const std::string& name) const {
    for (const char* table : {"global_priv.frm", "proc.frm", "index_stats.frm"})
      place_.Write(name + "/mysql/" + table, "");
    place_.Write(name + "/ibdata1", "");
  }
  void WriteGrastate(const std::string& name, const std::string& seqno) const {
    place_.Write(name + "/grastate.dat", std::string("version: 2.1\nuuid:    ") + kUuid +
                                             "\nseqno:   " + seqno + "\nsafe_to_bootstrap: 0\n");
  }

  Place place_;
};

TEST_F(Inspect, ShowsWhatEachDirectoryIs) {
  MakeTables("clean");
  WriteGrastate("clean", "17");
  MakeTables("crashed");
  WriteGrastate("crashed", "-1");
  MakeTables("cut");
  place_.Write("cut/grastate.dat", "");
  place_.Write("strange/notes", "x");
  const Inspection seen =
      galera::Inspect({"--json", place_.At("clean"), place_.At("crashed"), "me=" + place_.At("cut"),
                       place_.At("strange"), place_.At("nowhere")});
  EXPECT_EQ(seen.code, 4) << seen.err;
  ASSERT_EQ(seen.json["nodes"].size(), 5U) << seen.out;
  const std::vector<std::string> states = {"clean stop", "crashed", "transfer cut short", "no data directory",
                                           "empty"};
  for (std::size_t i = 0; i < states.size(); ++i) EXPECT_EQ(seen.json["nodes"][i]["state"], states[i]) << i;
  EXPECT_EQ(seen.json["nodes"][0]["seqno"], 17);
  EXPECT_EQ(seen.json["nodes"][1]["seqno"], nullptr);
  EXPECT_EQ(seen.json["nodes"][2]["name"], "me");
  EXPECT_EQ(seen.json["verdict"]["kind"], "not_proven");
}

TEST_F(Inspect, IsATableForPeople) {
  MakeTables("crashed");
  WriteGrastate("crashed", "-1");
  const Inspection seen = galera::Inspect({place_.At("crashed")});
  EXPECT_EQ(seen.code, 4);
  EXPECT_TRUE(seen.out.starts_with("node")) << seen.out;
  EXPECT_NE(seen.out.find("--recover-copy=DIR"), std::string::npos) << seen.out;
  EXPECT_NE(seen.out.find("NOT PROVEN"), std::string::npos) << seen.out;
}

TEST_F(Inspect, ChangesNothing) {
  MakeTables("crashed");
  WriteGrastate("crashed", "-1");
  const auto before = fs::last_write_time(place_.At("crashed"));
  galera::Inspect({place_.At("crashed")});
  EXPECT_EQ(fs::last_write_time(place_.At("crashed")), before);
}

TEST_F(Inspect, SaysWhatIsWrongWithACommandLine) {
  EXPECT_EQ(galera::Inspect({}).code, 2);
  EXPECT_EQ(galera::Inspect({"--jason", "/"}).code, 2);
  EXPECT_EQ(galera::Inspect({"--recover", place_.path()}).code, 2);
  EXPECT_EQ(galera::Inspect({"--help"}).code, 0);
}

// A port of loopback that nobody listens on.
TEST_F(Inspect, AHostThatIsSilentIsUnknown) {
  const Inspection seen = galera::Inspect({"--json", "127.0.0.1:1"});
  EXPECT_EQ(seen.code, 1) << seen.out;
  EXPECT_EQ(seen.json["nodes"][0]["state"], "silent");
  EXPECT_EQ(seen.json["nodes"][0]["primary"], nullptr);
}

TEST_F(Inspect, RecoversACopyAndLeavesTheOriginalAlone) {
  const auto made = testing_cluster::EnsureTemplate(Millis(50000));
  ASSERT_TRUE(made.ok()) << made.error().message;
  ASSERT_TRUE(testing_cluster::CopyDirectory(made->galera, place_.At("data")).ok());
  const std::string grastate = testing_cluster::ReadFile(place_.At("data/grastate.dat"));
  const auto clean = testing_cluster::ParseGrastate(grastate);
  ASSERT_TRUE(clean.Known());
  place_.Write("data/grastate.dat", "version: 2.1\nuuid: " + clean.uuid + "\nseqno: -1\n");
  const auto redo = fs::last_write_time(place_.At("data/ib_logfile0"));
  const Inspection seen = galera::Inspect({"--json", "--recover-copy=" + place_.path(), place_.At("data")});
  EXPECT_EQ(seen.json["nodes"][0]["seqno"], clean.seqno) << seen.out << seen.err;
  EXPECT_EQ(seen.json["nodes"][0]["state_uuid"], clean.uuid);
  EXPECT_EQ(fs::last_write_time(place_.At("data/ib_logfile0")), redo);
  EXPECT_FALSE(place_.Holds("galera-warden-inspect")) << "the copy is removed";
}

// Recovery of a copy with a link would change what the link leads to.
TEST_F(Inspect, MakesNoCopyOfWhatHasLinks) {
  MakeTables("crashed");
  WriteGrastate("crashed", "-1");
  fs::create_symlink("/tmp", place_.At("crashed/elsewhere"));
  const Inspection seen =
      galera::Inspect({"--json", "--recover-copy=" + place_.path(), place_.At("crashed")});
  EXPECT_EQ(seen.code, 4);
  EXPECT_NE(std::string(seen.json["nodes"][0]["seqno_note"]).find("a link"), std::string::npos) << seen.out;
  EXPECT_FALSE(place_.Holds("galera-warden-inspect"));
}

}  // namespace
}  // namespace galera
