#include "discovery/resolver.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "dns_stand_in.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::AddressRecord;
using test::CnameRecord;
using test::DnsReply;
using test::ServiceRecord;
using Kind = NameAnswer::Kind;

constexpr milliseconds kLong{5000};
constexpr milliseconds kShort{200};
const DnsReply kSilence = {0, {}, true};
const DnsReply kServerFailure = {2, {}, false};

class Resolver : public testing::Test {
 protected:
  Resolver() {
    std::string pattern = testing::TempDir() + "resolverXXXXXX";
    directory_ = mkdtemp(pattern.data());
    options_.hosts_file = directory_ + "/hosts";
    options_.resolv_conf = directory_ + "/resolv.conf";
    options_.servers = dns_.servers();
    Write(options_.resolv_conf, "nameserver 127.0.0.1\n");
  }
  ~Resolver() override {
    unlink(options_.hosts_file.c_str());
    unlink(options_.resolv_conf.c_str());
    rmdir(directory_.c_str());
  }

  static void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

  std::vector<NameAnswer> Resolve(const std::vector<std::string>& entries, milliseconds limit = kLong) {
    const PeerSpecs parsed = ParsePeerSpecs(entries, 4567);
    EXPECT_EQ(parsed.specs.size(), entries.size());
    return ResolvePeers(parsed.specs, options_, steady_clock::now() + limit);
  }
  NameAnswer One(const std::string& entry, milliseconds limit = kLong) {
    return Resolve({entry}, limit).at(0);
  }
  static std::string Text(const NameAnswer& answer) {
    std::string out(Name(answer.kind));
    for (const NodeAddress& address : answer.addresses)
      out += " " + HostText(address) + ":" + std::to_string(address.port);
    return out;
  }

  test::DnsStandIn dns_;
  std::string directory_;
  ResolverOptions options_;
};

TEST_F(Resolver, AddressesOfBothFamiliesSortedWithTheirPort) {
  dns_.Address("db1", "10.0.0.10");
  dns_.Address("db1", "10.0.0.9");
  dns_.Address("db1", "10.0.0.9");
  dns_.Address("db1", "fd00::9");
  const NameAnswer answer = One("db1:5567");
  EXPECT_EQ(Text(answer), "found 10.0.0.9:5567 10.0.0.10:5567 [fd00::9]:5567");
  EXPECT_TRUE(answer.answered.has_value());
  EXPECT_EQ(answer.detail, "");
}

TEST_F(Resolver, AnAddressNeedsNoServer) {
  options_.servers = "127.0.0.1:1";
  EXPECT_EQ(Text(One("10.0.0.9")), "found 10.0.0.9:4567");
  EXPECT_TRUE(dns_.asked().empty());
}

TEST_F(Resolver, KeepsTheFailuresApart) {
  dns_.Address("six", "fd00::9");
  dns_.Set("empty", DnsType::kA, {});
  for (const DnsType type : {DnsType::kA, DnsType::kAaaa}) {
    dns_.Set("silent", type, kSilence);
    dns_.Set("failing", type, kServerFailure);
  }
  const auto answers = Resolve({"nobody", "empty", "failing", "silent", "six"}, kShort);
  EXPECT_EQ(answers[0].kind, Kind::kNoSuchName);
  EXPECT_EQ(answers[1].kind, Kind::kEmpty);
  EXPECT_EQ(answers[2].kind, Kind::kServerFailure);
  EXPECT_EQ(answers[3].kind, Kind::kTimeout);
  EXPECT_EQ(Text(answers[4]), "found [fd00::9]:4567");
  EXPECT_TRUE(answers[1].Answered());
  EXPECT_FALSE(answers[2].Answered());
  EXPECT_FALSE(answers[3].answered.has_value());
}

TEST_F(Resolver, AHalfAnswerIsAddressesWithADetailAndNeverNoSuchName) {
  dns_.Address("db1", "10.0.0.9");
  dns_.Set("db1", DnsType::kAaaa, kSilence);
  dns_.Set("db2", DnsType::kAaaa, kServerFailure);
  const auto answers = Resolve({"db1", "db2"}, kShort);
  EXPECT_EQ(Text(answers[0]), "found 10.0.0.9:4567");
  EXPECT_EQ(answers[0].detail, "no answer in time");
  EXPECT_EQ(answers[1].kind, Kind::kServerFailure);
}

TEST_F(Resolver, NobodyListensIsAServerFailure) {
  options_.servers = "127.0.0.1:1";
  const NameAnswer answer = One("db1", kShort);
  EXPECT_FALSE(answer.Answered());
}

