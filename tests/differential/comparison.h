// Compares what our exporter says with what the oracle said just before and just after. Pure.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "differential/difference.h"
#include "differential/scrape_reply.h"
#include "exposition/exposition.h"

namespace galera {

// Families without meaning for the comparison: galera_* (ours), go_*, process_*, promhttp_*, *_build_info.
bool IsIgnoredFamily(std::string_view family);
// Families whose values differ by nature (durations, how often each was asked); their TYPE, HELP and series
// are compared.
bool IsValueIgnored(std::string_view family);

// Every difference, intended or not. Families, TYPE, HELP, label names, series; values by the sandwich rule:
// ours is equal to both of the oracle's, or lies between two that differ. What only one of the oracle's two
// scrapes has may be there or not.
std::vector<Difference> FindDifferences(const Exposition& oracle_before, const Exposition& ours,
                                        const Exposition& oracle_after);

// The same from the answers as they came: another HTTP status is kAnswer, a body the parser refuses is kBody,
// whatever the oracle answered. Ours must be canonical, the oracle's only well-formed.
std::vector<Difference> FindDifferences(const ScrapeReply& oracle_before, const ScrapeReply& ours,
                                        const ScrapeReply& oracle_after);

struct Judgement {
  std::vector<Difference> unintended;
  std::set<std::size_t> rows_used;  // of the table
};

Judgement Judge(const std::vector<Difference>& differences, std::span<const IntendedDifference> table,
                std::string_view scene);

// The differences that every one of several comparisons found: what a moving server caused once is not
// there twice. Compared by kind, family and series.
std::vector<Difference> Persistent(const std::vector<std::vector<Difference>>& attempts);

// For a failure message: one line a difference, grouped by family, long lists cut.
std::string Describe(const std::vector<Difference>& differences);

}  // namespace galera
