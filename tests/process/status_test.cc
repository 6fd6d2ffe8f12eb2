// galera-warden status: the program itself, before a warden whose answers are the test's.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <mutex>
#include <sstream>

#include "page/loopback_server.h"
#include "process/monitor_fixture.h"
#include "process/terminal.h"

namespace galera::process {
namespace {

using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::CommandResult;
using testing_cluster::Sink;
using watchdog::test::Connection;
using watchdog::test::LoopbackServer;

std::string Document(const std::string& name) {
  std::ifstream in(std::string(STATUS_DATA) + "/" + name + ".json", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (text.str().empty()) throw std::runtime_error("can't read " + name);
  return text.str();
}

std::string Http(int status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + headers + "\r\n" + body;
}

// Answers each request with the next of `answers`, the last one again and again; an empty one: never.
class StatusTest : public ::testing::Test {
 protected:
  void Answer(std::vector<std::string> answers) {
    const std::lock_guard lock(mutex_);
    answers_ = std::move(answers);
    asked_ = 0;
  }
  void AnswerDocument(const std::string& name) { Answer({Http(200, Document(name))}); }
  int asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  std::string Place() const { return "127.0.0.1:" + std::to_string(server_.port()); }
  CommandResult Run(const std::vector<std::string>& more = {},
                    const std::vector<std::string>& environment = {}) const {
    std::vector<std::string> arguments = {"status", Place()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunWarden({"", arguments, environment}, directory_);
  }
  ChildProcess Start(const std::vector<std::string>& more, const Sink& out,
                     const std::vector<std::string>& environment = {}) const {
    ChildOptions options;
    options.argv = {WardenProgram(), "status", Place()};
    options.argv.insert(options.argv.end(), more.begin(), more.end());
    options.environment = environment;
    options.out = out;
    auto child = ChildProcess::Start(options);
    if (!child) throw std::runtime_error(child.error().message);
    return std::move(*child);
  }

  Directory directory_;

 private:
  void Serve(Connection& connection) {
    std::string line;
    std::string first;
    while (connection.ReadLine(line) && !line.empty() && line != "\r") first += first.empty() ? line : "";
    std::string answer;
    {
      const std::lock_guard lock(mutex_);
      ++asked_;
      if (first.find("GET /api/v1/cluster ") != 0)
        answer = Http(404, "not the path: " + first);
      else if (!answers_.empty())
        answer = answers_[std::min<std::size_t>(static_cast<std::size_t>(asked_), answers_.size()) - 1];
    }
    if (answer.empty()) return connection.WaitForEnd();
    connection.Write(answer);
  }

  std::mutex mutex_;
  std::vector<std::string> answers_;  // protected by mutex_
  int asked_ = 0;                     // protected by mutex_

 protected:
  LoopbackServer server_{[this](Connection& connection) { Serve(connection); }};
  void SetUp() override { server_.Listen(); }
};

TEST_F(StatusTest, TheExitCodeSaysHowTheClusterIs) {
  for (const auto& [name, code, word] : {std::tuple("healthy", 0, "HEALTHY: All 3 nodes are synced.\n"),
                                         {"one_gone", 1, "DEGRADED: n3 is missing"},
                                         {"non_primary", 2, "NO PRIMARY COMPONENT: "},
                                         {"waiting", 3, "DECISION NEEDED: 3 nodes wait"}}) {
    AnswerDocument(name);
    const CommandResult done = Run();
    EXPECT_EQ(done.exit.code, code) << name << done.err;
    EXPECT_EQ(done.err, "");
    EXPECT_TRUE(done.out.starts_with(word)) << done.out;
    EXPECT_FALSE(Holds(done.out, "\x1b")) << done.out;
    const CommandResult json = Run({"--json"});
    EXPECT_EQ(json.exit.code, code) << name;
    EXPECT_EQ(Count(json.out, "\n"), 1) << json.out;
    std::string sent = Document(name);
    std::replace(sent.begin(), sent.end(), '\n', ' ');
    EXPECT_EQ(json.out, sent + "\n");
  }
}

TEST_F(StatusTest, AWardenThatNeverAnswersIsWaitedForSoLong) {
  Answer({""});
  Stopwatch watch;
  const CommandResult quick = Run({"--timeout=0.5"});
  EXPECT_EQ(quick.exit.code, 69);
  EXPECT_EQ(quick.out, "");
  EXPECT_TRUE(Holds(quick.err, "in time: who listens there hangs")) << quick.err;
  EXPECT_GE(watch.Elapsed(), Millis(450));
  EXPECT_LT(watch.Elapsed(), Millis(4000));
  watch = Stopwatch();
  EXPECT_EQ(Run().exit.code, 69);
  EXPECT_GE(watch.Elapsed(), Millis(4900));
  EXPECT_LT(watch.Elapsed(), Millis(9000));
}

TEST_F(StatusTest, SaysWhoAnsweredSomethingElse) {
  const auto said = [&](const std::string& answer) {
    Answer({answer});
    const CommandResult done = Run();
    EXPECT_EQ(done.exit.code, 69) << done.out << done.err;
    EXPECT_EQ(done.out, "");
    EXPECT_TRUE(Holds(done.err, Place())) << done.err;
    return done.err;
  };
  EXPECT_TRUE(Holds(said(Http(404, "404 page not found")), "an older galera-warden, a mysqld_exporter,"));
  EXPECT_TRUE(
      Holds(said(Http(401, "", "WWW-Authenticate: Basic realm=\"x\"\r\n")), "wants a name and a password"));
  EXPECT_TRUE(
      Holds(said(Http(302, "", "Location: http://127.0.0.1:1/\r\n")), "a redirection, and none is followed"));
  EXPECT_TRUE(Holds(said(Http(500, "no")), "HTTP 500: see the log"));
  EXPECT_TRUE(Holds(said(Http(200, "<html>hello</html>")), "is not understood: no JSON"));
  EXPECT_TRUE(Holds(said(Http(200, "{\"version\":1,\"verdict\":{\"code\":\"healthy\"},\"nodes\":[7]}")),
                    "nodes[0] is no object"));
  EXPECT_TRUE(Holds(said(Http(200, std::string(2000000, '['))), "answers more than 1024 KiB"));
  EXPECT_TRUE(Holds(said("SSH-2.0-OpenSSH_9.2\r\n"), "no answer from http://"));
}

TEST_F(StatusTest, SaysWhereNobodyListens) {
  const CommandResult done = RunWarden({"", {"status", "127.0.0.1:1"}, {}}, directory_);
  EXPECT_EQ(done.exit.code, 69);
  EXPECT_TRUE(Holds(done.err, "no answer from http://127.0.0.1:1/api/v1/cluster: ")) << done.err;
  EXPECT_TRUE(Holds(done.err, "galera-warden status HOST[:PORT]")) << done.err;
}

TEST_F(StatusTest, WrongUsageIsToldFromAState) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--frobnicate"},
                                                {"--timeout=0"},
                                                {"--watch=never"},
                                                {"--color=blue"},
                                                {"db2"},
                                                {"--json=1"}}) {
    const CommandResult done = Run(words);
    EXPECT_EQ(done.exit.code, 64) << words.front();
    EXPECT_EQ(done.out, "");
    EXPECT_TRUE(Holds(done.err, "usage: galera-warden status")) << done.err;
  }
  const CommandResult secret = RunWarden({"", {"status", "http://ops:hush@db1:9104/"}, {}}, directory_);
  EXPECT_EQ(secret.exit.code, 64);
  EXPECT_FALSE(Holds(secret.err, "hush")) << secret.err;
  EXPECT_EQ(asked(), 0);
}

TEST_F(StatusTest, AsksOnceMoreWhereThePeersWereNotAskedYet) {
  Answer({Http(200, Document("monitor_alone")), Http(200, Document("healthy"))});
  const CommandResult done = Run();
  EXPECT_EQ(done.exit.code, 0);
  EXPECT_TRUE(Holds(done.out, "All 3 nodes are synced")) << done.out;
  EXPECT_EQ(asked(), 2);
  // Not for ever, and not beyond the time that it has; what is known is shown.
  Answer({Http(200, Document("monitor_alone"))});
  EXPECT_TRUE(Holds(Run().out, "peers have not been asked yet"));
  EXPECT_EQ(asked(), 2);
  Answer({Http(200, Document("monitor_alone")), ""});
  const CommandResult first = Run({"--timeout=2"});
  EXPECT_EQ(first.exit.code, 0);
  EXPECT_TRUE(Holds(first.out, "peers have not been asked yet")) << first.out;
  Answer({Http(200, Document("monitor_alone"))});
  EXPECT_EQ(Run({"--timeout=1"}).exit.code, 0);
  EXPECT_EQ(asked(), 1);
}

TEST_F(StatusTest, TheLocalWardenIsWhereTheConfigurationSays) {
  AnswerDocument("healthy");
  const auto status = [&](const std::vector<std::string>& environment) {
    return RunWarden({"", {"status"}, environment}, directory_);
  };
  EXPECT_EQ(status({"GALERA_WARDEN_WEB_LISTEN_ADDRESS=:" + std::to_string(server_.port())}).exit.code, 0);
  const std::string file = directory_.Write("warden.yml", "web:\n  listen_address: ['" + Place() + "']\n");
  const CommandResult by_file = status({"GALERA_WARDEN_CONFIG=" + file});
  EXPECT_EQ(by_file.exit.code, 0) << by_file.err;
  EXPECT_EQ(by_file.err, "");
}

TEST_F(StatusTest, ColourIsForTerminals) {
  AnswerDocument("one_gone");
  EXPECT_TRUE(Holds(Run({"--color=always"}).out, "\x1b[1;30;43m DEGRADED "));
  const auto on_terminal = [&](const std::vector<std::string>& more,
                               const std::vector<std::string>& environment) {
    const Terminal terminal(80, 24);
    ChildProcess child = Start(more, Sink::File(terminal.path()), environment);
    const auto end = child.Wait(kPatience);
    EXPECT_TRUE(end && end->code == 1);
    WaitUntil([&] { return Holds(terminal.Written(), "as seen by"); }, kPatience);
    return terminal.Written();
  };
  EXPECT_TRUE(Holds(on_terminal({}, {"TERM=xterm", "NO_COLOR="}), "\x1b[1;30;43m DEGRADED "));
  EXPECT_FALSE(Holds(on_terminal({}, {"TERM=xterm", "NO_COLOR=1"}), "\x1b"));
  EXPECT_FALSE(Holds(on_terminal({}, {"TERM=dumb", "NO_COLOR="}), "\x1b"));
  EXPECT_FALSE(Holds(on_terminal({"--color=never"}, {"TERM=xterm", "NO_COLOR="}), "\x1b"));
}

TEST_F(StatusTest, AWatchInAPipeWritesALineAChange) {
  AnswerDocument("healthy");
  ChildProcess child = Start({"--watch=0.5"}, Sink::Capture());
  ASSERT_TRUE(WaitUntil([&] { return asked() >= 3; }, kPatience));
  EXPECT_EQ(Count(child.Stdout(), "\n"), 1) << child.Stdout();
  AnswerDocument("one_gone");
  ASSERT_TRUE(WaitUntil([&] { return Holds(child.Stdout(), "n3: synced -> silent"); }, kPatience))
      << child.Stdout();
  Answer({Http(500, "no")});
  ASSERT_TRUE(WaitUntil([&] { return Holds(child.Stdout(), " NO ANSWER: http://"); }, kPatience))
      << child.Stdout();
  ASSERT_TRUE(WaitUntil([&] { return asked() >= 3; }, kPatience));
  AnswerDocument("waiting");
  ASSERT_TRUE(WaitUntil([&] { return Holds(child.Stdout(), " DECISION NEEDED: "); }, kPatience))
      << child.Stdout();
  EXPECT_EQ(Count(child.Stdout(), "\n"), 4) << child.Stdout();
  EXPECT_FALSE(Holds(child.Stdout(), "\x1b"));
  ASSERT_TRUE(child.Signal(SIGTERM));
  const auto end = child.Wait(kPatience);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->code, 3);
}

