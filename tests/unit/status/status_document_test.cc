#include "status/status_document.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "document_file.h"

namespace watchdog {
namespace {

using nlohmann::json;

// What is wrong with a good document after `change`; empty if nothing is.
std::string WrongAfter(const std::function<void(json&)>& change, const std::string& name = "waiting") {
  json document = json::parse(test::FileText(name + ".json"));
  change(document);
  const auto view = ParseStatusDocument(document.dump());
  return view ? "" : view.error().message;
}

TEST(ParseStatusDocument, ReadsWhatIsThere) {
  const StatusView view = test::ViewOf("state_transfer");
  EXPECT_EQ(view.verdict, VerdictCode::kDegraded);
  EXPECT_EQ(view.warden_node, "n1");
  EXPECT_TRUE(view.peers_asked);
  EXPECT_DOUBLE_EQ(view.time, 1790000000.123);
  ASSERT_EQ(view.nodes.size(), 3U);
  EXPECT_EQ(view.nodes[1].state, "donor");
  EXPECT_EQ(view.nodes[1].lag, 9);
  ASSERT_TRUE(view.nodes[2].transfer);
  EXPECT_EQ(view.nodes[2].transfer->percent, 42.0);
  EXPECT_FALSE(view.nodes[2].seqno);
  EXPECT_FALSE(view.question);
  EXPECT_FALSE(test::ViewOf("monitor_alone").peers_asked);
}

TEST(ParseStatusDocument, ReadsTheQuestion) {
  const StatusView view = test::ViewOf("waiting");
  ASSERT_TRUE(view.question);
  EXPECT_TRUE(view.question->proven);
  ASSERT_TRUE(view.question->recommended);
  EXPECT_EQ(view.question->recommended->node, "n2");
  EXPECT_EQ(view.question->recommended->command, "touch /tmp/confirm-new-cluster");
  EXPECT_EQ(view.question->others.size(), 3U);
  ASSERT_EQ(view.question->evidence.size(), 3U);
  EXPECT_EQ(view.question->evidence[0].view, "12300 (3)");
}

TEST(ParseStatusDocument, LeavesAloneWhatALaterVersionAdds) {
  EXPECT_EQ(WrongAfter([](json& d) { d["nodes"][0]["colour"] = json::array({1, 2}); }), "");
  EXPECT_EQ(WrongAfter([](json& d) { d["nodes"][0]["state"] = "hibernating"; }), "");
  EXPECT_EQ(WrongAfter([](json& d) { d["more"] = {{"a", {{"b", 1}}}}; }), "");
  json later = json::parse(test::FileText("healthy.json"));
  later["verdict"]["code"] = "splendid";
  EXPECT_EQ(ParseStatusDocument(later.dump())->verdict, VerdictCode::kUnknown);
}

TEST(ParseStatusDocument, NamesTheFirstFieldThatIsWrong) {
  const auto wrong = [](const std::function<void(json&)>& change) { return WrongAfter(change); };
  EXPECT_EQ(wrong([](json& d) { d.erase("version"); }), "version is missing");
  EXPECT_EQ(wrong([](json& d) { d["version"] = 2; }), "version is one that this galera-warden does not know");
  EXPECT_EQ(wrong([](json& d) { d.erase("verdict"); }), "verdict is missing");
  EXPECT_EQ(wrong([](json& d) { d["verdict"].erase("code"); }), "verdict.code is missing");
  EXPECT_EQ(wrong([](json& d) { d["verdict"] = 7; }), "verdict is no object");
  EXPECT_EQ(wrong([](json& d) { d.erase("nodes"); }), "nodes is missing");
  EXPECT_EQ(wrong([](json& d) { d["nodes"] = "three"; }), "nodes is no array");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][2] = nullptr; }), "nodes[2] is no object");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][2].erase("state"); }), "nodes[2].state is missing");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][2]["name"] = 3; }), "nodes[2].name is no string");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][2]["name"] = std::string(4097, 'n'); }),
            "nodes[2].name is too long");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][1]["seqno"] = 1.5; }), "nodes[1].seqno is no whole number");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][1]["seqno"] = -2; }), "nodes[1].seqno is out of range");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][1]["lag"] = 18446744073709551615U; }),
            "nodes[1].lag is out of range");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][1]["flow_control"] = -0.1; }),
            "nodes[1].flow_control is out of range");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][1]["ready"] = "yes"; }),
            "nodes[1].ready is neither true nor false");
  EXPECT_EQ(wrong([](json& d) { d["nodes"][1]["transfer"] = json::array(); }),
            "nodes[1].transfer is no object");
  EXPECT_EQ(wrong([](json& d) { d["time"] = 1e300; }), "time is out of range");
  EXPECT_EQ(wrong([](json& d) { d["events"][0]["time"] = "now"; }), "events[0].time is no number");
  EXPECT_EQ(wrong([](json& d) { d["question"]["evidence"][1]["view"]["members"][2] = 3; }),
            "question.evidence[1].view.members[2] is no string");
  EXPECT_EQ(wrong([](json& d) { d["question"]["others"][0]["command"] = json::object(); }),
            "question.others[0].command is no string");
}

TEST(ParseStatusDocument, HasBounds) {
  const auto wrong = [](const std::function<void(json&)>& change) { return WrongAfter(change); };
  EXPECT_EQ(wrong([](json& d) { d["nodes"] = json(std::vector<json>(129, d["nodes"][0])); }),
            "nodes has too many elements");
  EXPECT_EQ(wrong([](json& d) { d["nodes"] = json(std::vector<json>(128, d["nodes"][0])); }), "");
  EXPECT_EQ(wrong([](json& d) { d["events"] = json(std::vector<json>(101, d["events"][0])); }),
            "events has too many elements");
  EXPECT_EQ(wrong([](json& d) { d["verdict"]["reasons"] = json(std::vector<json>(257, "r")); }),
            "verdict.reasons has too many elements");
  EXPECT_EQ(ParseStatusDocument(std::string(kStatusBytesMax + 1, ' ')).error().message, "larger than 1 MiB");
  EXPECT_EQ(ParseStatusDocument(std::string(100000, '[')).error().message, "nested too deeply");
}

TEST(ParseStatusDocument, RefusesWhatIsNoDocument) {
  for (const char* text : {"", "hello", "{", "{\"version\": 1e999}", "{\"a\": \"\xFF\"}"})
    EXPECT_EQ(ParseStatusDocument(text).error().message, "no JSON") << text;
  EXPECT_EQ(ParseStatusDocument("[]").error().message, "no JSON object");
  EXPECT_EQ(ParseStatusDocument("null").error().message, "no JSON object");
  EXPECT_EQ(ParseStatusDocument("{}").error().message, "version is missing");
}

// One that looks otherwise than it is would be copied, and run.
TEST(ParseStatusDocument, ACommandThatCanNotBeShownIsLeftOut) {
  json document = json::parse(test::FileText("waiting.json"));
  document["question"]["recommended"]["command"] = "touch /tmp/a\u202Eb";
  document["question"]["others"][0]["command"] = "touch /tmp/größe";
  const auto view = ParseStatusDocument(document.dump());
  ASSERT_TRUE(view);
  EXPECT_EQ(view->question->recommended->command, "");
  EXPECT_EQ(view->question->others[0].command, "touch /tmp/größe");
}

}  // namespace
}  // namespace watchdog
