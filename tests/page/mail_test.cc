#include <gtest/gtest.h>

#include "cluster/wait.h"
#include "page/mail_stand_in.h"
#include "page/scene.h"
#include "page/tls_front.h"

namespace watchdog {
namespace {

using galera::testing_cluster::Millis;
using galera::testing_cluster::WaitUntil;
using test::Mail;
using test::MailStandIn;
using test::PageOf;
using test::Scene;
using test::TlsFront;

constexpr std::chrono::milliseconds kNow{0};
constexpr Millis kLong{10000};

Receiver MailTo(const std::string& url) {
  Receiver receiver = test::To("mail", url, Receiver::Kind::kEmail);
  receiver.from = "Warden <warden@example.org>";
  receiver.to = {"a@example.org", "B <b@example.org>"};
  receiver.require_tls = false;
  return receiver;
}

std::string Local(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

TEST(Mail, APageAndItsEndAreSent) {
  const Scene scene;
  const MailStandIn server;
  PageDesk desk(scene.Options({MailTo("smtp://" + Local(server.port()))}));
  Page page = PageOf("a");
  page.summary = "n\xc3\xb6thing answers";
  page.next_step = ".\nlook";
  desk.Put(page, kNow);
  ASSERT_TRUE(server.WaitFor(1));
  desk.Put(PageOf("a", false), kNow);
  ASSERT_TRUE(server.WaitFor(2));
  const std::vector<Mail> mails = server.mails();
  EXPECT_EQ(mails[0].from, "<warden@example.org>");
  EXPECT_EQ(mails[0].to, (std::vector<std::string>{"<a@example.org>", "<b@example.org>"}));
  EXPECT_NE(mails[0].text.find("\nSubject: =?UTF-8?B?"), std::string::npos) << mails[0].text;
  EXPECT_NE(mails[0].text.find("\n\nn=C3=B6thing answers\n"), std::string::npos) << mails[0].text;
  EXPECT_NE(mails[1].text.find("\nIn-Reply-To: <"), std::string::npos) << mails[1].text;
  EXPECT_TRUE(WaitUntil([&] { return desk.Statuses()[0].waiting == 0; }, kLong));
  EXPECT_EQ(desk.Statuses()[0].outcomes.at("delivered"), 2U);
}

TEST(Mail, ARefusedRecipientIsARejectionAndOneForNowIsNot) {
  const Scene scene;
  MailStandIn server;
  server.Refuse("450 greylisted");
  PageDesk desk(scene.Options({MailTo("smtp://" + Local(server.port()))}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(WaitUntil([&] { return desk.Statuses()[0].outcomes.at("retried") > 0; }, kLong));
  EXPECT_NE(desk.Statuses()[0].last_failure.find("greylisted"), std::string::npos)
      << desk.Statuses()[0].last_failure;
  server.Refuse("550 no such user");
  ASSERT_TRUE(WaitUntil([&] { return desk.Statuses()[0].outcomes.at("rejected") == 1; }, kLong));
  EXPECT_EQ(desk.Statuses()[0].waiting, 0U);
  EXPECT_TRUE(server.mails().empty());
}

TEST(Mail, WithoutTlsNothingIsSaidWhereItIsRequired) {
  const Scene scene;
  const MailStandIn server;
  Receiver receiver = MailTo("smtp://" + Local(server.port()));
  receiver.require_tls = true;
  receiver.username = "user";
  receiver.password = galera::Secret("Pa55word");
  PageDesk desk(scene.Options({receiver}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(WaitUntil([&] { return !desk.Statuses()[0].last_failure.empty(); }, kLong));
  EXPECT_TRUE(server.mails().empty());
  EXPECT_EQ(desk.Statuses()[0].waiting, 1U);
}

TEST(Mail, IsSentOverTlsAndOverStartTlsWithALogin) {
  for (const TlsFront::Kind kind : {TlsFront::Kind::kTls, TlsFront::Kind::kSmtpStartTls}) {
    const Scene scene;
    const MailStandIn server;
    const auto front = TlsFront::Start(kind, server.port(), scene.path());
    ASSERT_TRUE(front) << front.error().message;
    const std::string scheme = kind == TlsFront::Kind::kTls ? "smtps://" : "smtp://";
    Receiver receiver = MailTo(scheme + "localhost:" + std::to_string(front->port()));
    receiver.require_tls = true;
    receiver.username = "user";
    receiver.password = galera::Secret("Pa55word");
    Receiver unknown = receiver;
    unknown.name = "unknown";
    receiver.ca_file = front->ca_file();
    PageDesk desk(scene.Options({receiver, unknown}));
    desk.Put(PageOf("a"), kNow);
    ASSERT_TRUE(server.WaitFor(1)) << desk.Statuses()[0].last_failure;
    EXPECT_EQ(server.mails()[0].login, "AHVzZXIAUGE1NXdvcmQ=");
    EXPECT_TRUE(WaitUntil([&] { return !desk.Statuses()[1].last_failure.empty(); }, kLong));
    EXPECT_EQ(server.mails().size(), 1U);
  }
}

}  // namespace
}  // namespace watchdog
