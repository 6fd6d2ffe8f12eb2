// Random histories of the outbox beside a plain list of what was put: nothing is lost, nothing overtakes,
// nothing is told twice, through outages, restarts and answers of all kinds.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "page/back_off.h"
#include "page/outbox.h"
#include "sample_page.h"

namespace watchdog {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr milliseconds kLateAfter{60000};

// How many of `all`: a sample, unless FULL=1 asks for the whole.
unsigned Sample(unsigned all) { return std::getenv("FULL") != nullptr ? all : all / 10; }

struct Told {
  std::string episode;
  bool firing = false;
  bool late = false;
};

class History {
 public:
  explicit History(unsigned seed) : random_(seed) {
    Receiver chat;
    chat.name = "chat";
    chat.kind = Receiver::Kind::kSlack;
    Receiver duty;
    duty.name = "duty";
    duty.kind = Receiver::Kind::kPagerDuty;
    duty.deduplicates = true;
    receivers_ = {chat, duty};
    box_.emplace(receivers_, Limits());
    Save();
  }

  static QueueLimits Limits() { return {100000, hours(48), kLateAfter}; }

  void Pass(milliseconds time) { now_ = {now_.steady + time, now_.wall + time}; }
  bool Chance(int percent) { return static_cast<int>(random_() % 100) < percent; }

  // The next thing that happens to a key: it begins, or is over.
  void Change(const std::string& key) {
    std::string& open = open_[key];
    Page page = test::SamplePage(open.empty());
    page.key = key;
    if (open.empty()) open = "e" + std::to_string(++episodes_);
    page.episode = open;
    if (!page.firing) open.clear();
    put_[key].push_back({page.episode, page.firing, false});
    box_->Put(page, milliseconds(random_() % 6000), now_);
    Save();  // as Put() of the desk does before it returns
  }

  void Save() {
    disk_ = box_->Content(now_);
    box_->Stored(box_->last_id());
  }

  // One attempt; the answer is as `down` has it.
  bool Attempt(const std::string& receiver, bool down) {
    const auto queued = box_->Take(receiver, now_);
    if (!queued) return false;
    Outcome outcome{Outcome::Kind::kDelivered, true, std::nullopt, ""};
    if (down) {
      outcome.kind = Outcome::Kind::kRetry;
      outcome.answered = Chance(50);
      if (Chance(10)) outcome.retry_after = seconds(random_() % 100);
    } else {
      const Message& message = queued->message;
      told_[receiver][message.page.key].push_back({message.page.episode, message.page.firing, message.late});
    }
    Pass(milliseconds(random_() % 50));
    const double share = static_cast<double>(random_() % 1000) / 1000;
    box_->Finish(receiver, *queued, outcome, BackOff(box_->Failures(receiver, queued->id) + 1, share), now_);
    if (Chance(70)) Save();
    return true;
  }

  // kill -9, and a start some time later: what is not on disk has not happened.
  void Restart() {
    const OutboxContent content = disk_;
    Pass(milliseconds(random_() % 5000));
    now_.steady = steady_clock::time_point(hours(random_() % 100));
    box_.emplace(receivers_, Limits());
    EXPECT_EQ(box_->Restore(content, now_), 0U);
    EXPECT_EQ(box_->Content(now_).open, content.open);
    ++restarts_;
  }

  // All receivers work, and time passes, until nothing waits.
  void Drain() {
    for (int i = 0; i < 100000; ++i) {
      bool any = false;
      Save();
      for (const Receiver& receiver : receivers_) any = Attempt(receiver.name, false) || any;
      if (any) continue;
      if (Waiting() == 0) return;
      Pass(seconds(1));
    }
    FAIL() << "something waits for ever";
  }
  std::size_t Waiting() const { return box_->QueueOf("chat")->waiting() + box_->QueueOf("duty")->waiting(); }

