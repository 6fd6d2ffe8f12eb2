#include "page/receiver_book.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Change = ReceiverBook::Change;

Receiver Two() {
  Receiver receiver;
  receiver.name = "am";
  receiver.kind = Receiver::Kind::kAlertmanager;
  receiver.urls = {galera::Secret("http://a:9093/hush"), galera::Secret("http://b:9093/hush")};
  return receiver;
}

Outcome Of(Outcome::Kind kind, const std::string& detail) { return {kind, true, std::nullopt, detail}; }

TEST(ReceiverBook, OneUrlThatWorksDoesNotHideOneThatFails) {
  const Receiver receiver = Two();
  ReceiverBook book({receiver});
  const Outcome failed = Of(Outcome::Kind::kRetry, "HTTP 500");
  EXPECT_EQ(book.Note(receiver, 1, failed), Change::kFails);
  EXPECT_EQ(book.Note(receiver, 1, failed), Change::kNone);
  EXPECT_EQ(book.Note(receiver, 0, Of(Outcome::Kind::kDelivered, "")), Change::kNone);
  const ReceiverStatus status = book.Statuses().at(0);
  EXPECT_EQ(status.last_failure, "http://b:9093: HTTP 500");
  EXPECT_EQ(status.shown_url, "http://a:9093, http://b:9093");
  EXPECT_TRUE(status.last_success);
  EXPECT_EQ(status.outcomes,
            (std::map<std::string, std::uint64_t>{
                {"delivered", 1}, {"retried", 2}, {"rejected", 0}, {"dropped", 0}, {"by_peer", 0}}));
  EXPECT_EQ(book.Note(receiver, 1, Of(Outcome::Kind::kDelivered, "")), Change::kWorksAgain);
  EXPECT_EQ(book.Statuses().at(0).last_failure, "");
}

}  // namespace
}  // namespace watchdog
