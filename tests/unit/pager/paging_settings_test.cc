#include "pager/paging_settings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "config/yaml_file.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr char kHush[] = "Zyx-hush-8731";  // not to be found by chance

struct World {
  std::string yaml;
  std::map<std::string, std::string> environment = {};
  std::map<std::string, std::string> files = {};
};

LoadedPaging Load(const World& world) {
  const galera::YamlFile file = galera::ReadYaml(world.yaml);
  EXPECT_TRUE(file.problems.empty()) << world.yaml << file.problems.front().what;
  const galera::ConfigSources sources{
      {}, world.environment, [&world](const std::string& path) -> galera::Result<std::string> {
        const auto found = world.files.find(path);
        if (found == world.files.end()) return galera::Error{galera::ErrorCode::kNotFound, "no such file"};
        return found->second;
      }};
  return LoadPaging("warden.yml", file.entries, sources);
}

std::string AllOf(const LoadedPaging& loaded) {
  std::string text;
  for (const galera::Problem& problem : loaded.problems)
    text += (problem.fatal ? "fatal " : "warning ") + galera::Describe(problem) + "\n";
  return text;
}

std::string Receivers(const std::string& inner) { return "paging: {receivers: {" + inner + "}}\n"; }

// Loads without a problem, or fails the test.
PagingSettings Good(const World& world) {
  LoadedPaging loaded = Load(world);
  EXPECT_TRUE(loaded.problems.empty()) << world.yaml << AllOf(loaded);
  return loaded.settings.value_or(PagingSettings{});
}

TEST(PagingSettings, AnEmptySectionIsTheDefaults) {
  for (const char* yaml : {"", "paging:\n", "paging: {}\n", "health: {interval: 2s}\n",
                           "paging: {receivers: {}, incidents: , labels: {}, flapping: {}}\n"}) {
    const PagingSettings settings = Good({yaml});
    EXPECT_TRUE(settings.receivers.empty());
    EXPECT_EQ(settings.rules, DefaultRules());
    EXPECT_FALSE(settings.expected_size);
    EXPECT_EQ(settings.stagger, seconds(5));
  }
}

