// `galera-warden monitor` beside a stub server that is a healthy node unless told otherwise.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/wait.h"
#include "exposition/exposition.h"
#include "process/warden_process.h"
#include "stub/stub_database.h"
#include "stub/stub_mysql_server.h"

namespace galera::process {

using testing_cluster::WaitUntil;

// Longer than anything here takes on a busy machine.
inline constexpr Millis kPatience{10000};
// A password that cannot be found by chance.
inline constexpr char kPassword[] = "Zyx-hush-8731";

inline bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

// The value of a series; nothing if it is not there. A page that is not valid fails the test.
inline std::optional<double> ValueOf(const std::string& page, const std::string& name,
                                     const ExpositionLabels& labels = {}) {
  const auto exposition = ParseExposition(page, ExpositionRules::kCanonical);
  if (!exposition) {
    ADD_FAILURE() << exposition.error().message;
    return std::nullopt;
  }
  const ExpositionSample* sample = exposition->Find(name, labels);
  return sample == nullptr ? std::nullopt : std::optional(sample->value);
}

class Stopwatch {
 public:
  Millis Elapsed() const {
    return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start_);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class MonitorTest : public ::testing::Test {
 protected:
  // The option file that names the stub.
  std::string MyCnf(const std::string& user = "exporter") const {
    return directory_.Write("my.cnf", "[client]\nhost=127.0.0.1\nport=" + std::to_string(server_.port()) +
                                          "\nuser=" + user + "\npassword=" + kPassword + "\n");
  }
  std::unique_ptr<WardenProcess> Monitor(const std::vector<std::string>& flags = {},
                                         const std::vector<std::string>& environment = {}) const {
    WardenSetup setup;
    setup.arguments = {"monitor", "--web.listen-address=127.0.0.1:0", "--config.my-cnf=" + MyCnf()};
    setup.arguments.insert(setup.arguments.end(), flags.begin(), flags.end());
    setup.environment = environment;
    return WardenProcess::Start(setup, directory_);
  }

  // From now on every statement of `words` hangs.
  void Hang(const std::string& words) {
    server_.SetScript(StubDatabase().Script().On(words, {StubOk{}, {}, StubFault::kHangBeforeAnswer}));
  }
  // The server goes down: it hangs up on everybody, and on who comes.
  void TakeServerDown() {
    server_.SetReception({StubWelcome::kCloseBeforeGreeting, {}});
    server_.SetScript(
        StubDatabase().Script().On("show", {StubTable{{"a"}, {}}, {}, StubFault::kCloseMidRows}));
  }
  void BringServerBack() {
    server_.SetScript(StubDatabase().Script());
    server_.SetReception({});
  }
  // How often `statement`, exactly, has arrived.
  int Asked(const std::string& statement) const {
    int count = 0;
    for (const std::string& query : server_.Queries()) count += query == statement ? 1 : 0;
    return count;
  }
  bool WasSeen(const std::string& user) const {
    for (const std::string& seen : server_.Users()) {
      if (seen == user) return true;
    }
    return false;
  }

  Directory directory_;
  StubMysqlServer server_{StubDatabase().Script()};
};

}  // namespace galera::process
