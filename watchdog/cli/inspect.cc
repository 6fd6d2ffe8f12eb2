#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>

#include "bootstrap/verdict.h"
#include "cli/inspect_arguments.h"
#include "cli/node_sources.h"
#include "cli/subcommands.h"
#include "discovery/peer_inquiry.h"
#include "discovery/resolver.h"
#include "node/directory_facts.h"
#include "node/offline_recovery.h"

namespace watchdog {
namespace {

constexpr std::chrono::seconds kNamesTimeout{3};
constexpr std::chrono::seconds kPeersTimeout{3};

constexpr char kUsage[] =
    "usage: galera-warden inspect [flags] WHAT ...\n"
    "\n"
    "Shows what each says of itself, and from which the cluster can be started without losing a\n"
    "commit. WHAT is a data directory, live or copied (a word with a '/'; NAME=DIRECTORY where it\n"
    "has no record of its name), or HOST[:PORT] of a galera-warden (8081).\n"
    "\n"
    "  --recover-copy=DIR    learn the position of a crashed directory from a copy, made in DIR and\n"
    "                        removed afterwards, by mariadbd --wsrep-recover\n"
    "  --recover             the same on the directory itself, which InnoDB's crash recovery changes;\n"
    "                        refused while a mariadbd works on it; needs --defaults-file\n"
    "  --defaults-file=FILE  the node's option file, for that mariadbd\n"
    "  --user=NAME           whom it runs as, started by root (mysql)\n"
    "  --json                one line of JSON instead of the table\n"
    "\n"
    "Nothing is changed but by --recover. Exit codes: 0 proven, or a primary component exists;\n"
    "4 not proven; 2 wrong usage; 1 nothing could be read.\n"
    "\n"
    "Examples:\n"
    "  galera-warden inspect db1 db2 db3                      what their wardens say\n"
    "  galera-warden inspect /var/lib/mysql                   of this node, whatever runs\n"
    "  galera-warden inspect --recover-copy=/var/tmp db1=/copies/a db2=/copies/b\n";

struct Findings {
  std::vector<EvidenceRow> rows;
  std::vector<Testimony> testimonies;
};

bool IsDirectory(const std::string& word) {
  std::error_code ignored;
  return std::filesystem::is_directory(word, ignored);
}

std::int64_t UnixNow() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool NeedsRecovery(const DirectoryFacts& facts) {
  const DirectoryState state = JudgeDirectory(facts).state;
  const bool damaged =
      state == DirectoryState::kUnreadable && facts.trouble_state != DirectoryState::kUnreadable;
  return state == DirectoryState::kCrashed || state == DirectoryState::kLastSurvivor || damaged;
}

void LookAtDirectory(const InspectedDirectory& directory, const InspectArguments& arguments,
                     Findings& findings) {
  DirectoryWitness witness;
  witness.id = witness.address = directory.path;
  witness.name = directory.name;
  witness.facts = GatherDirectoryFacts(directory.path);
  std::string failure;
  if ((arguments.recover || !arguments.copy_to.empty()) && NeedsRecovery(witness.facts)) {
    std::fprintf(stderr, "recovering the position of %s%s\n", directory.path.c_str(),
                 arguments.recover ? ": its crash recovery changes it" : " from a copy");
    const auto position =
        RecoverOffline({directory.path, arguments.copy_to, arguments.defaults_file, arguments.user}, {});
    if (position) witness.recovered = *position;
    if (!position) failure = position.error().message;
  }
  EvidenceRow row = RowOf(witness, UnixNow());
  row.version = ReadUpgradeInfo(directory.path);
  if (!failure.empty()) row.seqno_note = "its seqno is not known: " + failure;
  findings.rows.push_back(std::move(row));
  findings.testimonies.push_back(TestimonyOf(witness));
}

EvidenceRow RowOfPeer(const Peer& peer, std::uint16_t port) {
  const std::string where = HostText(peer.address) + ":" + std::to_string(port);
  if (peer.evidence) return RowOf(*peer.evidence, where, UnixNow());
  EvidenceRow row = SilentRow("", where, peer.failure);
  if (peer.uncounted) {
    row = RowOf(*peer.uncounted, where, UnixNow());
    row.id.clear();
    row.reports = false;
    row.primary.reset();
    row.reason = "does not count: " + peer.failure;
  }
  if (peer.primary == Peer::Primary::kYes) row.primary = true;
  return row;
}

// With a cluster secret in the environment only what is signed counts, as for a node.
std::optional<SigningKey> ReadKey() {
  const LoadedSettings loaded = LoadNodeSettings(RealSettingsInput({"sleep"}));
  if (!loaded.settings) {
    PrintSettingProblems(loaded.problems);
    return std::nullopt;
  }
  const std::string& secret = loaded.settings->cluster_secret.Reveal();
  if (secret.empty()) return std::nullopt;
  auto key = SigningKey::Derive(secret, loaded.settings->cluster_name);
  if (key) return *key;
  std::fprintf(stderr, "galera-warden: %s\n", key.error().message.c_str());
  return std::nullopt;
}

void AskHosts(const std::vector<PeerSpec>& hosts, Findings& findings) {
  if (hosts.empty()) return;
  const std::optional<SigningKey> key = ReadKey();
  ResolverOptions options;
  options.kubernetes = getenv("KUBERNETES_SERVICE_HOST") != nullptr;
  const auto answers = ResolvePeers(hosts, options, std::chrono::steady_clock::now() + kNamesTimeout);
  std::map<std::uint16_t, std::vector<NodeAddress>> by_port;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    for (const NodeAddress& address : answers[i].addresses) by_port[hosts[i].port].push_back(address);
    if (answers[i].addresses.empty())
      findings.rows.push_back(
          SilentRow("", hosts[i].text, "no address: " + std::string(Name(answers[i].kind))));
  }
  for (const auto& [port, addresses] : by_port) {
    for (const Peer& peer : AskPeers(addresses, port, kPeersTimeout, -1, key ? &*key : nullptr)) {
      const auto same = [&](const EvidenceRow& row) {
        return peer.evidence && row.id == peer.evidence->node_id;
      };
      if (std::any_of(findings.rows.begin(), findings.rows.end(), same)) continue;  // by another address
      findings.rows.push_back(RowOfPeer(peer, port));
      if (peer.evidence) findings.testimonies.push_back(TestimonyOf(*peer.evidence, peer.address.text));
    }
  }
}

int ExitCode(const Findings& findings, const Verdict& verdict) {
  const bool any = std::any_of(findings.rows.begin(), findings.rows.end(),
                               [](const EvidenceRow& row) { return row.reports || row.primary == true; });
  if (!any) return kExitFailure;
  return verdict.kind == Verdict::Kind::kNotProven ? kExitNotProven : kExitOk;
}

}  // namespace

int RunInspect(const std::vector<std::string>& words) {
  const auto arguments = ParseInspectArguments(words, IsDirectory);
  if (!arguments || arguments->help) {
    if (!arguments) std::fprintf(stderr, "galera-warden: inspect: %s\n\n", arguments.error().message.c_str());
    std::fputs(kUsage, arguments ? stdout : stderr);
    return arguments ? kExitOk : kExitUsage;
  }
  Findings findings;
  for (const InspectedDirectory& directory : arguments->directories)
    LookAtDirectory(directory, *arguments, findings);
  AskHosts(arguments->hosts, findings);
  const Proof proof = Prove(findings.testimonies);
  const Verdict verdict = DescribeProof(proof, findings.rows);
  const std::string text = arguments->json ? RenderInspection(findings.rows, proof, verdict)
                                           : RenderTable(findings.rows) + "\n" + RenderVerdict(verdict);
  std::fputs(text.c_str(), stdout);
  return ExitCode(findings, verdict);
}

}  // namespace watchdog
