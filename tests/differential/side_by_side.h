// Both exporters on one server, and the verdict of one comparison: what the differential tests are made of.
//
//   SideBySide pair(setup, Subject::kWarden);
//   ASSERT_EQ(pair.failure(), "");
//   EXPECT_EQ(pair.Compare("live synced"), "");
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "differential/comparison.h"
#include "differential/exporter_process.h"

namespace galera {

enum class Subject {
  kWarden,
  kOracle,  // the oracle against itself: must find no difference, and no row of the table applies
};

// Three answers in the order they were asked for.
struct Sandwich {
  ScrapeReply oracle_before;
  ScrapeReply ours;
  ScrapeReply oracle_after;
};

class SideBySide {
 public:
  SideBySide(const ExporterSetup& setup, Subject subject);

  // Why the two do not run; "" if they do.
  const std::string& failure() const { return failure_; }
  ExporterProcess& oracle() { return *oracle_; }
  ExporterProcess& ours() { return *ours_; }

  Sandwich Scrape(const ScrapeRequest& request = {}) const;

  // "" if all differences are in the table for this scene, else the failure message. The rows used are
  // remembered.
  std::string Judge(const Sandwich& sandwich, std::string_view scene) const;

  // Scrapes and judges. On a moving server give `attempts` > 1: only what differs every time counts.
  std::string Compare(std::string_view scene, const ScrapeRequest& request = {}, int attempts = 1) const;

 private:
  std::string Judge(const std::vector<Difference>& differences, std::string_view scene) const;

  Subject subject_;
  std::string failure_;
  std::unique_ptr<ExporterProcess> oracle_;
  std::unique_ptr<ExporterProcess> ours_;
};

// Rows of the table used by any SideBySide of this process so far. One thread.
const std::set<std::size_t>& RowsUsed();

// The value of one series in a body; nullopt if it is not there or the body is not well-formed.
std::optional<double> ValueIn(const ScrapeReply& reply, std::string_view name,
                              const ExpositionLabels& labels = {});

}  // namespace galera
