// What the runbooks tell a person to type, typed on a node that serves: it must run, and say something. A
// renamed metric, flag or status variable turns this red.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "cluster/child_process.h"
#include "cluster/sql.h"
#include "cluster/wait.h"
#include "lone_node.h"

namespace galera {
namespace {

namespace fs = std::filesystem;
using testing_cluster::ChildOptions;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;

struct Line {
  std::string runbook;
  std::string text;
};

// What stands between ```sh and ```; a line that ends within quotation marks goes on in the next one.
std::vector<Line> LinesOf(const fs::path& file) {
  std::vector<Line> lines;
  std::ifstream in(file);
  bool within = false;
  bool open = false;
  for (std::string text; std::getline(in, text);) {
    if (text.starts_with("```")) {
      within = text == "```sh";
      continue;
    }
    if (!within) continue;
    if (open) {
      lines.back().text += "\n" + text;
    } else {
      lines.push_back({file.stem().string(), text});
    }
    open = std::ranges::count(lines.back().text, '"') % 2 == 1;
  }
  return lines;
}

std::vector<Line> LinesOfAll() {
  std::vector<Line> lines;
  for (const auto& entry : fs::directory_iterator(RUNBOOKS)) {
    for (Line& line : LinesOf(entry.path())) lines.push_back(std::move(line));
  }
  return lines;
}

// At each ';' that is in no quotation marks.
std::vector<std::string> CommandsOf(const std::string& line) {
  std::vector<std::string> commands(1);
  char quote = 0;
  for (const char c : line) {
    if (quote == 0 && c == '#' && commands.back().ends_with(' ')) break;
    if (quote == 0 && c == ';') {
      commands.emplace_back();
      continue;
    }
    if (c == '"' || c == '\'') quote = quote == 0 ? c : (quote == c ? 0 : quote);
    if (c != ' ' || !commands.back().empty()) commands.back() += c;
  }
  return commands;
}

// What a lone node in a test does not have around it.
bool NeedsMore(const std::string& command) {
  for (const char* what : {"systemctl ", "docker ", "kubectl ", "journalctl", "dmesg", "iostat ", "sar ",
                           "nc ", "ping ", "promtool ", "topk(", "PROMETHEUS", "ALERTMANAGER", ":8500/",
                           "/etc/galera-warden.yml", "/var/lib/galera-warden"}) {
    if (command.find(what) != std::string::npos) return true;
  }
  return false;
}

// What says nothing, or something else, but in the trouble that it is about.
struct Elsewhere {
  const char* part;
  int code;  // -1: any
  const char* says;
};
constexpr Elsewhere kWhereAllIsWell[] = {
    {"galera-warden confirm", 1, "nothing is asked here"},
    {"galera-warden inspect /var/lib/mysql", 4, "NOT PROVEN"},
    {"SET GLOBAL wsrep_log_conflicts", 0, ""},
    {"galera_state_transfer", -1, ""},
    {"galera_warden_registration", -1, ""},
    {"'inconsisten|vote|GRA_'", -1, ""},
    {"'nonlive peers|suspecting node'", -1, ""},
    {"'signal [0-9]+|ERROR|Shutdown complete'", -1, ""},
    {"mariabackup", -1, ""},
    {"/var/lib/mysql/*.log", -1, ""},
    {"/var/lib/mysql/GRA_*.log", -1, ""},
};

const Elsewhere* WhereAllIsWell(const std::string& command) {
  for (const Elsewhere& one : kWhereAllIsWell) {
    if (command.find(one.part) != std::string::npos) return &one;
  }
  return nullptr;
}

std::string Replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

class Runbooks : public testing::Test {
 protected:
  void SetUp() override {
    node_.Start({{"seed"}, {"MYSQL_ROOT_PASSWORD=x", "PAGE_WEBHOOK_URL=http://127.0.0.1:9/"}, {}});
    ASSERT_TRUE(node_.Says("mariadbd serves")) << node_.Log();
    const std::string socket = node_.At("run/mysqld.sock");
    const auto done = testing_cluster::QuerySocket(socket, "CREATE USER exporter@localhost IDENTIFIED BY 'x'",
                                                   Millis(10000));
    ASSERT_TRUE(done) << done.error().message;
    fs::create_directory(node_.At("bin"));
    Program("mariadb", "exec /usr/bin/mariadb --no-defaults --socket=" + socket + " -uroot -px \"$@\"");
    Program("galera-warden", "exec " + WardenProgram() + " \"$@\"");
    ASSERT_TRUE(WaitUntil([&] { return node_.Get(8081, "/").starts_with("200"); }, Millis(30000)));
  }
  void Program(const std::string& name, const std::string& text) const {
    node_.Write("bin/" + name, "#!/bin/sh\n" + text + "\n");
    fs::permissions(node_.At("bin/" + name), fs::perms(0755));
  }
  std::string Here(std::string command) const {
    command = Replaced(command, "/var/lib/mysql", node_.data());
    command = Replaced(command, "/var/log/mysql/error.log", node_.Write("error.log", node_.Log()));
    for (const char* host : {"192.0.2.11", "192.0.2.12", "192.0.2.13", "HOST"})
      command = Replaced(command, host, "127.0.0.1");
    return command;
  }
  // By bash: its exit code, and all that it said.
  std::pair<int, std::string> Type(const std::string& command) const {
    const auto done =
        node_.RunWithin({"bash", "-c", Here(command)},
                        {{}, {"PATH=" + node_.At("bin") + ":/usr/sbin:/usr/bin:/sbin:/bin"}, {}});
    if (!done) return {-1, done.error().message};
    return {done->exit.code.value_or(-1), done->out + done->err};
  }

  LoneNode node_;
};

TEST_F(Runbooks, SayWhatRuns) {
  std::size_t run = 0;
  for (const Line& line : LinesOfAll()) {
    for (const std::string& command : CommandsOf(line.text)) {
      if (NeedsMore(command)) continue;
      SCOPED_TRACE(line.runbook + ": " + command);
      const auto [code, said] = Type(command);
      ++run;
      if (const Elsewhere* here = WhereAllIsWell(command)) {
        EXPECT_TRUE(here->code == -1 || code == here->code) << code << ": " << said;
        EXPECT_NE(said.find(here->says), std::string::npos) << said;
        continue;
      }
      EXPECT_EQ(code, 0) << said;
      EXPECT_NE(said, "");
    }
  }
  EXPECT_GT(run, 50U);
}

TEST(RunbookText, NamesCommandsThatThereAre) {
  std::set<std::string> words;
  const std::regex mention("[`\n]galera-warden ([a-z-]+)[^\n]*");
  for (const auto& entry : fs::directory_iterator(RUNBOOKS)) {
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const std::string all = text.str();
    for (std::sregex_iterator at(all.begin(), all.end(), mention), end; at != end; ++at) {
      if (at->str().find('`') != std::string::npos) words.insert((*at)[1]);
    }
  }
  EXPECT_GT(words.size(), 5U);
  for (const std::string& word : words) {
    ChildOptions help;
    help.argv = {WardenProgram(), word, "--help"};
    const auto done = testing_cluster::RunCommand(help, Millis(10000));
    ASSERT_TRUE(done) << word;
    EXPECT_TRUE(done->exit.Clean()) << word << ": " << done->err;
  }
}

}  // namespace
}  // namespace galera
