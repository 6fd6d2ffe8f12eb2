#include "node/kept_vote.h"

#include <unistd.h>

#include <string>
#include <string_view>

#include "node/data_directory.h"
#include "system/file.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

constexpr std::size_t kBytesMax = 1024;

std::string PathOf(const NodeSettings& settings) { return settings.data_directory + "/.galera-warden-vote"; }

// "ADDRESS CANDIDACY\n"
std::optional<Ballot> Parse(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos || !text.ends_with('\n')) return std::nullopt;
  Ballot ballot;
  ballot.vote = ParseNodeAddress(text.substr(0, blank));
  ballot.candidacy = text.substr(blank + 1, text.size() - blank - 2);
  if (!ballot.vote || ballot.candidacy.find('/') == std::string::npos) return std::nullopt;
  return ballot;
}

}  // namespace

Ballot Lasting(const Ballot& ballot, const std::string& own_node_id) {
  if (!ballot.vote || ballot.candidacy.starts_with(own_node_id + "/")) return {};
  return {ballot.vote, ballot.candidacy, 0};
}

Result<Ballot> ReadKeptVote(const NodeSettings& settings) {
  const auto text = galera::ReadFile(PathOf(settings), kBytesMax);
  if (!text.ok()) return text.error().code == ErrorCode::kNotFound ? Result<Ballot>(Ballot()) : text.error();
  if (const auto ballot = Parse(*text)) return *ballot;
  return Error{ErrorCode::kInvalid, PathOf(settings) +
                                        " is not what this program writes: remove it if no node of this "
                                        "cluster has been started"};
}

Status KeepVote(const NodeSettings& settings, const Ballot& lasting) {
  if (!lasting.vote) {
    ForgetVote(settings);
    return Status();
  }
  if (Status made = MakeDataDirectory(settings); !made) return made;
  return galera::ReplaceFile(PathOf(settings), lasting.vote->text + " " + lasting.candidacy + "\n", 0644);
}

void ForgetVote(const NodeSettings& settings) { unlink(PathOf(settings).c_str()); }

}  // namespace watchdog
