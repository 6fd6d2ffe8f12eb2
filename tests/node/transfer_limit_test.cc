// transfer_limit, measured: node 1 has one and node 2 has none, and each is the other's donor once.
// FULL=1: by both methods, else by rsync, which the stock scripts can't limit.
#include <cstdlib>
#include <cstring>

#include "two_nodes.h"

namespace galera {
namespace {

using testing_cluster::Deadline;

constexpr int kMebibytes = 32;            // on disk it is more than twice as much
constexpr double kLimit = 8192.0 * 1024;  // transfer_limit=8192

class TransferLimit : public TwoNodes, public testing::WithParamInterface<const char*> {
 protected:
  // How fast the bytes that `node`'s page shows have grown, from when nothing had come to when no more did.
  // Never more than the true rate.
  struct Growth {
    double bytes = 0;
    double seconds = 0;
    double Rate() const { return seconds > 0 ? bytes / seconds : 0; }
  };
  // `late`: how old what a page shows may be.
  Growth Watch(int node, double late) const {
    using Clock = std::chrono::steady_clock;
    Growth growth;
    Clock::time_point before = Clock::now();
    const Deadline deadline(Millis(90000));
    while (!deadline.Passed() && !stage_->AreOneCluster({1, 2})) {
      const double bytes = Metric(node, "galera_state_transfer_bytes ").value_or(0);
      const bool runs = Metric(node, "galera_state_transfer_running ") == 1;
      if (!runs || bytes < (1 << 20)) {
        if (growth.bytes < (1 << 20)) before = Clock::now();
      } else if (bytes > growth.bytes) {
        growth = {bytes, late + std::chrono::duration<double>(Clock::now() - before).count()};
      }
      std::this_thread::sleep_for(Millis(50));
    }
    return growth;
  }
};

TEST_P(TransferLimit, HoldsWhatADonorSends) {
  if (std::getenv("FULL") == nullptr && std::strcmp(GetParam(), "rsync") != 0) GTEST_SKIP() << "FULL=1";
  ASSERT_NO_FATAL_FAILURE(Begin(GetParam(), {"transfer_limit=8192"}));
  ASSERT_NO_FATAL_FAILURE(Fill(kMebibytes));
  ASSERT_NO_FATAL_FAILURE(BeginAnew(2));
  const Growth limited = Watch(1, 0.3);  // as the donor has sent it
  ASSERT_TRUE(BothServe()) << LogTail(2);
  ASSERT_NO_FATAL_FAILURE(BeginAnew(1));
  const Growth free = Watch(1, 1.1);  // as the joiner has received it
  ASSERT_TRUE(BothServe()) << LogTail(1);
  const auto mib = [](double bytes) { return bytes / (1 << 20); };
  std::printf(
      "%s: limit %.1f MiB/s: %.1f MiB in %.2f s, %.1f MiB/s; without: %.1f MiB in %.2f s, %.1f MiB/s\n",
      GetParam(), mib(kLimit), mib(limited.bytes), limited.seconds, mib(limited.Rate()), mib(free.bytes),
      free.seconds, mib(free.Rate()));
  EXPECT_GT(mib(limited.bytes), 0.8 * kMebibytes) << LogTail(1);
  EXPECT_LT(limited.Rate(), 1.25 * kLimit);
  EXPECT_GT(limited.Rate(), 0.2 * kLimit);  // more than that is a matter of the machine
  EXPECT_GT(mib(free.bytes), 0.8 * kMebibytes) << LogTail(1);
  EXPECT_GT(free.Rate(), 1.5 * kLimit) << "slow for another reason: this test would see no difference";
}

INSTANTIATE_TEST_SUITE_P(, TransferLimit, testing::Values("rsync", "mariabackup"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace galera