  // Against the plain list: of each key all of it, in order; an episode as two messages or as a late one. The
  // same may come again, right behind itself, where a kill came between answer and disk: `twice`.
  void Check(std::size_t& twice) const {
    for (const Receiver& receiver : receivers_) {
      for (const auto& [key, put] : put_) {
        static const std::vector<Told> kNone;
        const auto& all = told_.at(receiver.name);
        const auto& told = all.contains(key) ? all.at(key) : kNone;
        std::size_t at = 0;
        const Told* before = nullptr;
        for (const Told& one : told) {
          const bool again = before != nullptr && before->episode == one.episode &&
                             before->firing == one.firing && before->late == one.late;
          before = &one;
          twice += again ? 1 : 0;
          if (again) continue;
          ASSERT_LT(at, put.size()) << receiver.name << " " << key << ": told more than was put";
          ASSERT_EQ(one.episode, put[at].episode) << receiver.name << " " << key;
          if (one.late) {
            ASSERT_EQ(receiver.name, "chat") << key;
            // Where only the kill took back that its trigger was told, it is its end.
            at += put[at].firing ? 2 : 1;
            continue;
          }
          ASSERT_EQ(one.firing, put[at].firing) << receiver.name << " " << key << " " << one.episode;
          ++at;
        }
        ASSERT_EQ(at, put.size()) << receiver.name << " " << key << ": something was never told";
      }
    }
  }

  std::mt19937 random_;
  Instant now_{steady_clock::time_point(hours(1000)), system_clock::time_point(milliseconds(test::kStarts))};
  std::vector<Receiver> receivers_;
  std::optional<Outbox> box_;
  OutboxContent disk_;
  int restarts_ = 0;
  int episodes_ = 0;
  std::map<std::string, std::string> open_;  // key -> episode
  std::map<std::string, std::vector<Told>> put_;
  std::map<std::string, std::map<std::string, std::vector<Told>>> told_{{"chat", {}}, {"duty", {}}};
};

TEST(OutboxHistories, EachPageIsToldInOrderOnceThroughAllThatHappens) {
  std::size_t twice = 0;
  int restarts = 0;
  const unsigned histories = Sample(3000);
  for (unsigned seed = 0; seed < histories; ++seed) {
    History history(seed);
    bool down = false;
    for (int step = 0; step < 120; ++step) {
      if (history.Chance(5)) down = !down;
      if (history.Chance(2)) history.Restart();
      if (history.Chance(30)) history.Change("key" + std::to_string(history.random_() % 4));
      history.Attempt(history.Chance(50) ? "chat" : "duty", down);
      history.Pass(milliseconds(history.random_() % (down ? 30000 : 3000)));
    }
    history.Drain();
    history.Check(twice);
    restarts += history.restarts_;
    if (testing::Test::HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(twice, 0U);
  std::printf("%u histories, %d kills: %zu told twice\n", histories, restarts, twice);
}

// As a receiver sees an outage of ten minutes in the middle of half an hour: it is down from minute 10 to 20.
TEST(OutboxHistories, AnOutageOfTenMinutesLosesNothing) {
  std::size_t late = 0;
  milliseconds longest{0};
  const unsigned outages = Sample(200);
  for (unsigned seed = 0; seed < outages; ++seed) {
    History history(seed);
    const auto start = history.now_.steady;
    const auto at = [&] { return history.now_.steady - start; };
    std::optional<steady_clock::duration> caught_up;
    while (at() < minutes(30)) {
      const bool down = at() >= minutes(10) && at() < minutes(20);
      // Something changes each ten seconds or so.
      if (history.Chance(5)) history.Change("key" + std::to_string(history.random_() % 10));
      for (const char* const receiver : {"chat", "duty"}) {
        while (history.Attempt(receiver, down)) history.Save();
      }
      if (at() >= minutes(20) && !caught_up && history.Waiting() == 0) caught_up = at() - minutes(20);
      history.Pass(milliseconds(500));
    }
    history.Drain();
    std::size_t twice = 0;
    history.Check(twice);
    ASSERT_EQ(twice, 0U);
    if (testing::Test::HasFailure()) FAIL() << "seed " << seed;
    ASSERT_TRUE(caught_up);
    longest = std::max(longest, std::chrono::duration_cast<milliseconds>(*caught_up));
    for (const auto& [key, told] : history.told_["chat"]) {
      for (const Told& one : told) late += one.late ? 1 : 0;
    }
  }
  EXPECT_GT(late, 0U);
  EXPECT_LT(longest, minutes(6));  // the longest back-off, and what came meanwhile
  std::printf("%u outages of ten minutes: %zu late messages; caught up after %lld s at most\n", outages, late,
              static_cast<long long>(longest.count() / 1000));
}

}  // namespace
}  // namespace watchdog
