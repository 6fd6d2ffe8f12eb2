// The evidence of several nodes side by side, for people and for programs. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bootstrap/testimony.h"
#include "evidence/evidence.h"
#include "evidence/view_record.h"

namespace watchdog {

// One node. What is not known is nullopt, or empty.
struct EvidenceRow {
  std::string id;     // as in Testimony::node_id; empty: it does not report
  std::string name;   // wsrep_node_name
  std::string where;  // a directory, or an address
  bool reports = true;
  std::string state;  // Name(DirectoryState), or the phase of one that serves or joins; "silent"
  std::string reason;
  std::string action;      // what will be, or has to be, done
  std::string state_uuid;  // of its position, or of grastate.dat
  std::optional<std::int64_t> seqno;
  std::string seqno_note;  // why there is none, and how to learn it
  std::optional<bool> safe_to_bootstrap;
  std::optional<RecordedView> view;             // the last that it has taken
  std::optional<std::int64_t> record_age_s;     // since the record was written
  std::optional<std::size_t> gvwstate_members;  // of Galera's own last view
  bool transfer_leftovers = false;              // of a state transfer
  std::string version;                          // of MariaDB, or of the data
  std::optional<bool> primary;                  // in a primary component now
  std::optional<std::int64_t> age_s;            // of the evidence
  bool operator==(const EvidenceRow&) const = default;

  std::string Shown() const { return name.empty() ? where : name; }
};

// `now`: Unix seconds.
EvidenceRow RowOf(const DirectoryWitness& witness, std::int64_t now);
EvidenceRow RowOf(const Evidence& evidence, const std::string& address, std::int64_t now);
// One that said nothing that counts; `why` is one line.
EvidenceRow SilentRow(const std::string& name, const std::string& address, const std::string& why);

// A line a node under a line of titles, aligned, at most 100 columns wide unless seqnos are
// very long; then full UUIDs and a note a node, wrapped at 100. No colours; control
// characters in what others said are replaced. Ends with a newline; empty for no rows.
std::string RenderTable(std::span<const EvidenceRow> rows);

// The notes below the table say why, and what is done; without them it is the table alone.
enum class TableNotes { kAll, kNone };
std::string RenderTable(std::span<const EvidenceRow> rows, TableNotes notes);

}  // namespace watchdog
