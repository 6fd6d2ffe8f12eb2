// A stub server with both exporters on it, for one test case.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "differential/side_by_side.h"
#include "stub/stub_database.h"
#include "stub/stub_mysql_server.h"

namespace galera {

#ifdef GALERA_SUBJECT_IS_ORACLE
inline constexpr Subject kSubject = Subject::kOracle;
#else
inline constexpr Subject kSubject = Subject::kWarden;
#endif

class StubScene {
 public:
  explicit StubScene(const StubDatabase& database, std::vector<std::string> flags = {})
      : StubScene(database.Script(), std::move(flags)) {}
  explicit StubScene(StubScript script, std::vector<std::string> flags = {});

  StubMysqlServer& server() { return server_; }
  SideBySide& pair() { return pair_; }

  // Scrapes and fails the test on a difference that the table does not have for `scene`.
  Sandwich ExpectSame(std::string_view scene, const ScrapeRequest& request = {});

 private:
  StubMysqlServer server_;
  SideBySide pair_;
};

// nullopt: the series is absent.
using Expected = std::optional<double>;

// What the oracle says, and what ours says, of one series. NaN equals NaN.
void ExpectValues(const Sandwich& sandwich, std::string_view series, const ExpositionLabels& labels,
                  Expected oracle, Expected ours);
inline void ExpectValues(const Sandwich& sandwich, std::string_view series, Expected both) {
  ExpectValues(sandwich, series, {}, both, both);
}

// The HTTP statuses; 0 is no answer.
void ExpectAnswers(const Sandwich& sandwich, int oracle, int ours);

}  // namespace galera