TEST_F(Resolver, TheDeadlineHolds) {
  for (const DnsType type : {DnsType::kA, DnsType::kAaaa}) dns_.Set("silent", type, kSilence);
  const auto start = steady_clock::now();
  EXPECT_EQ(One("silent", kShort).kind, Kind::kTimeout);
  EXPECT_LT(steady_clock::now() - start, kShort * 4);
  EXPECT_EQ(One("silent", milliseconds(0)).kind, Kind::kTimeout);
}

TEST_F(Resolver, IsCancelled) {
  for (const DnsType type : {DnsType::kA, DnsType::kAaaa}) dns_.Set("silent", type, kSilence);
  const int fd = eventfd(1, EFD_CLOEXEC);
  const auto specs = ParsePeerSpecs(std::vector<std::string>{"silent"}, 4567).specs;
  const auto start = steady_clock::now();
  EXPECT_EQ(ResolvePeers(specs, options_, start + kLong, fd).at(0).kind, Kind::kTimeout);
  EXPECT_LT(steady_clock::now() - start, kLong / 2);
  close(fd);
}

TEST_F(Resolver, AnswersForAnotherNameAreNotBelieved) {
  dns_.Set("db1", DnsType::kA, {0, {AddressRecord("db1.example.org", "10.6.6.6")}, false});
  const NameAnswer answer = One("db1");
  EXPECT_EQ(answer.kind, Kind::kServerFailure);
  EXPECT_EQ(answer.detail, "db1: the answer is about another name");
}

TEST_F(Resolver, FollowsCnames) {
  dns_.Set("db1", DnsType::kA, {0, {CnameRecord("db1", "real"), AddressRecord("real", "10.0.0.9")}, false});
  EXPECT_EQ(Text(One("db1")), "found 10.0.0.9:4567");
}

TEST_F(Resolver, ASearchDomainWithAWildcardIsATrapThatNobodyStepsInto) {
  Write(options_.resolv_conf,
        "search shop.svc.cluster.local svc.cluster.local example.org\noptions ndots:5\n");
  dns_.Wildcard("example.org", "10.6.6.6");
  EXPECT_EQ(One("db1").kind, Kind::kNoSuchName);
  EXPECT_EQ(dns_.asked().size(), 2u);
  options_.kubernetes = true;
  EXPECT_EQ(One("db1").kind, Kind::kNoSuchName);
  EXPECT_EQ(One("tasks.db1").kind, Kind::kNoSuchName);
  for (const std::string& question : dns_.asked())
    EXPECT_EQ(question.find("example.org"), std::string::npos) << question;
}

TEST_F(Resolver, InKubernetesTheServiceOfTheNamespaceIsFoundByItsShortName) {
  Write(options_.resolv_conf, "search shop.svc.cluster.local svc.cluster.local\noptions ndots:5\n");
  options_.kubernetes = true;
  dns_.Address("db.svc.cluster.local", "10.0.0.9");
  EXPECT_EQ(Text(One("db")), "found 10.0.0.9:4567");
  // resolv.conf is read anew.
  Write(options_.resolv_conf, "search other.svc.cluster.local\noptions ndots:5\n");
  EXPECT_EQ(One("db").kind, Kind::kNoSuchName);
  EXPECT_EQ(dns_.asked().at(dns_.asked().size() - 4), "db.other.svc.cluster.local 1");
}

TEST_F(Resolver, ServicesGiveNamesAndPorts) {
  dns_.Set("_galera._tcp.example.org", DnsType::kSrv,
           {0,
            {ServiceRecord("_galera._tcp.example.org", "a.example.org", 5001),
             ServiceRecord("_galera._tcp.example.org", "b.example.org", 0),
             ServiceRecord("_galera._tcp.example.org", "gone.example.org", 5003)},
            false});
  dns_.Address("a.example.org", "10.0.0.10");
  dns_.Address("b.example.org", "10.0.0.9");
  EXPECT_EQ(Text(One("srv:_galera._tcp.example.org")), "found 10.0.0.9:4567 10.0.0.10:5001");
  EXPECT_EQ(One("srv:nobody").kind, Kind::kNoSuchName);
}

TEST_F(Resolver, TheHostsFileComesFirst) {
  Write(options_.hosts_file, "10.0.0.7 db1\nfd00::7 db1\n");
  dns_.Address("db1", "10.6.6.6");
  EXPECT_EQ(Text(One("db1")), "found 10.0.0.7:4567 [fd00::7]:4567");
  EXPECT_TRUE(dns_.asked().empty());
}

TEST_F(Resolver, ManyNamesInOneRound) {
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) {
    names.push_back("n" + std::to_string(i));
    dns_.Address(names.back(), "10.0.1." + std::to_string(i + 1));
  }
  const auto answers = Resolve(names);
  for (std::size_t i = 0; i < names.size(); ++i)
    EXPECT_EQ(Text(answers[i]), "found 10.0.1." + std::to_string(i + 1) + ":4567");
}

}  // namespace
}  // namespace watchdog
