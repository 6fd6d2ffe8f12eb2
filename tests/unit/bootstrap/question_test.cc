#include "bootstrap/question.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

constexpr char kHistory[] = "11111111-1111-1111-1111-111111111111";

Testimony Has(const std::string& name, std::int64_t seqno) {
  Testimony t;
  t.node_id = t.name = name;
  t.primary = Testimony::Primary::kNo;
  t.data = Testimony::Data::kPosition;
  t.position = Position{kHistory, seqno};
  const RecordedView view{kHistory, 5, {}, {{"uuid-a", "a", "h:1"}, {"uuid-b", "b", "h:2"}}};
  t.record = ViewRecord{"cluster", name, "h", "uuid-" + name, view, {}, {}, 0};
  return t;
}

std::vector<EvidenceRow> Table() { return {SilentRow("", "10.0.0.2", "refused")}; }

std::string Text(const std::vector<Testimony>& all, const Surroundings& surroundings = {}) {
  StartView start;
  start.looked = start.peers_named = start.data_present = true;
  start.own_id = "a";
  start.testimonies = all;
  const StartDecision decision = DecideStart(start);
  return QuestionOf({decision, start, "a", Table(), surroundings, "/confirm"}).text;
}

bool Holds(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << part << " in:\n" << text;
  return text.find(part) != std::string::npos;
}

TEST(QuestionOf, ShowsTheEvidenceAndTheProvenNode) {
  const std::string text = Text({Has("a", 7), Has("b", 9)});
  EXPECT_TRUE(text.starts_with("----- ACTION REQUIRED -----\n"));
  Holds(text, RenderTable(Table(), TableNotes::kNone));
  Holds(text, "Proven: b holds every commit (11111111-1111-1111-1111-111111111111:9)");
  Holds(text, "# on b, loses nothing\n  touch /confirm/confirm-new-cluster\n");
}

TEST(QuestionOf, ItsPartsAreThoseOfTheText) {
  StartView start;
  start.looked = start.peers_named = start.data_present = true;
  start.own_id = "a";
  start.testimonies = {Has("a", 7), Has("b", 9)};
  const StartDecision decision = DecideStart(start);
  const Question question = QuestionOf({decision, start, "a", Table(), {}, "/confirm"});
  EXPECT_EQ(question.node, "a");
  EXPECT_EQ(question.reason, decision.reason);
  EXPECT_TRUE(question.proven);
  ASSERT_TRUE(question.recommended);
  EXPECT_EQ(question.recommended->node, "b");
  EXPECT_EQ(question.recommended->command, "touch /confirm/confirm-new-cluster");
  EXPECT_EQ(question.evidence, Table());
  ASSERT_EQ(question.others.size(), 3u);
  std::vector<AnswerCommand> all = question.others;
  all.push_back(*question.recommended);
  for (const AnswerCommand& command : all)
    Holds(question.text, "  # " + command.why + "\n  " + command.command + "\n");
  Holds(question.text, question.verdict.front());
}

TEST(QuestionOf, AsksWhetherAJoinMayReplaceTheData) {
  const Question question =
      QuestionOfReplacement("a", "a has 5 more", Table(), {Surroundings::Kind::kContainer, ""}, "/confirm");
  EXPECT_EQ(question.recommended, std::nullopt);
  EXPECT_FALSE(question.proven);
  ASSERT_EQ(question.others.size(), 1u);
  EXPECT_EQ(question.others[0].command, "docker exec a touch /confirm/confirm-resume");
  Holds(question.reason, "a has 5 more");
  Holds(question.text, question.others[0].command);
}

TEST(QuestionOf, NamesWhatIsMissing) {
  const std::string text = Text({Has("a", 7)});
  Holds(text, "- b (h:2) was in the last primary view, and does not report");
  Holds(text, "bring the missing nodes back");
  Holds(text, "# if that can't be: on a, which has most of those who report");
}

TEST(QuestionOf, DoesNotChooseBetweenTwoClusters) {
  std::vector<Testimony> all = {Has("a", 7), Has("b", 9)};
  all[1].position->uuid[0] = '2';
  Holds(Text(all), "No recommendation");
}

TEST(QuestionOf, SaysWhyThePositionIsNotKnownAndOffersNoStart) {
  StartView start;
  start.looked = start.data_present = start.fresh = start.undecided = true;
  start.unknown_position = "Found 3 prepared transactions!";
  const StartDecision decision = DecideStart(start);
  std::string text = QuestionOf({decision, start, "a", Table(), {}, "/confirm"}).text;
  Holds(text, "a has data whose position is not known.");
  Holds(text, "  - Found 3 prepared transactions!\n");
  Holds(text, "\n  touch /confirm/confirm-heuristic-rollback\n");
  EXPECT_EQ(text.find("confirm-new-cluster"), std::string::npos) << text;
  EXPECT_EQ(text.find("confirm-resume"), std::string::npos) << text;
  start.undecided = false;
  text = QuestionOf({decision, start, "a", Table(), {}, "/confirm"}).text;
  EXPECT_EQ(text.find("confirm-heuristic-rollback"), std::string::npos) << text;
}

TEST(QuestionOf, OffersANewClusterFromDataThatNeverWasInOne) {
  StartView start;
  start.looked = start.data_present = start.fresh = true;
  start.own_id = "a";
  start.testimonies = {Has("a", 0)};
  start.testimonies[0].data = Testimony::Data::kEmpty;
  start.testimonies[0].position.reset();
  const StartDecision decision = DecideStart(start);
  Holds(QuestionOf({decision, start, "a", Table(), {}, "/confirm"}).text,
        "never was in a cluster.\n  # if a new one is to begin with it: on a\n"
        "  touch /confirm/confirm-new-cluster\n");
  start.testimonies.push_back(Has("b", 9));
  EXPECT_EQ(QuestionOf({decision, start, "a", Table(), {}, "/confirm"}).text.find("if a new one is to begin"),
            std::string::npos);
}

TEST(QuestionOf, DoesNotOfferToStartFromWhatIsNoData) {
  std::vector<Testimony> all = {Has("a", 7)};
  all[0].data = Testimony::Data::kCutShort;
  all[0].position.reset();
  EXPECT_EQ(Text(all).find("confirm-force-bootstrap"), std::string::npos);
}

TEST(QuestionOf, CommandsFitWhereTheyAreTyped) {
  Holds(Text({Has("a", 7)}, {Surroundings::Kind::kPod, "db"}),
        "kubectl --namespace=db exec a -- touch /confirm/confirm-new-cluster");
  Holds(Text({Has("a", 7)}, {Surroundings::Kind::kContainer, ""}),
        "docker exec a touch /confirm/confirm-resume");
}

}  // namespace
}  // namespace watchdog
