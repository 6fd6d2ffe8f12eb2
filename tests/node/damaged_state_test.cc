// What Galera's own files may look like after an accident, and that such a node
// comes back by a full state transfer and never gives its data to others.
#include <csignal>
#include <filesystem>
#include <fstream>

#include "node_life.h"

namespace galera {
namespace {

class DamagedState : public NodeLife {
 protected:
  static void WriteFile(const std::string& name, const std::string& text) {
    const std::string path = stage_->data(3) + "/" + name;
    std::ofstream(path, std::ios::trunc) << text;
    std::filesystem::permissions(path, std::filesystem::perms(0666));
  }
  // Stops node 3 cleanly, and puts these in place of Galera's files.
  static void StopAndWrite(const std::string& grastate, const std::string& gvwstate) {
    kill(*stage_->Supervisor(3), SIGTERM);
    ASSERT_TRUE(Gone(3)) << LogTail(3);
    WriteFile("grastate.dat", grastate);
    WriteFile("gvwstate.dat", gvwstate);
  }
  static void ExpectBackByFullTransfer(const std::string& finding) {
    ASSERT_TRUE(stage_->Start(3));
    ASSERT_TRUE(Whole()) << LogTail(3);
    EXPECT_NE(Log(3).find(finding), std::string::npos) << LogTail(3);
    EXPECT_NE(Log(3).find("SST received: "), std::string::npos) << LogTail(3);
    EXPECT_NE(Log(3).find("initial position: 00000000-0000-0000-0000-000000000000:-1"), std::string::npos)
        << "started from a position that must not be believed";
  }
};

constexpr char kVotedOut[] =
    "# GALERA saved state\nversion: 2.1\nuuid:    00000000-0000-0000-0000-000000000000\nseqno:   -1\n"
    "safe_to_bootstrap: 0\n";

TEST_F(DamagedState, ANodeVotedOutComesBackByAFullTransfer) {
  StopAndWrite(kVotedOut, "");
  ExpectBackByFullTransfer("grastate.dat has a zero UUID");
  EXPECT_NE(Log(3).find("gvwstate.dat is put aside"), std::string::npos) << LogTail(3);
}

TEST_F(DamagedState, OneWhoseTransferWasCutShortComesBackByAFullTransfer) {
  StopAndWrite("", "");
  WriteFile("sst_in_progress", "");
  ExpectBackByFullTransfer("a state transfer was cut short");
}

TEST_F(DamagedState, NoClusterIsStartedFromANodeVotedOut) {
  StopAndWrite(kVotedOut, "");
  NodeStage::Options alone;
  alone.arguments = {"seed"};
  ASSERT_TRUE(stage_->Start(3, alone));
  ASSERT_TRUE(Says(3, "ACTION REQUIRED")) << LogTail(3);
  std::ofstream(stage_->confirm(3) + "/confirm-new-cluster") << "";
  ASSERT_TRUE(Says(3, "confirm-new-cluster is refused: grastate.dat has a zero UUID")) << LogTail(3);
  EXPECT_FALSE(stage_->Server(3));
  kill(*stage_->Supervisor(3), SIGTERM);
  ASSERT_TRUE(Gone(3)) << LogTail(3);
  ASSERT_TRUE(stage_->Start(3));
  ASSERT_TRUE(Whole()) << LogTail(3);
}

}  // namespace
}  // namespace galera