TEST_F(StatusTest, AWatchWithJsonWritesADocumentALook) {
  AnswerDocument("healthy");
  ChildProcess child = Start({"--watch=0.5", "--json"}, Sink::Capture());
  ASSERT_TRUE(WaitUntil([&] { return Count(child.Stdout(), "\n") >= 2; }, kPatience));
  EXPECT_TRUE(child.Stdout().starts_with("{  \"cluster\"") || child.Stdout().starts_with("{"))
      << child.Stdout();
  EXPECT_EQ(child.Terminate().code, 0);
}

TEST_F(StatusTest, AWatchThatNobodyReadsEnds) {
  AnswerDocument("healthy");
  ChildOptions options;
  options.argv = {"sh", "-c", WardenProgram() + " status " + Place() + " --watch=0.5 | head -1; echo done"};
  auto done = testing_cluster::RunCommand(options, kPatience);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(Holds(done->out, "HEALTHY: ") && Holds(done->out, "\ndone\n")) << done->out;
}

TEST_F(StatusTest, AWatchOnATerminalGivesItsScreenBack) {
  AnswerDocument("waiting");
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    const Terminal terminal(80, 24);
    ChildProcess child = Start({"--watch=0.5"}, Sink::File(terminal.path()), {"TERM=xterm", "NO_COLOR=1"});
    ASSERT_TRUE(WaitUntil([&] { return Count(terminal.Written(), "DECISION NEEDED") >= 2; }, kPatience));
    ASSERT_TRUE(child.Signal(signal));
    const auto end = child.Wait(kPatience);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->code, 3);
    const std::string leave = "\x1b[?25h\x1b[?1049l";
    WaitUntil([&] { return terminal.Written().ends_with(leave); }, kPatience);
    const std::string written = terminal.Written();
    EXPECT_TRUE(written.starts_with("\x1b[?1049h\x1b[?25l\x1b[H\x1b[J")) << written;
    EXPECT_TRUE(written.ends_with(leave)) << written;
    const std::size_t frame = written.rfind("\x1b[H\x1b[J");
    EXPECT_EQ(Count(written.substr(frame), "\n"), 23) << written.substr(frame);
    EXPECT_TRUE(Holds(written, "more lines: this window is too low")) << written;
  }
}

// Ctrl-C is heard while a warden that hangs is waited for.
TEST_F(StatusTest, AWatchEndsAtOnceWhileItWaits) {
  Answer({""});
  ChildProcess child = Start({"--watch", "--timeout=60"}, Sink::Capture());
  ASSERT_TRUE(WaitUntil([&] { return asked() >= 1; }, kPatience));
  ASSERT_TRUE(child.Signal(SIGINT));
  const auto end = child.Wait(kPatience);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->code, 69);
}

}  // namespace
}  // namespace galera::process