TEST(PagingSettings, ReadsEveryKey) {
  const PagingSettings settings = Good({R"(
paging:
  expected_size: 3
  state_directory: /srv/warden
  stagger: 2s
  instance: "db1:9104"
  runbook_url: https://wiki.example.org/galera/
  peers: [10.0.0.1, db2]
  error_log: /var/log/mysql/error.log
  control_socket: /run/w/c.sock
  labels: {team: db, site: "Lübeck"}
  flapping: {fires: 4, within: 20m, quiet: 90s}
  incidents:
    NodeDown: {enabled: false, for: 10s, keep_firing: 30s, severity: warning}
    GaleraFlowControlStalled: {threshold: 0.25}
    ReceiveQueueGrowing.threshold: 5000
)"});
  EXPECT_EQ(settings.expected_size, 3);
  EXPECT_EQ(settings.state_directory, "/srv/warden");
  EXPECT_EQ(settings.stagger, seconds(2));
  EXPECT_EQ(settings.instance, "db1:9104");
  EXPECT_EQ(settings.runbook_url, "https://wiki.example.org/galera/");
  EXPECT_EQ(settings.peers, (std::vector<std::string>{"10.0.0.1", "db2"}));
  EXPECT_EQ(settings.error_log, "/var/log/mysql/error.log");
  EXPECT_EQ(settings.control_socket, "/run/w/c.sock");
  EXPECT_EQ(settings.labels, (std::map<std::string, std::string>{{"site", "Lübeck"}, {"team", "db"}}));
  EXPECT_EQ(settings.flaps.fires, 4);
  EXPECT_EQ(settings.flaps.within, minutes(20));
  EXPECT_EQ(settings.flaps.quiet, seconds(90));
  IncidentRules rules = DefaultRules();
  rules[Incident::kNodeDown] = {false, Severity::kWarning, seconds(10), seconds(30), 0};
  rules[Incident::kFlowControlStalled].threshold = 0.25;
  rules[Incident::kReceiveQueueGrowing].threshold = 5000;
  EXPECT_EQ(settings.rules, rules);
}

TEST(PagingSettings, ReadsEveryTypeOfReceiver) {
  const PagingSettings settings = Good({R"(
paging:
  receivers:
    hook: {type: webhook, url: "https://h.example.org:8443/x?a=b", deduplicates: true, bearer_token_file: /s/token,
           labels: {via: hook}, connect_timeout: 1s, timeout: 4s, proxy: "http://proxy:3128", ca_file: /etc/ca.pem}
    am: {type: alertmanager, urls: ["http://am1:9093", "http://[2001:db8::1]:9093/am"], username: u, password: p}
    oncall: {type: pagerduty, routing_key_file: /s/key, severity: critical, send_resolved: false}
    europe: {type: pagerduty, url: "https://events.eu.pagerduty.com/v2/enqueue", routing_key_file: /s/key}
    chat: {type: slack, url_file: /s/slack, severity: info}
    team: {type: teams, url_file: /s/slack}
    mail: {type: email, url: "smtps://mx.example.org", from: w@example.org, to: [a@example.org, b@example.org],
           username: w, password_file: /s/password}
    dead-man: {type: heartbeat, url_file: /s/slack, interval: 30s, timeout: 2s}
)",
                                        {},
                                        {{"/s/token", "t0ken\n"},
                                         {"/s/key", "0123456789abcdef0123456789abcdef\r\n"},
                                         {"/s/slack", "https://hooks.slack.com/services/T/B/x\n\n"},
                                         {"/s/password", "p w"},
                                         {"/etc/ca.pem", "x"}}});
  const auto& all = settings.receivers;
  ASSERT_EQ(all.size(), 8U);
  EXPECT_EQ(all[0].name, "hook");
  EXPECT_EQ(all[0].bearer_token.Reveal(), "t0ken");
  EXPECT_TRUE(all[0].deduplicates);
  EXPECT_EQ(all[0].connect_timeout, seconds(1));
  EXPECT_EQ(all[0].timeout, seconds(4));
  EXPECT_EQ(all[0].labels.at("via"), "hook");
  EXPECT_EQ(all[0].proxy, "http://proxy:3128");
  EXPECT_EQ(all[0].ca_file, "/etc/ca.pem");
  EXPECT_EQ(all[1].kind, Receiver::Kind::kAlertmanager);
  EXPECT_TRUE(all[1].deduplicates);
  EXPECT_EQ(all[1].urls.size(), 2U);
  EXPECT_EQ(all[1].password.Reveal(), "p");
  EXPECT_EQ(all[2].urls.front().Reveal(), "https://events.pagerduty.com/v2/enqueue");
  EXPECT_EQ(all[2].routing_key.Reveal(), "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(all[2].severity, Severity::kCritical);
  EXPECT_FALSE(all[2].send_resolved);
  EXPECT_TRUE(all[2].deduplicates);
  EXPECT_EQ(all[3].urls.front().Reveal(), "https://events.eu.pagerduty.com/v2/enqueue");
  EXPECT_EQ(all[4].urls.front().Reveal(), "https://hooks.slack.com/services/T/B/x");
  EXPECT_EQ(all[4].severity, Severity::kInfo);
  EXPECT_FALSE(all[4].deduplicates);
  EXPECT_EQ(all[5].kind, Receiver::Kind::kTeams);
  EXPECT_EQ(all[6].to.size(), 2U);
  EXPECT_EQ(all[6].password.Reveal(), "p w");
  EXPECT_TRUE(all[6].require_tls);
  EXPECT_EQ(all[7].interval, seconds(30));
  EXPECT_EQ(all[7].timeout, seconds(2));
  EXPECT_EQ(all[7].connect_timeout, seconds(2));  // never longer than all of it
}

TEST(PagingSettings, RefusesWithPlaceAndRemedy) {
  const std::pair<std::string, const char*> kRefused[] = {
      {"paging: 3\n", "warden.yml:1:1: \"paging\" is a section, not a value"},
      {"paging:\n  expected_siez: 3\n",
       "warden.yml:2:3: unknown key \"paging.expected_siez\" (did you mean paging.expected_size?)"},
      {"paging: {nonsense_beyond: 3}\n", "(the keys are listed in watchdog/README.md, section Paging)"},
      {"paging: {expected_size: 0}\n", "\"0\" is not between 1 and 100 (write the number of nodes"},
      {"paging: {expected_size: 101}\n", "is not between 1 and 100"},
      {"paging: {expected_size: three}\n", "is not a whole number"},
      {"paging: {expected_size: [3]}\n", "paging.expected_size takes one value, not a list"},
      {"paging: {expected_size: }\n", "paging.expected_size has no value"},
      {"paging: {expected_size: {a: 1}}\n", "unknown key \"paging.expected_size.a\""},
      {"paging: {stagger: 5}\n", "duration \"5\" has no unit (write 5s)"},
      {"paging: {stagger: 10m}\n", "\"10m\" is not between 100ms and 5m"},
      {"paging: {state_directory: var}\n", "\"var\" is not a path from the root"},
      {"paging: {error_log: error.log}\n", "is not a path from the root"},
      {"paging: {instance: ''}\n", "paging.instance has no value"},
      {"paging: {instance: \"a\\tb\"}\n", "the instance holds control characters"},
      {"paging: {runbook_url: wiki/x}\n", "does not begin with https:// or http://"},
      {"paging: {peers: ['a b']}\n", "a b"},
      {"paging: {control_socket: /" + std::string(110, 'x') + "}\n", "too long for a socket"},
      {"paging: {labels: {1team: db}}\n", "\"1team\" is not the name of a label"},
      {"paging: {labels: {te-am: db}}\n", "\"te-am\" is not the name of a label"},
      {"paging: {labels: {a.b: db}}\n", "\"a.b\" is not the name of a label"},
      {"paging: {labels: {__name__: db}}\n", "is reserved by Prometheus"},
      {"paging: {labels: {severity: page}}\n", "\"severity\" is set by galera-warden itself"},
      {"paging: {labels: {team: }}\n", "paging.labels.team has no value"},
      {"paging: {labels: 5}\n", "\"paging.labels\" is a section, not a value"},
      {"paging: {labels: [a]}\n", "\"paging.labels\" is a section, not a value"},
      {"paging: {flapping: {fires: 1}}\n", "is not between 2 and 1000"},
      {"paging: {flapping: {quite: 5m}}\n", "did you mean paging.flapping.quiet?"},
      {"paging: {flapping: {within: 2d}}\n", "is not between 1s and 1d"},
      {"paging: {incidents: {NodeDwon: {for: 1s}}}\n",
       "\"NodeDwon\" is not an incident (did you mean paging.incidents.NodeDown?)"},
      {"paging: {incidents: {NodeDown: }}\n", "\"paging.incidents.NodeDown\" has no keys"},
      {"paging: {incidents: {NodeDown: true}}\n", "is a section, not a value"},
      {"paging: {incidents: {NodeDown: {for: soon}}}\n", "is not a duration"},
      {"paging: {incidents: {NodeDown: {fro: 1s}}}\n", "did you mean paging.incidents.NodeDown.for?"},
      {"paging: {incidents: {NodeDown: {for: 25h}}}\n", "is not between 0s and 1d"},
      {"paging: {incidents: {NodeDown: {threshold: 1}}}\n", "NodeDown has no threshold"},
      {"paging: {incidents: {NodeDown: {severity: page}}}\n",
       "\"page\" is not a severity (write info, warning or critical)"},
      {"paging: {incidents: {NodeDown: {enabled: maybe}}}\n", "neither true nor false"},
      {"paging: {incidents: {FlowControlStalled: {threshold: 50}}}\n",
       "is not between 0 and 1 (share of time)"},
      {"paging: {incidents: {IstWindowShort: {threshold: nan}}}\n", "is not a number"},
      {"paging: {incidents: {IstWindowShort: {threshold: -1}}}\n", "is not between 0 and 1e+09 (seconds)"},
  };
  for (const auto& [yaml, part] : kRefused) {
    const LoadedPaging loaded = Load({yaml});
    EXPECT_FALSE(loaded.settings) << yaml;
    EXPECT_EQ(loaded.problems.size(), 1U) << yaml << AllOf(loaded);
    EXPECT_NE(AllOf(loaded).find(part), std::string::npos) << "not told: " << part << "\n" << AllOf(loaded);
  }
}

TEST(PagingSettings, RefusesReceiversWithPlaceAndRemedy) {
  const std::pair<std::string, const char*> kRefused[] = {
      {"a: {type: pagerdutty, routing_key: k}",
       "warden.yml:1:26: \"pagerdutty\" is not a type of receiver (did you mean pagerduty?)"},
      {"a: {type: sms}", "(write type: webhook, alertmanager, pagerduty, slack, teams, email or heartbeat)"},
      {"a: {url: 'http://h'}", "the receiver a has no type"},
      {"a: ", "\"paging.receivers.a\" has no keys"},
      {"a: {type: }", "paging.receivers.a.type has no value"},
      {"a: 'http://h'", "\"paging.receivers.a\" is a section, not a value"},
      {"a: {type: webhook}", "the receiver a has no URL (write url, or name its file: url_file)"},
      {"a: {type: webhook, url: h.example.org/x}",
       "paging.receivers.a.url: the URL does not begin with https://"},
      {"a: {type: webhook, url: 'ftp://h/x'}", "does not begin with https:// or http://"},
      {"a: {type: webhook, url: 'https:///x'}", "the URL has no host"},
      {"a: {type: webhook, url: 'https://h:0/x'}", "or a port that is none"},
      {"a: {type: webhook, url: 'https://h/a b'}", "holds blanks"},
      {"a: {type: webhook, urls: ['https://h']}",
       "paging.receivers.a.urls has no meaning for the type webhook"},
      {"a: {type: webhook, url: 'http://h', url_file: /f}",
       "both url and url_file are set (keep one of them)"},
      {"a: {type: webhook, url_file: /none}", "cannot read /none: no such file"},
      {"a: {type: webhook, url_file: /empty}", "/empty is empty"},
      {"a: {type: webhook, url_file: /two}", "/two holds more than one line"},
      {"a: {type: webhook, url: 'http://h', tls: true}", "unknown key \"paging.receivers.a.tls\""},
      {"a: {type: webhook, url: 'http://h', bearer_tokn: x}",
       "did you mean paging.receivers.a.bearer_token?"},
      {"a: {type: webhook, url: 'http://h', interval: 1m}",
       "has no meaning for the type webhook (remove it)"},
      {"a: {type: webhook, url: 'http://h', username: u}", "has a username or a password, and not both"},
      {"a: {type: webhook, url: 'http://h', username: u, password: p, bearer_token: t}",
       "has both a bearer_token and a password"},
      {"a: {type: webhook, url: 'http://h', timeout: 1h}", "is not between 100ms and 2m"},
      {"a: {type: webhook, url: 'http://h', timeout: 1s, connect_timeout: 2s}", "longer than its timeout"},
      {"a: {type: webhook, url: 'http://h', ca_file: /none}", "cannot read /none"},
      {"a: {type: webhook, url: 'http://h', proxy: 'proxy:3128'}",
       "paging.receivers.a.proxy: the URL does not"},
      {"a: {type: webhook, url: 'http://h', labels: {alertname: x}}", "is set by galera-warden itself"},
      {"a: {type: webhook, url: 'http://h', labels: 5}", "\"paging.receivers.a.labels\" is a section"},
      {"a: {type: slack, url: 'http://h', deduplicates: true}", "has no meaning for the type slack"},
      {"a: {type: slack, url: 'http://h', severity: high}", "\"high\" is not a severity"},
      {"a: {type: pagerduty}", "the receiver a has no routing_key"},
      {"a: {type: alertmanager, url: 'http://am/api/v2/alerts'}", "without /api/v2/alerts"},
      {"a: {type: alertmanager, urls: []}", "paging.receivers.a.urls has no value"},
      {"a: {type: alertmanager, url: 'http://a', urls: ['http://b']}", "has both url and urls"},
      {"a: {type: email, url: 'http://mx', from: a@b, to: [c@d]}", "does not begin with smtp:// or smtps://"},
      {"a: {type: email, url: 'smtp://mx', to: [c@d]}", "the receiver a has no from"},
      {"a: {type: email, url: 'smtp://mx', from: a@b}", "the receiver a has no to"},
      {"a: {type: email, url: 'smtp://mx', from: 'A <a@b>', to: [c@d]}", "is not a mail address"},
      {"a: {type: email, url: 'smtp://mx', from: a@b, to: ['c@d, e@f']}", "is not a mail address"},
      {"a: {type: heartbeat, url: 'http://h', severity: info}", "has no meaning for the type heartbeat"},
      {"a: {type: heartbeat, url: 'http://h', labels: {a: b}}", "has no meaning for the type heartbeat"},
      {"a: {type: heartbeat, url: 'http://h', interval: 1ms}", "is not between 1s and 1d"},
      {"a.b: {type: webhook}", "or the name of the receiver has a dot in it (write the name with - in"},
      {"'a b': {type: webhook, url: 'http://h'}", "\"a b\" can't be the name of a receiver"},
      {"-a: {type: webhook, url: 'http://h'}", "can't be the name of a receiver"},
  };
  for (const auto& [inner, part] : kRefused) {
    const LoadedPaging loaded = Load({Receivers(inner), {}, {{"/empty", "\n"}, {"/two", "a\nb\n"}}});
    EXPECT_FALSE(loaded.settings) << inner;
    const auto fatal = std::count_if(loaded.problems.begin(), loaded.problems.end(),
                                     [](const galera::Problem& problem) { return problem.fatal; });
    EXPECT_GE(fatal, 1) << inner;
    EXPECT_NE(AllOf(loaded).find(part), std::string::npos) << "not told: " << part << "\n" << AllOf(loaded);
  }
}

TEST(PagingSettings, TellsAllProblemsAtOnceUpToABound) {
  const LoadedPaging loaded = Load({R"(
paging:
  expected_size: 0
  stager: 5s
  receivers:
    a: {type: slack}
    b: {type: pagerduty, routing_key: x}
  incidents: {NodeDown: {threshold: 3}}
)"});
  EXPECT_FALSE(loaded.settings);
  EXPECT_EQ(loaded.problems.size(), 5U) << AllOf(loaded);
  EXPECT_NE(AllOf(loaded).find("warning warden.yml:7:9: the routing_key of the receiver b does not have 32"),
            std::string::npos)
      << AllOf(loaded);
  std::string many = "paging:\n";
  for (int i = 0; i < 200; ++i) many += "  nonsense" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(Load({many}).problems.size(), 51U);
  EXPECT_NE(AllOf(Load({many})).find("too many mistakes"), std::string::npos);
  std::string receivers = "paging:\n  receivers:\n";
  for (int i = 0; i < 33; ++i)
    receivers += "    r" + std::to_string(i) + ": {type: slack, url: 'http://h'}\n";
  EXPECT_NE(AllOf(Load({receivers})).find("more than 32 receivers"), std::string::npos);
}

TEST(PagingSettings, NeverRepeatsASecret) {
  const std::string hush = kHush;
  const World kWorlds[] = {
      {Receivers("a: {type: webhook, url: " + hush + "}")},
      {Receivers("a: {type: webhook, url: 'http://" + hush + ":x'}")},
      {Receivers("a: {type: webhook, url: ['" + hush + "']}")},
      {Receivers("a: {type: alertmanager, urls: ['http://u:" + hush + "@']}")},
      {Receivers("a: {type: pagerduty, routing_key: " + hush + "}")},
      {Receivers("a: {type: pagerduty, routing_key: [" + hush + ", x]}")},
      {Receivers("a: {type: webhook, url: 'http://h', password: \"" + hush + "\\n\"}")},
      {Receivers("a: {type: webhook, url: 'http://h', bearer_token: \"\\t" + hush + "\"}")},
      {Receivers("a: {type: webhook, url: 'http://h', bearer_token: {" + hush + "x: 1}}")},
      {Receivers("a: {type: webhook, url: 'http://h', proxy: 'u:" + hush + "@h'}")},
      {Receivers("a: {type: 'https://hooks.example.org/x/" + hush + "'}")},
      {Receivers("a: https://hooks.example.org/" + hush)},
      {Receivers("a: {type: slack, url_file: /s}"), {}, {{"/s", hush}}},
      {Receivers("a: {type: slack, url_file: /s}"), {}, {{"/s", hush + "\n" + hush}}},
      {"", {{"PAGE_WEBHOOK_URL", hush}}},
      {"", {{"PAGE_WEBHOOK_URL", "http://h,ftp://" + hush}}},
      {"", {{"PAGE_WEBHOOK_URL_FILE", "/s"}}, {{"/s", hush}}},
  };
  for (const World& world : kWorlds) {
    const LoadedPaging loaded = Load(world);
    EXPECT_FALSE(loaded.problems.empty()) << world.yaml;
    // The name of a key may be shown, whatever stands there.
    if (world.yaml.find(hush + "x:") != std::string::npos) continue;
    EXPECT_EQ(AllOf(loaded).find(hush), std::string::npos) << AllOf(loaded);
  }
}

TEST(PagingSettings, TheEnvironmentIsStrongerThanTheFile) {
  const PagingSettings settings = Good({"paging: {expected_size: 3, stagger: 1s, peers: [a], instance: x}\n",
                                        {{"GALERA_WARDEN_PAGING_EXPECTED_SIZE", "5"},
                                         {"GALERA_WARDEN_PAGING_STATE_DIRECTORY", "/srv/w"},
                                         {"GALERA_WARDEN_PAGING_STAGGER", "3s"},
                                         {"GALERA_WARDEN_PAGING_INSTANCE", ""},
                                         {"GALERA_WARDEN_PAGING_PEERS", "db1, db2"},
                                         {"GALERA_WARDEN_PAGING_ERROR_LOG", "/e.log"}}});
  EXPECT_EQ(settings.expected_size, 5);
  EXPECT_EQ(settings.state_directory, "/srv/w");
  EXPECT_EQ(settings.stagger, seconds(3));
  EXPECT_EQ(settings.instance, "x");
  EXPECT_EQ(settings.peers, (std::vector<std::string>{"db1", "db2"}));
  EXPECT_EQ(settings.error_log, "/e.log");
}

TEST(PagingSettings, RefusesWrongVariables) {
  const LoadedPaging loaded =
      Load({"", {{"GALERA_WARDEN_PAGING_STAGGER", "soon"}, {"GALERA_WARDEN_PAGING_PEER", "a"}}});
  EXPECT_FALSE(loaded.settings);
  EXPECT_EQ(AllOf(loaded),
            "fatal GALERA_WARDEN_PAGING_STAGGER: \"soon\" is not a duration (write 5s)\n"
            "warning GALERA_WARDEN_PAGING_PEER: unknown variable is ignored (did you mean "
            "GALERA_WARDEN_PAGING_PEERS?)\n");
}

TEST(PagingSettings, AUrlInTheEnvironmentIsEnoughToBePaged) {
  const PagingSettings one = Good({"", {{"PAGE_WEBHOOK_URL", "https://h.example.org/x"}}});
  ASSERT_EQ(one.receivers.size(), 1U);
  EXPECT_EQ(one.receivers[0].name, "webhook");
  EXPECT_EQ(one.receivers[0].kind, Receiver::Kind::kWebhook);
  EXPECT_EQ(one.receivers[0].severity, Severity::kWarning);
  EXPECT_FALSE(one.receivers[0].deduplicates);
  EXPECT_EQ(one.receivers[0].urls.front().Reveal(), "https://h.example.org/x");

  const PagingSettings more = Good({Receivers("webhook: {type: slack, url: 'http://s'}"),
                                    {{"PAGE_WEBHOOK_URL_FILE", "/s"}},
                                    {{"/s", "http://a, http://b\nhttp://c\n"}}});
  ASSERT_EQ(more.receivers.size(), 4U);
  EXPECT_EQ(more.receivers[0].kind, Receiver::Kind::kSlack);
  EXPECT_EQ(more.receivers[1].name, "webhook-2");
  EXPECT_EQ(more.receivers[3].name, "webhook-4");
  EXPECT_EQ(more.receivers[3].urls.front().Reveal(), "http://c");

  EXPECT_NE(AllOf(Load({"", {{"PAGE_WEBHOOK_URL", " , "}}})).find("PAGE_WEBHOOK_URL: holds no URL"),
            std::string::npos);
  EXPECT_NE(AllOf(Load({"", {{"PAGE_WEBHOOK_URL", "http://a"}, {"PAGE_WEBHOOK_URL_FILE", "/s"}}}))
                .find("both PAGE_WEBHOOK_URL and PAGE_WEBHOOK_URL_FILE are set"),
            std::string::npos);
  EXPECT_NE(AllOf(Load({"", {{"PAGE_WEBHOOK_URL_FILE", "/none"}}})).find("cannot read /none"),
            std::string::npos);
}

}  // namespace
}  // namespace watchdog
