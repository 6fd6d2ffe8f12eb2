// The program dies by kill -9; what was put before is told by the next one.
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cluster/child_process.h"
#include "page/recorder.h"
#include "page/scene.h"

namespace watchdog {
namespace {

using galera::testing_cluster::ChildOptions;
using galera::testing_cluster::ChildProcess;
using galera::testing_cluster::Millis;
using nlohmann::json;
using test::Answer;
using test::Recorded;
using test::Recorder;
using test::Scene;

constexpr Millis kLong{30000};

std::string TextOf(const Recorded& request) {
  const json body = json::parse(request.body, nullptr, false);
  if (body.is_discarded()) return "not JSON";
  return body["groupKey"].get<std::string>() + " " + body["status"].get<std::string>();
}

ChildProcess Start(const Scene& scene, const Recorder& recorder, std::vector<std::string> words) {
  ChildOptions options;
  options.argv = {PAGE_DRIVER, scene.state(), recorder.Url()};
  options.argv.insert(options.argv.end(), words.begin(), words.end());
  auto child = ChildProcess::Start(options);
  if (!child) throw std::runtime_error(child.error().message);
  return std::move(*child);
}

void Drain(const Scene& scene, const Recorder& recorder) {
  ChildProcess child = Start(scene, recorder, {"drain"});
  const auto end = child.Wait(kLong);
  ASSERT_TRUE(end) << "nothing but waiting";
  EXPECT_TRUE(end->Clean()) << end->Describe() << child.Stderr();
}

TEST(KilledWithMinusNine, BetweenWriteAndSend) {
  const Scene scene;
  Recorder recorder({}, Recorder::Start::kRefusing);
  ChildProcess child = Start(scene, recorder, {"put", "k", "3", "then-die"});
  const auto end = child.Wait(kLong);
  ASSERT_TRUE(end);
  ASSERT_EQ(end->signal, SIGKILL) << end->Describe() << child.Stderr();
  EXPECT_TRUE(recorder.requests().empty());
  recorder.Listen();
  Drain(scene, recorder);
  std::multiset<std::string> told;
  for (const Recorded& request : recorder.requests()) told.insert(TextOf(request));
  EXPECT_EQ(told, (std::multiset<std::string>{"k0 firing", "k0 resolved", "k1 firing", "k1 resolved",
                                              "k2 firing", "k2 resolved"}));
}

TEST(KilledWithMinusNine, BetweenSendAndAnswer) {
  const Scene scene;
  Recorder recorder([](std::size_t, const Recorded&) -> Answer {
    return {200, "", "", Answer::How::kSilent};
  });
  ChildProcess child = Start(scene, recorder, {"put", "k", "2", "then-stay"});
  ASSERT_TRUE(recorder.WaitFor(1));
  ASSERT_TRUE(
      galera::testing_cluster::WaitUntil([&] { return child.Stdout().ends_with("k1 resolved\n"); }, kLong));
  ASSERT_TRUE(child.Signal(SIGKILL));
  ASSERT_TRUE(child.Wait(kLong));
  recorder.SetScript({});
  Drain(scene, recorder);
  const auto requests = recorder.requests();
  ASSERT_EQ(requests.size(), 5U);
  EXPECT_EQ(requests[0].body, requests[1].body);
  EXPECT_EQ(requests[0].Header("Idempotency-Key"), requests[1].Header("Idempotency-Key"));
  const auto delivered = recorder.delivered();
  ASSERT_EQ(delivered.size(), 4U);
  EXPECT_EQ(TextOf(delivered[0]), "k0 firing");
}

// Killed forty times while it puts and sends as fast as it can: each page that was said to be on disk
// arrives, in order; one arrives twice only where the kill came before its answer was on disk, right behind
// itself, and with the same Idempotency-Key.
TEST(KilledWithMinusNine, AtAnyMoment) {
  constexpr int kKills = 40;
  const Scene scene;
  const Recorder recorder;
  std::vector<std::string> said;
  for (int kill = 0; kill < kKills; ++kill) {
    ChildProcess child =
        Start(scene, recorder, {"put", "r" + std::to_string(kill) + "-", "1000", "then-stay"});
    (void)child.Wait(Millis(20 + kill * 7 % 90));
    ASSERT_TRUE(child.Signal(SIGKILL));
    ASSERT_TRUE(child.Wait(kLong));
    std::istringstream lines(child.Stdout());
    for (std::string line; std::getline(lines, line);) said.push_back(line);
  }
  Drain(scene, recorder);
  std::map<std::string, std::vector<std::string>> told;  // by key: its states in order
  std::map<std::string, std::string> by_idempotency_key;
  std::map<std::string, std::string> idempotency_key_of;
  std::size_t twice = 0;
  for (const Recorded& request : recorder.delivered()) {
    const std::string text = TextOf(request);
    const std::size_t blank = text.find(' ');
    EXPECT_EQ(by_idempotency_key.try_emplace(request.Header("Idempotency-Key"), text).first->second, text);
    EXPECT_EQ(idempotency_key_of.try_emplace(text, request.Header("Idempotency-Key")).first->second,
              request.Header("Idempotency-Key"));
    auto& states = told[text.substr(0, blank)];
    if (!states.empty() && states.back() == text.substr(blank + 1)) {
      ++twice;
      continue;
    }
    states.push_back(text.substr(blank + 1));
  }
  for (const auto& [key, states] : told) {
    EXPECT_TRUE(states == std::vector<std::string>{"firing"} ||
                states == (std::vector<std::string>{"firing", "resolved"}))
        << key;
  }
  for (const std::string& line : said) {
    const std::size_t blank = line.find(' ');
    const auto& states = told[line.substr(0, blank)];
    EXPECT_NE(std::find(states.begin(), states.end(), line.substr(blank + 1)), states.end()) << line;
  }
  EXPECT_GT(said.size(), 20U);
  std::printf("%d kills, %zu pages put, %zu of them told twice\n", kKills, said.size(), twice);
}

}  // namespace
}  // namespace watchdog
