#include "bootstrap/evidence_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace watchdog {
namespace {

using State = DirectoryState;

constexpr std::size_t kWidth = 100;
constexpr std::size_t kColumns = 8;
constexpr std::size_t kCellMax = 20;
constexpr std::size_t kShortUuid = 8;
constexpr char kUnknown[] = "?";
constexpr char kNone[] = "-";

using Line = std::array<std::string, kColumns>;

// Others' words are text, whatever is in them.
std::string Clean(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
  }
  return out;
}

// UTF-8 characters, near enough for names.
std::size_t Width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

// Its end is what tells one path from another.
std::string Clipped(const std::string& text) {
  if (text.size() <= kCellMax) return text;
  std::size_t from = text.size() - kCellMax + 3;
  while (from < text.size() && (text[from] & '\xC0') == '\x80') ++from;
  return "..." + text.substr(from);
}

std::string YesNo(const std::optional<bool>& value) { return value ? (*value ? "yes" : "no") : kUnknown; }

std::string Age(const std::optional<std::int64_t>& seconds) {
  if (!seconds) return kNone;
  const std::int64_t s = std::max<std::int64_t>(*seconds, 0);
  if (s < 120) return std::to_string(s) + "s";
  if (s < 7200) return std::to_string(s / 60) + "min";
  if (s < 172800) return std::to_string(s / 3600) + "h";
  return std::to_string(s / 86400) + "d";
}

// Eight digits, where they tell one UUID from another.
class UuidNames {
 public:
  explicit UuidNames(std::span<const EvidenceRow> rows) {
    for (const EvidenceRow& row : rows) {
      if (!row.state_uuid.empty()) by_short_[row.state_uuid.substr(0, kShortUuid)].push_back(row.state_uuid);
    }
    for (auto& [key, all] : by_short_) {
      std::sort(all.begin(), all.end());
      all.erase(std::unique(all.begin(), all.end()), all.end());
    }
  }

  std::string Of(const std::string& uuid) const {
    if (uuid.empty()) return kNone;
    const auto found = by_short_.find(uuid.substr(0, kShortUuid));
    return Clean(found != by_short_.end() && found->second.size() == 1 ? found->first : uuid);
  }

  std::string Legend() const {
    std::string out;
    for (const auto& [key, all] : by_short_) {
      if (all.size() == 1 && all.front() != key) out += Clean(key) + " is " + Clean(all.front()) + "\n";
    }
    return out;
  }

 private:
  std::map<std::string, std::vector<std::string>> by_short_;
};

std::string ViewCell(const std::optional<RecordedView>& view) {
  if (!view) return kNone;
  return (view->seqno ? std::to_string(*view->seqno) : kUnknown) + " (" +
         std::to_string(view->members.size()) + ")";
}

Line CellsOf(const EvidenceRow& row, const UuidNames& uuids) {
  const bool empty = !row.reports || (row.state_uuid.empty() && row.seqno_note.empty());
  const std::string no_seqno = empty ? kNone : kUnknown;
  return {Clipped(Clean(row.Shown())),
          Clean(row.state),
          uuids.Of(row.state_uuid),
          row.seqno ? std::to_string(*row.seqno) : no_seqno,
          row.safe_to_bootstrap ? YesNo(row.safe_to_bootstrap) : kNone,
          ViewCell(row.view),
          YesNo(row.primary),
          Age(row.age_s)};
}

std::string MembersText(const RecordedView& view) {
  std::string out;
  for (const galera::NotifiedMember& member : view.members)
    out += (out.empty() ? "" : ", ") + Clean(member.name.empty() ? member.uuid : member.name);
  return out;
}

std::vector<std::string> NotesOf(const EvidenceRow& row) {
  std::vector<std::string> notes;
  const auto add = [&](const std::string& note) {
    if (!note.empty()) notes.push_back(Clean(note));
  };
  if (!row.name.empty()) add(row.where);
  add(row.reason);
  add(row.seqno_note);
  if (row.view) add("last view: " + MembersText(*row.view));
  if (row.record_age_s) add("record written " + Age(row.record_age_s) + " ago");
  if (row.gvwstate_members) {
    add(*row.gvwstate_members == 0 ? "gvwstate.dat can't be read"
                                   : "gvwstate.dat names " + std::to_string(*row.gvwstate_members) +
                                         (*row.gvwstate_members == 1 ? " member" : " members"));
  }
  if (row.transfer_leftovers) add("leftovers of a state transfer");
  if (!row.version.empty()) add("MariaDB " + row.version);
  if (!row.action.empty()) add("to do: " + row.action);
  return notes;
}

// Words that fit go on one line; later ones are indented.
std::string Wrapped(const std::string& text) {
  std::string out;
  std::string line;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (!line.empty() && line != "   " && Width(line) + 1 + Width(word) > kWidth) {
      out += line + "\n";
      line = "   ";
    }
    line += (line.empty() ? "" : " ") + std::string(word);
  }
  return out + line + "\n";
}

