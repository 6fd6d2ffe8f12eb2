#include "page/payload.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "page/payload_alertmanager.h"
#include "page/payload_email.h"
#include "page/payload_slack.h"
#include "page/payload_teams.h"
#include "sample_page.h"

namespace watchdog {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::system_clock;
using test::SamplePage;
using Kind = Receiver::Kind;

constexpr char kSecret[] = "R0UTINGKEYR0UTINGKEYR0UTINGKEY00";
const system_clock::time_point kNow{milliseconds(test::kEnds + 1000)};  // 2026-09-05T10:12:43.345Z

Receiver To(Kind kind) {
  Receiver receiver;
  receiver.name = "oncall";
  receiver.kind = kind;
  receiver.urls = {galera::Secret("https://example.org/hush/hush")};
  receiver.routing_key = galera::Secret(kSecret);
  receiver.password = galera::Secret("hush");
  receiver.bearer_token = galera::Secret("hush");
  receiver.from = "Warden <warden@db.example.org>";
  receiver.to = {"oncall@example.org", "second@example.org"};
  receiver.labels = {{"team", "db"}};
  return receiver;
}

json Body(Kind kind, const Message& message) {
  return json::parse(RenderPayload(To(kind), message, kNow).body, nullptr, false);
}

// With all that JSON, Slack, Markdown and mail would take for their own.
Page NastyPage(bool firing = true) {
  Page page = SamplePage(firing);
  page.summary = "<!channel> \"a\" & <https://evil|b>\r\nBcc: all@example.org\x01 \xff [x](http://evil)";
  page.node = "\xff\xfe\n";
  page.details = {{"<a>", "*b*\n"}};
  page.labels["note"] = "\xc3\xbc\n";
  return page;
}

TEST(WebhookBody, IsAlertmanagersVersion4) {
  const Payload payload = RenderPayload(To(Kind::kWebhook), {SamplePage(), false}, kNow);
  EXPECT_EQ(payload.content_type, "application/json");
  ASSERT_EQ(payload.headers.size(), 1U);
  EXPECT_EQ(payload.headers[0].first, "Idempotency-Key");
  const json labels = {{"alertname", "GaleraNodeDown"},
                       {"cluster", "shop"},
                       {"instance", "10.0.0.2:9104"},
                       {"severity", "critical"},
                       {"team", "db"}};
  const json annotations = {{"summary", "db2: nothing answers on port 3306"},
                            {"description", "read the error log\nfailure: connection refused"},
                            {"next_step", "read the error log"},
                            {"runbook_url", "https://example.org/runbooks/GaleraNodeDown.md"},
                            {"node", "db2"}};
  EXPECT_EQ(json::parse(payload.body),
            (json{{"version", "4"},
                  {"groupKey", "galera/shop/GaleraNodeDown/db2"},
                  {"truncatedAlerts", 0},
                  {"status", "firing"},
                  {"receiver", "oncall"},
                  {"groupLabels", {{"alertname", "GaleraNodeDown"}, {"cluster", "shop"}}},
                  {"commonLabels", labels},
                  {"commonAnnotations", annotations},
                  {"externalURL", ""},
                  {"alerts", json::array({{{"status", "firing"},
                                           {"labels", labels},
                                           {"annotations", annotations},
                                           {"startsAt", "2026-09-05T10:11:12.345Z"},
                                           {"endsAt", "0001-01-01T00:00:00Z"},
                                           {"generatorURL", "https://example.org/runbooks/GaleraNodeDown.md"},
                                           {"fingerprint", Fingerprint(labels)}}})}}));
}

TEST(WebhookBody, TheEndHasTheSameGroupAndFingerprint) {
  const json fired = Body(Kind::kWebhook, {SamplePage(), false});
  const json over = Body(Kind::kWebhook, {SamplePage(false), false});
  EXPECT_EQ(over["status"], "resolved");
  EXPECT_EQ(over["alerts"][0]["status"], "resolved");
  EXPECT_EQ(over["alerts"][0]["endsAt"], "2026-09-05T10:12:42.345Z");
  EXPECT_EQ(over["groupKey"], fired["groupKey"]);
  EXPECT_EQ(over["alerts"][0]["fingerprint"], fired["alerts"][0]["fingerprint"]);
}

TEST(WebhookBody, ALateOneTellsBothEnds) {
  const json late = Body(Kind::kWebhook, {SamplePage(false), true});
  EXPECT_EQ(late["status"], "resolved");
  EXPECT_EQ(late["alerts"][0]["startsAt"], "2026-09-05T10:11:12.345Z");
  EXPECT_TRUE(
      late["commonAnnotations"]["summary"].get<std::string>().starts_with("was firing from 2026-09-05T10"));
}

TEST(AlertmanagerBodies, WhatFiresEndsFourMinutesFromNow) {
  const auto bodies = AlertmanagerBodies(To(Kind::kAlertmanager), {SamplePage(), SamplePage(false)}, kNow);
  ASSERT_EQ(bodies.size(), 1U);
  const json batch = json::parse(bodies[0]);
  ASSERT_EQ(batch.size(), 2U);
  EXPECT_EQ(batch[0]["startsAt"], "2026-09-05T10:11:12.345Z");
  EXPECT_EQ(batch[0]["endsAt"], "2026-09-05T10:16:43.345Z");
  EXPECT_EQ(batch[0]["generatorURL"], "https://example.org/runbooks/GaleraNodeDown.md");
  EXPECT_EQ(batch[1]["endsAt"], "2026-09-05T10:12:42.345Z");
  EXPECT_EQ(batch[0]["labels"], batch[1]["labels"]);
  EXPECT_EQ(batch[0]["labels"]["team"], "db");
}

TEST(AlertmanagerBodies, NoAlertStartsAfterItsEndWhateverTheClockDid) {
  const system_clock::time_point before{milliseconds(test::kStarts - 3600000)};
  const json batch =
      json::parse(AlertmanagerBodies(To(Kind::kAlertmanager), {SamplePage(), SamplePage(false)}, before)[0]);
  for (const json& alert : batch)
    EXPECT_LE(alert["startsAt"].get<std::string>(), alert["endsAt"].get<std::string>());
  EXPECT_EQ(batch[1]["endsAt"], "2026-09-05T09:11:12.345Z");  // not in its future: it is over
}

TEST(AlertmanagerBodies, HaveAtMost256AndNoneIsEmpty) {
  const Receiver receiver = To(Kind::kAlertmanager);
  EXPECT_TRUE(AlertmanagerBodies(receiver, {}, kNow).empty());
  EXPECT_EQ(AlertmanagerBodies(receiver, std::vector<Page>(256, SamplePage()), kNow).size(), 1U);
  const auto bodies = AlertmanagerBodies(receiver, std::vector<Page>(257, SamplePage()), kNow);
  ASSERT_EQ(bodies.size(), 2U);
  EXPECT_EQ(json::parse(bodies[0]).size(), 256U);
  EXPECT_EQ(json::parse(bodies[1]).size(), 1U);
}

TEST(AlertmanagerBodies, WhatItWouldRefuseIsLeftOut) {
  Page page = SamplePage();
  page.labels["no-name"] = "x";
  page.labels["9"] = "x";
  for (const char* const url : {"https://example.org/a b", "http://[bad", "https://", "https://a:b@c/",
                                "ftp://a/", "https://a/%zz", "https://a/#b#c", "x"}) {
    page.runbook_url = url;
    const json one = json::parse(AlertmanagerBodies(To(Kind::kAlertmanager), {page}, kNow)[0])[0];
    EXPECT_FALSE(one.contains("generatorURL")) << url;
  }
  const json alert = json::parse(AlertmanagerBodies(To(Kind::kAlertmanager), {page}, kNow)[0])[0];
  EXPECT_FALSE(alert["labels"].contains("no-name"));
  EXPECT_FALSE(alert["labels"].contains("9"));
}

TEST(PagerDutyBody, IsATriggerOfTheKey) {
  EXPECT_EQ(Body(Kind::kPagerDuty, {SamplePage(), false}),
            (json{{"routing_key", kSecret},
                  {"event_action", "trigger"},
                  {"dedup_key", "galera/shop/GaleraNodeDown/db2"},
                  {"client", "galera-warden"},
                  {"links", json::array({{{"href", "https://example.org/runbooks/GaleraNodeDown.md"},
                                          {"text", "runbook"}}})},
                  {"payload",
                   {{"summary", "GaleraNodeDown: db2: nothing answers on port 3306"},
                    {"source", "10.0.0.2:9104"},
                    {"severity", "critical"},
                    {"timestamp", "2026-09-05T10:11:12.345Z"},
                    {"component", "galera"},
                    {"group", "shop"},
                    {"class", "GaleraNodeDown"},
                    {"custom_details",
                     {{"alertname", "GaleraNodeDown"},
                      {"cluster", "shop"},
                      {"instance", "10.0.0.2:9104"},
                      {"severity", "critical"},
                      {"team", "db"},
                      {"failure", "connection refused"},
                      {"next_step", "read the error log"}}}}}}));
}

TEST(PagerDutyBody, AResolveOfTheSameKey) {
  EXPECT_EQ(Body(Kind::kPagerDuty, {SamplePage(false), false}),
            (json{{"routing_key", kSecret}, {"event_action", "resolve"}, {"dedup_key", SamplePage().key}}));
}

TEST(PagerDutyBody, KeepsItsLimits) {
  Page page = SamplePage();
  page.summary = std::string(5000, 'x');
  page.key = std::string(5000, 'k');
  page.labels.clear();
  page.node.clear();
  const json event = Body(Kind::kPagerDuty, {page, false});
  EXPECT_EQ(event["payload"]["summary"].get<std::string>().size(), 1024U);
  EXPECT_EQ(event["dedup_key"].get<std::string>().size(), 255U);
  EXPECT_EQ(event["payload"]["source"], "galera-warden");
}

TEST(SlackBody, IsOneText) {
  EXPECT_EQ(Body(Kind::kSlack, {SamplePage(), false}),
            (json{{"text",
                   "*[FIRING] GaleraNodeDown* (critical)\ndb2: nothing answers on port 3306\ncluster: shop\n"
                   "instance: 10.0.0.2:9104\nteam: db\nfailure: connection refused\nsaid by: db2\n"
                   "next: read the error log\n<https://example.org/runbooks/GaleraNodeDown.md|runbook>"}}));
  const std::string over = Body(Kind::kSlack, {SamplePage(false), false})["text"];
  EXPECT_TRUE(over.starts_with("*[RESOLVED] GaleraNodeDown*")) << over;
  EXPECT_NE(over.find("began: 2026-09-05T10:11:12.345Z"), std::string::npos);
  EXPECT_EQ(over.find("next:"), std::string::npos);
}

TEST(SlackBody, NobodyIsMentionedAndNothingIsALinkThatIsNotOurs) {
  Page page = NastyPage();
  page.runbook_url = "https://a|b>";
  const std::string text = Body(Kind::kSlack, {page, false})["text"];
  EXPECT_EQ(text.find('<'), std::string::npos) << text;
  EXPECT_NE(text.find("&lt;!channel&gt; \"a\" &amp; &lt;https://evil|b&gt;"), std::string::npos) << text;
}

TEST(SlackBody, KeepsItsLimitAndTheNextStep) {
  Page page = Bounded(SamplePage());
  page.summary = std::string(2000, '&');
  page.details.assign(32, {"name", std::string(1000, 'x')});
  const std::string text = Body(Kind::kSlack, {page, false})["text"];
  EXPECT_LE(text.size(), 3900U + 6100U);  // the summary may become five times as long
  page.summary = std::string(2000, 's');
  const std::string plain = Body(Kind::kSlack, {page, false})["text"];
  EXPECT_LE(plain.size(), 3900U);
  EXPECT_NE(plain.find("next: read the error log"), std::string::npos);
}

TEST(TeamsBody, IsAnAdaptiveCard) {
  const json body = Body(Kind::kTeams, {SamplePage(), false});
  EXPECT_EQ(body["type"], "message");
  const json& attachment = body["attachments"][0];
  EXPECT_EQ(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
  const json& card = attachment["content"];
  EXPECT_EQ(card["type"], "AdaptiveCard");
  EXPECT_EQ(card["version"], "1.2");
  EXPECT_EQ(card["body"][0]["inlines"][0]["text"], "[FIRING] GaleraNodeDown (critical)");
  EXPECT_EQ(card["body"][0]["inlines"][0]["color"], "Attention");
  EXPECT_EQ(card["body"][1]["inlines"][0]["text"], "db2: nothing answers on port 3306");
  EXPECT_EQ(card["actions"][0]["url"], "https://example.org/runbooks/GaleraNodeDown.md");
  // A TextBlock or a fact would read Markdown.
  for (const json& part : card["body"]) EXPECT_EQ(part["type"], "RichTextBlock");
}

TEST(TeamsBody, KeepsItsLimit) {
  Page page = SamplePage();
  page.details.assign(32, {std::string(1024, '"'), std::string(1024, '"')});
  page.labels["big"] = std::string(1024, '"');
  page.summary = std::string(2048, '"');
  const std::string body = RenderPayload(To(Kind::kTeams), {Bounded(page), false}, kNow).body;
  EXPECT_LE(body.size(), kTeamsBytesMax);
  EXPECT_GT(body.size(), kTeamsBytesMax / 2);
  EXPECT_NE(body.find("read the error log"), std::string::npos);
}

TEST(EmailText, IsAMessage) {
  EXPECT_EQ(RenderPayload(To(Kind::kEmail), {SamplePage(), false}, kNow).body,
            "From: Warden <warden@db.example.org>\r\n"
            "To: oncall@example.org,\r\n second@example.org\r\n"
            "Subject: [FIRING] shop: GaleraNodeDown: db2: nothing answers on port 3306\r\n"
            "Date: Sat, 05 Sep 2026 10:12:43 +0000\r\n"
            "Message-ID: <" +
                IdempotencyKey({SamplePage(), false}) +
                "@db.example.org>\r\n"
                "MIME-Version: 1.0\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: quoted-printable\r\n"
                "Auto-Submitted: auto-generated\r\n"
                "\r\n"
                "db2: nothing answers on port 3306\r\n"
                "\r\n"
                "Next: read the error log\r\n"
                "Runbook: https://example.org/runbooks/GaleraNodeDown.md\r\n"
                "Began: 2026-09-05T10:11:12.345Z\r\n"
                "\r\n"
                "alertname: GaleraNodeDown\r\n"
                "cluster: shop\r\n"
                "instance: 10.0.0.2:9104\r\n"
                "severity: critical\r\n"
                "team: db\r\n"
                "failure: connection refused\r\n"
                "\r\n"
                "Said by: db2\r\n"
                "Key: galera/shop/GaleraNodeDown/db2\r\n");
}

TEST(EmailText, TheEndRefersToTheBeginning) {
  const std::string over = RenderPayload(To(Kind::kEmail), {SamplePage(false), false}, kNow).body;
  const std::string began = "<" + IdempotencyKey({SamplePage(), false}) + "@db.example.org>\r\n";
  EXPECT_NE(over.find("\r\nIn-Reply-To: " + began), std::string::npos) << over;
  EXPECT_EQ(over.find("Message-ID: " + began), std::string::npos) << over;
}

TEST(EmailText, NoTextBeginsAHeaderAndNoLineIsLong) {
  Receiver receiver = To(Kind::kEmail);
  receiver.from = "a@b\r\nBcc: x@y";
  receiver.to = {"c@d\nBcc: x@y"};
  const std::string text = EmailText(receiver, {Bounded(NastyPage()), false}, kNow);
  EXPECT_EQ(text.find("\nBcc"), std::string::npos) << text;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - at, 78U) << text.substr(at, end - at);
    for (std::size_t i = at; i < end; ++i) {
      EXPECT_TRUE(text[i] >= 0x20 && text[i] < 0x7f) << "byte " << static_cast<int>(text[i]) << " at " << i;
    }
    at = end + 2;
  }
}

