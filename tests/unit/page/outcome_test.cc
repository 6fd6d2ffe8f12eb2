#include "page/outcome.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;
using Kind = Outcome::Kind;

const system_clock::time_point kNow{seconds(1792567680)};  // Wed, 21 Oct 2026 07:28:00 GMT

Reply Answer(int status, bool smtp = false) {
  Reply reply;
  reply.transport = Reply::Transport::kAnswered;
  reply.status = status;
  reply.smtp = smtp;
  return reply;
}

TEST(OutcomeOf, HttpByStatus) {
  for (const int status : {200, 201, 202, 204, 299}) {
    EXPECT_EQ(OutcomeOf(Answer(status), kNow).kind, Kind::kDelivered) << status;
  }
  for (const int status : {408, 429, 500, 502, 503, 504, 599}) {
    EXPECT_EQ(OutcomeOf(Answer(status), kNow).kind, Kind::kRetry) << status;
  }
  for (const int status : {100, 301, 302, 307, 400, 401, 403, 404, 405, 410, 413, 415, 422, 499}) {
    EXPECT_EQ(OutcomeOf(Answer(status), kNow).kind, Kind::kRejected) << status;
  }
}

TEST(OutcomeOf, SmtpByReply) {
  EXPECT_EQ(OutcomeOf(Answer(250, true), kNow).kind, Kind::kDelivered);
  for (const int status : {421, 450, 451, 452})
    EXPECT_EQ(OutcomeOf(Answer(status, true), kNow).kind, Kind::kRetry);
  for (const int status : {535, 550, 554})
    EXPECT_EQ(OutcomeOf(Answer(status, true), kNow).kind, Kind::kRejected);
  EXPECT_EQ(OutcomeOf(Answer(0, true), kNow).kind, Kind::kRetry);
  EXPECT_EQ(OutcomeOf(Answer(550, true), kNow).detail, "SMTP 550");
  Reply some = Answer(250, true);
  some.body = "550 no such user";  // the others have it
  EXPECT_EQ(OutcomeOf(some, kNow).kind, Kind::kDelivered);
  EXPECT_EQ(OutcomeOf(some, kNow).detail, "SMTP 250: 550 no such user");
}

TEST(OutcomeOf, WithoutAnAnswerItIsTriedAgain) {
  Reply reply;
  reply.failure = "Could not resolve hostname";
  const Outcome outcome = OutcomeOf(reply, kNow);
  EXPECT_EQ(outcome.kind, Kind::kRetry);
  EXPECT_FALSE(outcome.answered);
  EXPECT_EQ(outcome.detail, "Could not resolve hostname");
  reply.transport = Reply::Transport::kUnusable;
  EXPECT_EQ(OutcomeOf(reply, kNow).kind, Kind::kRejected);
}

TEST(OutcomeOf, TellsWhatTheReceiverSaysInOneLine) {
  Reply reply = Answer(404);
  reply.body = "no_service\n";
  EXPECT_EQ(OutcomeOf(reply, kNow).detail, "HTTP 404: no_service");
  reply.body = "a\x1b[31m\r\nb\xff";
  EXPECT_EQ(OutcomeOf(reply, kNow).detail, "HTTP 404: a [31m  b\xef\xbf\xbd");
  reply.body = std::string(100000, 'x');
  EXPECT_LT(OutcomeOf(reply, kNow).detail.size(), 150U);
  EXPECT_EQ(OutcomeOf(Answer(302), kNow).detail, "HTTP 302 (redirects are not followed)");
  EXPECT_EQ(OutcomeOf(Answer(204), kNow).detail, "HTTP 204");
}

TEST(OutcomeOf, WaitsAsLongAsItIsAsked) {
  Reply reply = Answer(429);
  EXPECT_EQ(OutcomeOf(reply, kNow).retry_after, std::nullopt);
  reply.retry_after = "17";
  EXPECT_EQ(OutcomeOf(reply, kNow).retry_after, seconds(17));
  reply.status = 503;
  EXPECT_EQ(OutcomeOf(reply, kNow).retry_after, seconds(17));
  reply.status = 200;
  EXPECT_EQ(OutcomeOf(reply, kNow).retry_after, std::nullopt);
}

TEST(ParseRetryAfter, SecondsOrADate) {
  EXPECT_EQ(ParseRetryAfter("0", kNow), milliseconds(0));
  EXPECT_EQ(ParseRetryAfter(" 120 ", kNow), seconds(120));
  EXPECT_EQ(ParseRetryAfter("Wed, 21 Oct 2026 07:28:30 GMT", kNow), seconds(30));
  EXPECT_EQ(ParseRetryAfter("Wed, 21 Oct 2026 07:27:00 GMT", kNow), milliseconds(0));
}

TEST(ParseRetryAfter, NeverLongerThanAnHour) {
  for (const char* const text : {"3601", "99999999999999999999999999", "Thu, 21 Oct 2027 07:28:00 GMT"}) {
    EXPECT_EQ(ParseRetryAfter(text, kNow), seconds(3600)) << text;
  }
}

TEST(ParseRetryAfter, AnythingElseIsNothing) {
  for (const char* const text :
       {"", " ", "-1", "1.5", "soon", "1 s", "Wed, 21 Oct 2026 07:28:30", "Wed, 21 Foo 2026 07:28:30 GMT",
        "Wed, 31 Feb 2026 07:28:30 GMT", "Wed, 21 Oct 2026 24:28:30 GMT", "Wed, 2x Oct 2026 07:28:30 GMT",
        "Wednesday, 21-Oct-26 07:28:30 GMT"}) {
    EXPECT_EQ(ParseRetryAfter(text, kNow), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace watchdog
