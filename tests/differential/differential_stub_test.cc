// Both exporters over the stub: values, names and rows that no sane server sends, and some that Galera does.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "stub_scene.h"

namespace galera {
namespace {

constexpr Expected kAbsent = std::nullopt;

// --help quotes the defaults that are texts.
std::string Unquoted(std::string flag) {
  flag.erase(std::remove(flag.begin(), flag.end(), '"'), flag.end());
  return flag;
}

TEST(Differential, AgreesOnAHealthyNode) {
  StubScene scene{StubDatabase()};
  const Sandwich sandwich = scene.ExpectSame("healthy");
  ExpectValues(sandwich, "mysql_up", 1);
  ExpectValues(sandwich, "mysql_global_status_wsrep_cluster_size", 3);
  ExpectValues(sandwich, "mysql_exporter_last_scrape_error", 0);
  ExpectValues(sandwich, "mysql_exporter_collector_success", {{"collector", "collect.global_status"}},
               kAbsent, 1);
  EXPECT_EQ(sandwich.oracle_before.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(sandwich.ours.content_type, sandwich.oracle_before.content_type);
}

TEST(Differential, AgreesOnAServerWithoutGalera) {
  StubDatabase database;
  for (const char* name : {"wsrep_cluster_conf_id", "wsrep_cluster_size", "wsrep_cluster_state_uuid",
                           "wsrep_evs_repl_latency", "wsrep_local_state_uuid", "wsrep_provider_version"}) {
    database.RemoveStatus(name);
  }
  database.RemoveVariable("wsrep_cluster_name").RemoveVariable("wsrep_provider_options");
  StubScene scene{database};
  const Sandwich sandwich = scene.ExpectSame("no galera");
  ExpectValues(sandwich, "mysql_galera_gcache_size_bytes", kAbsent);
}

struct OddValue {
  StubCell cell;
  Expected oracle;
  Expected ours;
  OddValue(StubCell text, Expected both) : cell(std::move(text)), oracle(both), ours(both) {}
  OddValue(StubCell text, Expected theirs, Expected mine)
      : cell(std::move(text)), oracle(theirs), ours(mine) {}
};

// Each as a status row and as a variable `NAME_i`.
void ExpectOddValues(const std::string& scene_name, const std::vector<OddValue>& values) {
  StubDatabase database;
  for (std::size_t i = 0; i < values.size(); ++i) {
    database.Status("odd_" + std::to_string(i), values[i].cell)
        .Variable("odd_" + std::to_string(i), values[i].cell);
  }
  StubScene scene{database};
  const Sandwich sandwich = scene.ExpectSame(scene_name);
  for (std::size_t i = 0; i < values.size(); ++i) {
    SCOPED_TRACE("'" + values[i].cell.value_or("NULL") + "'");
    for (const std::string prefix : {"mysql_global_status_odd_", "mysql_global_variables_odd_"}) {
      ExpectValues(sandwich, prefix + std::to_string(i), {}, values[i].oracle, values[i].ours);
    }
  }
}

TEST(Differential, ReadsNumbersAsGoDoes) {
  ExpectOddValues("numbers", {
                                 {std::nullopt, kAbsent},
                                 {"", kAbsent},
                                 {" ", kAbsent},
                                 {" 1", kAbsent},
                                 {"1 ", kAbsent},
                                 {"1\n", kAbsent},
                                 {"18446744073709551615", 18446744073709551615.0},
                                 {"9007199254740993", 9007199254740992.0},
                                 {"-9223372036854775808", -9223372036854775808.0},
                                 {"+5", 5},
                                 {"++5", kAbsent},
                                 {"+-5", kAbsent},
                                 {"-0", 0},
                                 {"1e3", 1000},
                                 {"1E3", 1000},
                                 {"1e+3", 1000},
                                 {"1e", kAbsent},
                                 {"e3", kAbsent},
                                 {"5.", 5},
                                 {".5", 0.5},
                                 {".", kAbsent},
                                 {"0.1", 0.1},
                                 {"0x1p4", 16},
                                 {"0X1P4", 16},
                                 {"-0x1.8p1", -3},
                                 {"0x1p+4", 16},
                                 {"0x1p-1", 0.5},
                                 {"0x.8p1", 1},
                                 {"0x1A", kAbsent},
                                 {"0xp1", kAbsent},
                                 {"0x1_0p0", 16},
                                 {"0x_1p4", 16},
                                 {"1_000", 1000},
                                 {"1__000", kAbsent},
                                 {"_1", kAbsent},
                                 {"1_", kAbsent},
                                 {"inf", INFINITY},
                                 {"+Inf", INFINITY},
                                 {"-infinity", -INFINITY},
                                 {"infin", kAbsent},
                                 {"nan", NAN},
                                 {"NaN", NAN},
                                 {"+nan", kAbsent},
                                 {"-nan", kAbsent},
                                 {"1e400", kAbsent},
                                 {"-1e400", kAbsent},
                                 {"1e-400", 0},
                                 {"4.9e-324", 4.9e-324},
                                 {std::string(400, '9'), kAbsent},
                                 {"0." + std::string(400, '0') + "1", 0},
                                 {std::string(30, '0') + "7", 7},
                                 {"1,5", kAbsent},
                                 {"1;", kAbsent},
                                 {"128M", kAbsent},
                                 {"\xd9\xa1", kAbsent},
                                 {std::string("1\0", 2), kAbsent},
                                 {"\xff", kAbsent},
                             });
}

TEST(Differential, ReadsWordsAsMysqldExporterDoes) {
  ExpectOddValues("words", {
                               {"ON", 1},
                               {"on", 1},
                               {"oN", 1},
                               {"OFF", 0},
                               {"YES", 1},
                               {"No", 0},
                               {"Disabled", 0},
                               {"DISABLED", 0},
                               {"enabled", kAbsent},
                               {"Connecting", 0},
                               {"Primary", 1},
                               {"non-Primary", 0},
                               {"Disconnected", 0},
                               {"Synced", kAbsent},
                               {"on ", kAbsent},
                               {"true", kAbsent, 1},
                               {"FALSE", kAbsent, 0},
                           });
}

TEST(Differential, ReadsDatesAsUnixSeconds) {
  ExpectOddValues("dates", {
                               {"Mar  4 10:11:12 2030 GMT", kAbsent, 1898849472},
                               {"Mar 14 10:11:12 2030 GMT", 1899713472},
                               {"mar 14 10:11:12 2030 gmt", kAbsent, 1899713472},
                               {"Mar 04 10:11:12 2030 GMT", 1898849472},
                               {"Mar 4 10:11:12 2030 GMT", kAbsent},
                               {"Feb 30 10:11:12 2030 GMT", kAbsent},
                               {"Mar 14 10:11:12 2030 UTC", 1899713472, kAbsent},
                               {"Mar 14 10:11:12 2030", kAbsent},
                               {"2030-03-04 10:11:12", 1898849472},
                               {"2030-03-04 10:11:12.5", 1898849472},
                               {"2030-03-04 10:11:12.", kAbsent},
                               {"2030-03-04T10:11:12", kAbsent},
                               {"2030-03-04", kAbsent},
                               {"2030-02-30 10:11:12", kAbsent},
                               {"2030-03-04 24:00:00", kAbsent},
                               {"0000-00-00 00:00:00", kAbsent},
                               {"1969-12-31 23:59:59", -1},
                               {"0001-01-01 00:00:00", -62135596800},
                           });
}

TEST(Differential, LeavesOutFileNamesVersionsAndAddresses) {
  ExpectOddValues("dotted", {
                                {"10.11.19", kAbsent},
                                {"10.11", 10.11},
                                {"10.11.19-MariaDB", kAbsent},
                                {"mysql-bin.000123", kAbsent},
                                {"127.0.0.1", kAbsent},
                                {"0.3", 0.3},
                                {".000123", 0.000123},
                            });
}

TEST(Differential, MakesNamesOfAnything) {
  StubDatabase database;
  database.Status("validate_password.length", "1")
      .Status("a-b", "2")
      .Status("UPPER_Case", "3")
      .Status("two words", "4")
      .Status("9lives", "5")
      .Status(
          "gr\xc3\xb6\xc3\x9f"
          "e",
          "6")
      .Status("bad\xffutf", "7")
      .Status("colon:name", "9")
      .Variable("a.b-C d", "10")
      .Variable("\xf0\x9f\x90\xac", "11");
  StubScene scene{database};
  const Sandwich sandwich = scene.ExpectSame("names");
  ExpectValues(sandwich, "mysql_global_status_validate_password_length", 1);
  ExpectValues(sandwich, "mysql_global_status_a_b", 2);
  ExpectValues(sandwich, "mysql_global_status_upper_case", 3);
  ExpectValues(sandwich, "mysql_global_status_two_words", 4);
  ExpectValues(sandwich, "mysql_global_status_9lives", 5);
  ExpectValues(sandwich, "mysql_global_status_gr__e", 6);
  ExpectValues(sandwich, "mysql_global_status_bad_utf", 7);
  ExpectValues(sandwich, "mysql_global_status_colon_name", 9);
  ExpectValues(sandwich, "mysql_global_variables_a_b_c_d", 10);
  ExpectValues(sandwich, "mysql_global_variables__", 11);
}

TEST(Differential, SortsTheStatusPrefixes) {
  StubDatabase database;
  database.Status("Com_stmt_execute", "1")
      .Status("COM_UPPER", "2")
      .Status("com_", "3")
      .Status("Com", "4")
      .Status("Command_x", "5")
      .Status("Handler_", "6")
      .Status("Connection_errors_peer.address", "7")
      .Status("Innodb_buffer_pool_pages_lru_flushed", "8")
      .Status("Innodb_buffer_pool_pages_made_not_young", "9")
      .Status("Innodb_buffer_pool_pages_dirty", "ON")
      .Status("Innodb_rows_read", "10")
      .Status("Performance_schema_x", "11")
      .Status("Com_text", "text")
      .Status("Com_null", std::nullopt)
      .Status("Innodb_buffer_pool_pages_", "12");
  StubScene scene{database};
  const Sandwich sandwich = scene.ExpectSame("prefixes");
  ExpectValues(sandwich, "mysql_global_status_innodb_row_ops_total", {{"operation", "read"}}, 10, 10);
  ExpectValues(sandwich, "mysql_global_status_commands_total", {{"command", "upper"}}, 2, 2);
  ExpectValues(sandwich, "mysql_global_status_com", 4);
}

TEST(Differential, EscapesLabelValues) {
  StubDatabase database;
  database.Variable("version_comment", "two\nlines \"quoted\" back\\slash")
      .Variable("version", std::string("nul\0byte", 8))
      .Variable("tx_isolation", "k\xc3\xb6nig")
      .Variable("wsrep_cluster_name", "a\nb\"c\\d{}=,")
      .Status("Com_a\"b\\c", "1")
      .Status("Com_new\nline", "2")
      .Status("wsrep_provider_version", "\t")
      .AddSlave("line\nbreak", {{"Master_Host", "\"h\\"}});
  StubScene scene{database};
  const Sandwich sandwich = scene.ExpectSame("label values");
  ExpectValues(sandwich, "mysql_galera_variables_info", {{"wsrep_cluster_name", "a\nb\"c\\d{}=,"}}, 1, 1);
  // The name is made a metric name before its prefix is looked at.
  ExpectValues(sandwich, "mysql_global_status_commands_total", {{"command", "a_b_c"}}, 1, 1);
  ExpectValues(sandwich, "mysql_global_status_commands_total", {{"command", "new_line"}}, 2, 2);
  ExpectAnswers(sandwich, 200, 200);
}

// mysqld_exporter does not lose the scrape only: the process panics and is gone.
TEST(Differential, LivesOnWhereTheOracleDies) {
  for (const StubDatabase& database : {StubDatabase().Variable("version_comment", "bad\xff"),
                                       StubDatabase().Variable("wsrep_cluster_name", "bad\xff"),
                                       StubDatabase().Variable("tx_isolation", "bad\xff"),
                                       StubDatabase().Status("wsrep_provider_version", "bad\xff"),
                                       StubDatabase().AddSlave("bad\xff"), StubDatabase().Status("", "1")}) {
    StubScene scene{database};
    const Sandwich sandwich = scene.ExpectSame("deadly for the oracle");
    ExpectAnswers(sandwich, 0, 200);
    EXPECT_FALSE(scene.pair().oracle().Running());
    if (kSubject == Subject::kOracle) continue;
    EXPECT_TRUE(scene.pair().ours().Running());
    ExpectValues(sandwich, "mysql_up", {}, kAbsent, 1);
  }
}

// mysqld_exporter loses the whole scrape; ours keeps the first.
TEST(Differential, KeepsTheFirstOfCollidingNames) {
  struct Collision {
    const char* first;
    const char* second;
    const char* series;
    ExpositionLabels labels;
  };
  const Collision table[] = {
      {"twice", "twice", "mysql_global_status_twice", {}},
      {"validate_password.length",
       "validate_password_length",
       "mysql_global_status_validate_password_length",
       {}},
      {"Case", "cASE", "mysql_global_status_case", {}},
      {"Com_x", "com_X", "mysql_global_status_commands_total", {{"command", "x"}}},
  };
  for (const Collision& row : table) {
    SCOPED_TRACE(row.second);
    StubDatabase database;
    database.AddStatus(row.first, "1").AddStatus(row.second, "2");
    StubScene scene{database};
    const Sandwich sandwich = scene.ExpectSame("collision");
    ExpectAnswers(sandwich, 500, 200);
    ExpectValues(sandwich, row.series, row.labels, kAbsent, 1);
  }
  StubDatabase database;
  StubScene scene{database.AddSlave("same").AddSlave("same", {{"Master_Port", "3307"}})};
  ExpectAnswers(scene.ExpectSame("collision"), 500, 200);
}

TEST(Differential, TakesTenThousandRows) {
  StubDatabase database;
  for (int i = 0; i < 10000; ++i) database.AddStatus("row_" + std::to_string(i), std::to_string(i));
  database.Status("long_text", std::string(1000000, 'x'));
  StubScene scene{database};
  const Sandwich sandwich = scene.ExpectSame("many rows");
  ExpectValues(sandwich, "mysql_global_status_row_9999", 9999);
}

TEST(Differential, ReadsTheGcacheSizeOfAnyForm) {
  struct Gcache {
    StubCell options;
    Expected oracle;
    Expected ours;
  };
  const Gcache table[] = {
      {"gcache.size = 128M;", 134217728, 134217728},
      {"base_port = 4567; gcache.size = 1G; gcs.fc_limit = 16; ", 1073741824, 1073741824},
      {"gcache.size = 1073741824; x = 1;", 1073741824, 1073741824},
      {"gcache.size = 512K; x = 1;", 0, 524288},
      {"gcache.size = 128M", 0, 134217728},
      {"gcache.size = 0;", 0, 0},
      {"gcache.page_size = 64M; gcache.size = 256M; gcache.keep_pages_size = 1M;", 268435456, 268435456},
      {"base_port = 4567; ", 0, kAbsent},
      {"", kAbsent, kAbsent},
      {std::nullopt, kAbsent, kAbsent},
  };
  for (const Gcache& row : table) {
    SCOPED_TRACE(row.options.value_or("NULL"));
    StubScene scene{StubDatabase().Variable("wsrep_provider_options", row.options)};
    const Sandwich sandwich = scene.ExpectSame("gcache");
    ExpectValues(sandwich, "mysql_galera_gcache_size_bytes", {}, row.oracle, row.ours);
  }
}

TEST(Differential, NamesTheClusterWhateverItsName) {
  struct Cluster {
    StubCell name;
    Expected oracle;
    Expected ours;
  };
  const Cluster table[] = {
      {"galera", 1, 1}, {"123", kAbsent, 1}, {"on", kAbsent, 1}, {"no", kAbsent, 1}, {"1e3", kAbsent, 1}};
  for (const Cluster& row : table) {
    SCOPED_TRACE(*row.name);
    StubScene scene{StubDatabase().Variable("wsrep_cluster_name", row.name)};
    const Sandwich sandwich = scene.ExpectSame("cluster name");
    ExpectValues(sandwich, "mysql_galera_variables_info", {{"wsrep_cluster_name", *row.name}}, row.oracle,
                 row.ours);
  }
  for (const StubCell& name : {StubCell(""), StubCell()}) {
    StubScene scene{StubDatabase().Variable("wsrep_cluster_name", name)};
    const Sandwich sandwich = scene.ExpectSame("no cluster name");
    ExpectValues(sandwich, "mysql_galera_variables_info", {{"wsrep_cluster_name", ""}}, kAbsent, kAbsent);
  }
}

TEST(Differential, TellsTheProviderVersionWhateverItsForm) {
  const std::string uuid = "0f6c1f4c-7d07-11ef-8f0c-3e1c5b8a9d01";
  const auto labels = [&](const char* version) {
    return ExpositionLabels{{"wsrep_cluster_state_uuid", uuid},
                            {"wsrep_local_state_uuid", uuid},
                            {"wsrep_provider_version", version}};
  };
  {
    StubScene scene{StubDatabase().Status("wsrep_provider_version", "4.23")};
    const Sandwich sandwich = scene.ExpectSame("provider version");
    ExpectValues(sandwich, "mysql_galera_status_info", labels("4.23"), kAbsent, 1);
    ExpectValues(sandwich, "mysql_galera_status_info", labels(""), 1, kAbsent);
  }
  {
    StubScene scene{StubDatabase().Status("wsrep_local_state_uuid", "")};
    scene.ExpectSame("no local state uuid");
  }
  {
    StubScene scene{StubDatabase().RemoveStatus("wsrep_cluster_state_uuid")};
    scene.ExpectSame("no cluster state uuid");
  }
}

TEST(Differential, ReadsTheGroupLatencyOrLeavesItOut) {
  struct Latency {
    StubCell text;
    Expected both;  // the sample size
  };
  const Latency table[] = {{"0.1/0.2/0.3/0.4/5", 5},
                           {"0/0/0/0/0", 0},
                           {"1e-3/2/3/4/5", 5},
                           {"0.1/0.2/0.3/0.4", kAbsent},
                           {"0.1/0.2/0.3/0.4/5/6", kAbsent},
                           {"0.1/x/0.3/0.4/5", kAbsent},
                           {"0.1/0.2/0.3/0.4/", kAbsent},
                           {" 0.1/0.2/0.3/0.4/5", kAbsent},
                           {"5", kAbsent},
                           {"", kAbsent},
                           {std::nullopt, kAbsent}};
  for (const Latency& row : table) {
    SCOPED_TRACE(row.text.value_or("NULL"));
    StubScene scene{StubDatabase().Status("wsrep_evs_repl_latency", row.text)};
    const Sandwich sandwich = scene.ExpectSame("latency");
    ExpectValues(sandwich, "mysql_galera_evs_repl_latency_sample_size", row.both);
  }
}

TEST(Differential, ReadsQueryResponseTimesAsHistograms) {
  const std::vector<StubRow> rows = {{"      0.000001", "3", "      0.000000"},
                                     {"      0.000010", "4", "      0.000123"},
                                     {"      1.000000", "5", "      2.500000"},
                                     {"TOO LONG", "1", "TOO LONG"}};
  {
    StubScene scene{StubDatabase().QueryResponseTime(rows)};
    const Sandwich sandwich = scene.ExpectSame("response time");
    ExpectValues(sandwich, "mysql_info_schema_query_response_time_seconds_count", 13);
    ExpectValues(sandwich, "mysql_info_schema_query_response_time_seconds_bucket", {{"le", "1"}}, 12, 12);
  }
  {
    StubScene scene{StubDatabase().QueryResponseTime(rows).QueryResponseTimeReadWrite(rows, rows)};
    const Sandwich sandwich = scene.ExpectSame("response time of reads and writes");
    ExpectValues(sandwich, "mysql_info_schema_read_query_response_time_seconds_count", 13);
    ExpectValues(sandwich, "mysql_info_schema_write_query_response_time_seconds_count", 13);
  }
  for (const std::vector<StubRow>& odd : {std::vector<StubRow>{},
                                          {{"TOO LONG", "1", "TOO LONG"}},
                                          {{"0.1", std::nullopt, "0.1"}},
                                          {{"0.1", "x", "0.1"}},
                                          {{"0.1", "1", std::nullopt}},
                                          {{"x", "1", "0.1"}, {"0.2", "1", "0.2"}}}) {
    SCOPED_TRACE(odd.empty() ? "no rows" : odd[0][0].value_or("NULL") + " " + odd[0][1].value_or("NULL"));
    StubScene scene{StubDatabase().QueryResponseTime(odd)};
    scene.ExpectSame("odd response time");
  }
  {
    StubScript script = StubDatabase().Script();
    script.On("select @@query_response_time_stats", StubTable{{"@@query_response_time_stats"}, {{"0"}}});
    StubScene scene{script};
    scene.ExpectSame("response time off");
  }
}

TEST(Differential, TellsTheStateOfEachReplicationConnection) {
  StubDatabase database;
  database.AddSlave("")
      .AddSlave("east", {{"Master_Host", "192.0.2.20"},
                         {"Seconds_Behind_Master", std::nullopt},
                         {"Slave_IO_Running", "Connecting"},
                         {"Slave_SQL_Running", "No"},
                         {"Gtid_IO_Pos", "0-77-1234,1-78-99"},
                         {"Last_Errno", "1062"}})
      .AddSlave("west", {{"Master_Host", std::nullopt}, {"Gtid_IO_Pos", "12"}, {"Relay_Log_Space", "text"}});
  StubScene scene{database};
  const Sandwich sandwich = scene.ExpectSame("replication");
  const auto labels = [](const char* host, const char* connection) {
    return ExpositionLabels{
        {"channel_name", ""}, {"connection_name", connection}, {"master_host", host}, {"master_uuid", ""}};
  };
  ExpectValues(sandwich, "mysql_slave_status_seconds_behind_master", labels("192.0.2.10", ""), 0, 0);
  ExpectValues(sandwich, "mysql_slave_status_seconds_behind_master", labels("192.0.2.20", "east"), kAbsent,
               kAbsent);
  ExpectValues(sandwich, "mysql_slave_status_slave_io_running", labels("192.0.2.20", "east"), 0, 0);
  ExpectValues(sandwich, "mysql_slave_status_master_port", labels("", "west"), 3306, 3306);
}

TEST(Differential, StandsNullCellsOfInnodbCompression) {
  {
    StubDatabase database;
    database.InnodbCmp({{"1024", "1", std::nullopt, "3", "4", "5"}, {"2048", "1", "2", "3", "4", "5"}});
    StubScene scene{database};
    scene.ExpectSame("null compression");
  }
  {
    StubDatabase database;
    database.InnodbCmpmem({{"1024", "0", "1", std::nullopt, "3", "4"}, {"2048", "0", "1", "2", "3", "4500"}});
    StubScene scene{database};
    scene.ExpectSame("null compression memory");
  }
  StubDatabase database;
  StubScene scene{database.InnodbCmp({}).InnodbCmpmem({})};
  scene.ExpectSame("no compression");
}

TEST(Differential, NarrowsToTheCollectorsAsked) {
  StubScene scene{StubDatabase().AddSlave("")};
  const auto expect_same = [&](const std::string& query, const char* name) {
    SCOPED_TRACE(query);
    scene.ExpectSame(name, {"/metrics" + query, "", std::chrono::seconds(15)});
  };
  for (const char* query : {"?collect[]=global_status", "?collect[]=slave_status&collect[]=global_variables",
                            "?collect%5B%5D=info_schema.innodb_cmp",
                            "?collect[]=global_status&collect[]=no_such_thing", "?other=1"}) {
    expect_same(query, "collect[]");
  }
  for (const char* query : {"?collect[]=no_such_thing", "?collect[]=collect.global_status", "?collect[]="}) {
    expect_same(query, "collect[] without a match");
  }
}

TEST(Differential, AcceptsEveryFlagOfTheOracle) {
  auto flags = OracleFlags();
  ASSERT_TRUE(flags) << flags.error().message;
  ASSERT_GT(flags->size(), 40U);
  const StubMysqlServer server(StubDatabase().Script());
  ExporterSetup setup;
  setup.port = server.port();
  for (const std::string& flag : *flags) {
    // Set by ExporterProcess; refused on purpose without sockets from systemd; not a server at all.
    bool own = false;
    for (const char* name :
         {"--web.listen-address", "--config.my-cnf", "--web.systemd-socket", "--version"}) {
      own = own || flag.rfind(name, 0) == 0;
    }
    if (!own) setup.flags.push_back(Unquoted(flag));
  }
  const auto ours = kSubject == Subject::kWarden ? StartWarden(setup) : StartOracle(setup);
  EXPECT_TRUE(ours) << ours.error().message;
}

TEST(Differential, ObeysTheCollectorFlags) {
  StubScene scene{
      StubDatabase().AddSlave("").Script(),
      {"--no-collect.global_variables", "--no-collect.slave_status", "--no-collect.info_schema.innodb_cmp"}};
  const Sandwich sandwich = scene.ExpectSame("flags");
  ExpectValues(sandwich, "mysql_global_variables_max_connections", kAbsent);
}

}  // namespace
}  // namespace galera