std::string Note(const EvidenceRow& row) {
  std::string text = Clean(row.Shown()) + ": ";
  const std::vector<std::string> notes = NotesOf(row);
  for (const std::string& note : notes) text += (&note == notes.data() ? "" : "; ") + note;
  return Wrapped(text);
}

std::string Aligned(const std::vector<Line>& lines) {
  std::array<std::size_t, kColumns> widths{};
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], Width(line[i]));
  }
  std::string out;
  for (const Line& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < kColumns; ++i) {
      text += line[i] + std::string(widths[i] - Width(line[i]) + 2, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
  return out;
}

bool CanBeRecovered(State state) {
  return state == State::kCrashed || state == State::kLastSurvivor || state == State::kUnreadable;
}

// What an own view of the world adds to a row, whatever it is of.
void AddRecord(EvidenceRow& row, const std::optional<ViewRecord>& record, std::int64_t now) {
  if (!record) return;
  row.view = record->taken;
  if (record->written > 0) row.record_age_s = std::max<std::int64_t>(now - record->written, 0);
}

bool Runs(Evidence::Phase phase) {
  return phase == Evidence::Phase::kJoining || phase == Evidence::Phase::kTransfer ||
         phase == Evidence::Phase::kServing;
}

}  // namespace

EvidenceRow RowOf(const DirectoryWitness& witness, std::int64_t now) {
  const DirectoryFacts& facts = witness.facts;
  const DirectoryVerdict verdict = JudgeDirectory(facts);
  const Testimony testimony = TestimonyOf(witness);
  EvidenceRow row;
  row.id = witness.id;
  row.name = testimony.name;
  row.where = witness.address;
  row.reports = facts.trouble_state != State::kUnreadable;
  row.state = Name(verdict.state);
  row.reason = verdict.reason;
  row.action = verdict.action;
  if (facts.grastate) {
    row.state_uuid = facts.grastate->uuid.value_or("");
    row.safe_to_bootstrap = facts.grastate->safe_to_bootstrap;
  }
  if (testimony.position) {
    row.state_uuid = testimony.position->uuid;
    row.seqno = testimony.position->seqno;
  } else if (CanBeRecovered(verdict.state) && row.reports) {
    row.seqno_note =
        "its seqno is not known: --recover runs mariadbd --wsrep-recover on it, --recover-copy=DIR on a copy";
  }
  AddRecord(row, testimony.record, now);
  if (facts.gvwstate) row.gvwstate_members = facts.gvwstate->members.size();
  row.transfer_leftovers = facts.transfer_marker;
  if (verdict.state != State::kLocked) row.primary = false;
  row.age_s = 0;
  return row;
}

EvidenceRow RowOf(const Evidence& evidence, const std::string& address, std::int64_t now) {
  EvidenceRow row;
  row.id = evidence.node_id;
  row.name = evidence.node_name;
  row.where = address;
  const bool directory_counts = !evidence.directory.empty() && !Runs(evidence.phase);
  row.state = directory_counts ? evidence.directory : std::string(Name(evidence.phase));
  if (directory_counts) {
    row.reason = evidence.directory_reason;
    if (const auto state = DirectoryStateOf(evidence.directory)) row.action = ActionFor(*state);
  }
  row.state_uuid = evidence.state_uuid;
  if (evidence.seqno.value_or(-1) >= 0) row.seqno = evidence.seqno;
  if (!row.seqno && evidence.data == Evidence::Data::kPresent)
    row.seqno_note = "its seqno is not known: its log says why";
  AddRecord(row, evidence.record, now);
  row.version = evidence.mariadb_version;
  row.primary = evidence.primary;
  row.age_s = 0;
  return row;
}

EvidenceRow SilentRow(const std::string& name, const std::string& address, const std::string& why) {
  EvidenceRow row;
  row.name = name;
  row.where = address;
  row.reports = false;
  row.state = "silent";
  row.reason = why;
  return row;
}

std::string RenderTable(std::span<const EvidenceRow> rows) { return RenderTable(rows, TableNotes::kAll); }

std::string RenderTable(std::span<const EvidenceRow> rows, TableNotes notes) {
  if (rows.empty()) return {};
  const UuidNames uuids(rows);
  std::vector<Line> lines = {{"node", "state", "UUID", "seqno", "safe", "view (nodes)", "primary", "age"}};
  for (const EvidenceRow& row : rows) lines.push_back(CellsOf(row, uuids));
  std::string out = Aligned(lines);
  if (notes == TableNotes::kNone) return out;
  out += "\n" + uuids.Legend();
  for (const EvidenceRow& row : rows) out += Note(row);
  return out;
}

}  // namespace watchdog