TEST(EncodedSubject, PlainWhereItCanBe) {
  EXPECT_EQ(EncodedSubject("short and plain"), "short and plain");
  EXPECT_EQ(EncodedSubject("gr\xc3\xbc\xc3\x9f"), "=?UTF-8?B?Z3LDvMOf?=");
  EXPECT_EQ(EncodedSubject("=?x"), "=?UTF-8?B?PT94?=");
  EXPECT_EQ(EncodedSubject("a\r\nb"), "a  b");
}

TEST(EncodedSubject, NoWordEndsInTheMiddleOfACharacter) {
  std::string text(41, 'x');
  text += "\xc3\xbc";
  EXPECT_EQ(EncodedSubject(text),
            "=?UTF-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=?=\r\n =?UTF-8?B?w7w=?=");
}

TEST(QuotedPrintable, EscapesWhatMailMayChange) {
  EXPECT_EQ(QuotedPrintable("a=b \nc\xc3\xbc\t.\n"), "a=3Db=20\r\nc=C3=BC=09.\r\n");
  EXPECT_EQ(QuotedPrintable(std::string(76, 'x')), std::string(75, 'x') + "=\r\nx");
}

TEST(RenderPayload, AnyPageGivesJsonAndNoSecretIsInIt) {
  for (const Kind kind :
       {Kind::kWebhook, Kind::kAlertmanager, Kind::kPagerDuty, Kind::kSlack, Kind::kTeams}) {
    for (const bool late : {false, true}) {
      for (const Page& page : {NastyPage(!late), Bounded(NastyPage(!late))}) {
        const std::string body = RenderPayload(To(kind), {page, late}, kNow).body;
        EXPECT_FALSE(json::parse(body, nullptr, false).is_discarded()) << Name(kind) << body;
        EXPECT_EQ(body.find("hush"), std::string::npos) << body;
        EXPECT_EQ(body.find(kSecret) != std::string::npos, kind == Kind::kPagerDuty) << body;
      }
    }
  }
  EXPECT_EQ(EmailText(To(Kind::kEmail), {SamplePage(), false}, kNow).find("hush"), std::string::npos);
}

}  // namespace
}  // namespace watchdog
