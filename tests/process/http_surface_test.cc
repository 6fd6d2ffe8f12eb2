// What the metrics port answers to whom.
#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

using HttpSurfaceTest = MonitorTest;

constexpr char kTextFormat[] = "text/plain; version=0.0.4; charset=utf-8";

TEST_F(HttpSurfaceTest, MetricsAreTextFormatWhateverIsAskedFor) {
  const auto warden = Monitor();
  for (const char* accept :
       {"*/*", "application/openmetrics-text;version=1.0.0", "text/html",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/"
        "plain;version=0.0.4;q=0.3"}) {
    const auto answer = warden->Get("/metrics", {{"Accept", accept}});
    EXPECT_EQ(answer.status, 200) << accept;
    EXPECT_EQ(answer.Header("Content-Type"), kTextFormat) << accept;
    EXPECT_EQ(answer.Header("Content-Encoding"), std::nullopt) << accept;
  }
  const auto bare = test::RawExchange(warden->Port("metrics"), "GET /metrics HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(bare.starts_with("HTTP/1.")) << bare.substr(0, 100);
  EXPECT_TRUE(Holds(bare, "\nmysql_up 1\n"));
}

TEST_F(HttpSurfaceTest, GzipIsGivenToThoseWhoPreferIt) {
  const auto warden = Monitor();
  for (const char* yes : {"gzip", "gzip, deflate, br", "deflate;q=0.5, gzip;q=0.8", "*"}) {
    const auto answer = warden->Get("/metrics", {{"Accept-Encoding", yes}});
    ASSERT_EQ(answer.Header("Content-Encoding"), "gzip") << yes;
    EXPECT_EQ(answer.Header("Content-Type"), kTextFormat) << yes;
    const auto page = test::Gunzip(answer.body);
    ASSERT_TRUE(page.has_value()) << yes;
    EXPECT_EQ(ValueOf(*page, "mysql_up"), 1) << yes;
  }
  for (const char* no :
       {"gzip;q=0", "identity", "", "gzip;q=0.000, *;q=0.1", "zstd", "gzip;q=0.2, identity"}) {
    const auto answer = warden->Get("/metrics", {{"Accept-Encoding", no}});
    EXPECT_EQ(answer.Header("Content-Encoding"), std::nullopt) << no;
    EXPECT_EQ(ValueOf(answer.body, "mysql_up"), 1) << no;
  }
}

// The head of Prometheus 2.42, word for word.
TEST_F(HttpSurfaceTest, TheRequestOfPrometheusIsAnsweredCompressedAndInTextFormat) {
  const auto answer = Monitor()->Get(
      "/metrics",
      {{"User-Agent", "Prometheus/2.42.0+ds"},
       {"Accept",
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"},
       {"Accept-Encoding", "gzip"},
       {"X-Prometheus-Scrape-Timeout-Seconds", "10"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Content-Type"), kTextFormat);
  EXPECT_EQ(answer.Header("Content-Encoding"), "gzip");
  EXPECT_EQ(ValueOf(test::Gunzip(answer.body).value_or(""), "mysql_up"), 1);
}

TEST_F(HttpSurfaceTest, HeadAndPostWorkAsGetDoes) {
  const auto warden = Monitor();
  const auto head = warden->Send("HEAD", "/metrics");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("Content-Type"), kTextFormat);
  EXPECT_EQ(head.body, "");
  const auto post = warden->Send("POST", "/metrics");
  EXPECT_EQ(post.status, 200);
  EXPECT_EQ(ValueOf(post.body, "mysql_up"), 1);
}

TEST_F(HttpSurfaceTest, OnlyExactPathsAreThere) {
  const auto warden = Monitor();
  for (const char* path : {"/metrics/foo", "/metricsfoo", "/metrics/", "//metrics", "/Metrics", "/%6detrics",
                           "/../metrics", "/index.html", "/-/", "/-/quit", "/etc/passwd"}) {
    const int status = warden->Get(path).status;
    EXPECT_TRUE(status == 404 || status == 400) << path << ": " << status;
  }
  EXPECT_EQ(warden->Get("/metrics?").status, 200);
}

TEST_F(HttpSurfaceTest, OtherMethodsAreRefusedWithTheOnesThatWork) {
  const auto warden = Monitor();
  for (const char* method : {"DELETE", "PUT", "PATCH"}) {
    const auto answer = warden->Send(method, "/metrics");
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.Header("Allow"), "GET, POST, HEAD, OPTIONS") << method;
  }
  EXPECT_EQ(warden->Send("DELETE", "/").status, 405);
  EXPECT_EQ(warden->Send("DELETE", "/-/reload").status, 405);
}

TEST_F(HttpSurfaceTest, TheLandingPageLeadsToTheOthers) {
  const auto warden = Monitor({"--web.telemetry-path=/telemetry"});
  const auto page = warden->Get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.Header("Content-Type"), "text/html; charset=utf-8");
  for (const char* path : {"/telemetry", "/-/healthy", "/-/ready"}) {
    EXPECT_TRUE(Holds(page.body, std::string("href=\"") + path + "\"")) << page.body;
    EXPECT_EQ(warden->Get(path).status, 200) << path;
  }
}

TEST_F(HttpSurfaceTest, HealthyAndReadyDoNotDependOnTheServer) {
  TakeServerDown();
  const auto warden = Monitor();
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 0);
  for (const char* path : {"/-/healthy", "/-/ready"}) {
    EXPECT_EQ(warden->Get(path).status, 200) << path;
    EXPECT_EQ(warden->Send("HEAD", path).status, 200) << path;
  }
}

TEST_F(HttpSurfaceTest, CollectNarrowsWhatIsEnabledAndElseIsIgnored) {
  const auto warden = Monitor({"--no-collect.slave_status"});
  const auto ran = [&](const std::string& query, const std::string& collector) {
    return ValueOf(warden->Page("/metrics" + query), "mysql_exporter_collector_success",
                   {{"collector", "collect." + collector}}) == 1;
  };
  EXPECT_TRUE(ran("", "global_status"));
  EXPECT_TRUE(ran("?collect[]=global_status", "global_status"));
  EXPECT_FALSE(ran("?collect[]=global_status", "global_variables"));
  EXPECT_TRUE(ran("?collect%5B%5D=global_status&collect%5B%5D=global_variables", "global_variables"));
  EXPECT_FALSE(ran("?collect[]=slave_status&collect[]=global_status", "slave_status"));  // cannot widen
  EXPECT_TRUE(ran("?collect[]=no_such_thing", "global_status"));  // nothing matches: all
  EXPECT_TRUE(ran("?collect[]=slave_status", "global_variables"));
}

TEST_F(HttpSurfaceTest, AnswersAreCountedByRouteAndCode) {
  const auto warden = Monitor();
  warden->Get("/nowhere");
  warden->Get("/elsewhere");
  warden->Page();
  const std::string page = warden->Page();
  const auto count = [&](const char* route, const char* code) {
    return ValueOf(page, "galera_warden_http_requests_total",
                   {{"server", "metrics"}, {"route", route}, {"code", code}});
  };
  EXPECT_EQ(count("other", "404"), 2);
  EXPECT_EQ(count("/metrics", "200"), 1);
}

}  // namespace
}  // namespace galera::process
