#include "node/position.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "evidence/directory_state.h"
#include "system/file.h"

namespace watchdog {
namespace {

constexpr char kUuid[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";

std::optional<galera::Grastate> State(const std::string& uuid, const std::string& seqno) {
  return galera::ParseGrastate("# GALERA saved state\nversion: 2.1\nuuid: " + uuid + "\nseqno: " + seqno +
                               "\nsafe_to_bootstrap: 1\n");
}

TEST(AskPosition, RecoversAfterACrashOnly) {
  EXPECT_EQ(AskPosition(true, State(kUuid, "-1")).need, PositionNeed::kRecover);
  EXPECT_EQ(AskPosition(true, State(kUuid, "17")).need, PositionNeed::kNone);
  EXPECT_EQ(AskPosition(true, std::nullopt).need, PositionNeed::kRecover);
  EXPECT_EQ(AskPosition(true, galera::ParseGrastate("rubbish")).need, PositionNeed::kRecover);
  EXPECT_EQ(AskPosition(false, std::nullopt).need, PositionNeed::kNone);
}

// L2 and L16: what InnoDB holds then is not the cluster's.
TEST(AskPosition, NeverBelievesATransferCutShortOrANodeVotedOut) {
  EXPECT_EQ(AskPosition(true, galera::ParseGrastate("")).need, PositionNeed::kNever);
  EXPECT_EQ(AskPosition(true, State("00000000-0000-0000-0000-000000000000", "-1")).need,
            PositionNeed::kNever);
}

TEST(AskPosition, NeverBelievesADirectoryWithATransfersMarker) {
  EXPECT_EQ(AskPosition(true, State(kUuid, "17"), true).need, PositionNeed::kNever);
  EXPECT_EQ(AskPosition(false, std::nullopt, true).need, PositionNeed::kNone);
}

// The start and the evidence go by one set of rules.
TEST(AskPosition, AgreesWithTheStateOfTheDirectory) {
  const std::vector<std::optional<galera::Grastate>> all = {
      std::nullopt,         galera::ParseGrastate(""), galera::ParseGrastate("rubbish"),
      State(kUuid, "17"),   State(kUuid, "-1"),        State("00000000-0000-0000-0000-000000000000", "-1"),
      State(kUuid, "many"),
  };
  for (const auto& grastate : all) {
    for (const bool marker : {false, true}) {
      DirectoryFacts facts;
      facts.server_data = true;
      facts.grastate = grastate;
      facts.transfer_marker = marker;
      const DirectoryState state = JudgeDirectory(facts).state;
      const bool never = state == DirectoryState::kCutShort || state == DirectoryState::kZeroUuid;
      const PositionNeed need = AskPosition(true, grastate, marker).need;
      EXPECT_EQ(need == PositionNeed::kNever, never) << Name(state);
      EXPECT_EQ(need == PositionNeed::kNone, state == DirectoryState::kCleanStop) << Name(state);
    }
  }
}

TEST(PutViewAside, MovesAnEmptyOneAlwaysAndAnyWhenTold) {
  std::string folder = (std::filesystem::temp_directory_path() / "galera-position-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  NodeSettings settings;
  settings.data_directory = folder;
  EXPECT_EQ(*PutViewAside(settings, true), "");
  std::ofstream(folder + "/gvwstate.dat") << "my_uuid: x\n";
  EXPECT_EQ(*PutViewAside(settings, false), "");
  EXPECT_TRUE(std::filesystem::exists(folder + "/gvwstate.dat"));
  EXPECT_NE(*PutViewAside(settings, true), "");
  EXPECT_TRUE(std::filesystem::exists(folder + "/gvwstate.dat.aside"));
  std::ofstream(folder + "/gvwstate.dat", std::ios::trunc) << "";
  EXPECT_EQ(*PutViewAside(settings, false), "it is empty");
  EXPECT_FALSE(std::filesystem::exists(folder + "/gvwstate.dat"));
  std::filesystem::remove_all(folder);
}

TEST(AllowBootstrap, KeepsWhatWasThereAndWritesThePosition) {
  std::string folder = (std::filesystem::temp_directory_path() / "galera-position-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  NodeSettings settings;
  settings.data_directory = folder;
  std::ofstream(folder + "/grastate.dat") << "the old one";
  ASSERT_TRUE(AllowBootstrap(settings, std::string(kUuid) + ":42").ok());
  const galera::Grastate state = galera::ParseGrastate(*galera::ReadFile(folder + "/grastate.dat"));
  EXPECT_EQ(state.uuid, kUuid);
  EXPECT_EQ(state.seqno, 42);
  EXPECT_EQ(state.safe_to_bootstrap, true);
  bool kept = false;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with("grastate.dat.before-")) {
      kept = *galera::ReadFile(entry.path()) == "the old one";
    }
  }
  EXPECT_TRUE(kept);
  EXPECT_FALSE(AllowBootstrap(settings, "").ok());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace watchdog
