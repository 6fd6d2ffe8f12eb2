#include "stub/stub_database.h"

#include <algorithm>

namespace galera {
namespace {

std::vector<StubRow> HealthyStatus() {
  return {{"Aborted_clients", "3"},
          {"Bytes_received", "123456"},
          {"Bytes_sent", "7654321"},
          {"Com_select", "42"},
          {"Com_insert", "7"},
          {"Compression", "OFF"},
          {"Connection_errors_accept", "0"},
          {"Connection_errors_max_connections", "1"},
          {"Connections", "17"},
          {"Handler_commit", "11"},
          {"Handler_read_rnd_next", "31337"},
          {"Innodb_buffer_pool_dump_status", ""},
          {"Innodb_buffer_pool_pages_data", "700"},
          {"Innodb_buffer_pool_pages_dirty", "5"},
          {"Innodb_buffer_pool_pages_flushed", "99"},
          {"Innodb_buffer_pool_pages_free", "7300"},
          {"Innodb_buffer_pool_pages_misc", "0"},
          {"Innodb_buffer_pool_pages_old", "258"},
          {"Innodb_buffer_pool_pages_total", "8000"},
          {"Performance_schema_accounts_lost", "0"},
          {"Ssl_server_not_after", ""},
          {"Threads_connected", "4"},
          {"Threads_running", "1"},
          {"Uptime", "3600"},
          {"wsrep_cluster_conf_id", "3"},
          {"wsrep_cluster_size", "3"},
          {"wsrep_cluster_state_uuid", "0f6c1f4c-7d07-11ef-8f0c-3e1c5b8a9d01"},
          {"wsrep_cluster_status", "Primary"},
          {"wsrep_connected", "ON"},
          {"wsrep_evs_delayed", ""},
          {"wsrep_evs_repl_latency", "0.000231/0.000457/0.00121/0.000206/12"},
          {"wsrep_evs_state", "OPERATIONAL"},
          {"wsrep_flow_control_paused", "0.25"},
          {"wsrep_incoming_addresses", "127.0.0.1:3306,127.0.0.2:3306,127.0.0.3:3306"},
          {"wsrep_last_committed", "10234"},
          {"wsrep_local_index", "0"},
          {"wsrep_local_recv_queue", "0"},
          {"wsrep_local_state", "4"},
          {"wsrep_local_state_comment", "Synced"},
          {"wsrep_local_state_uuid", "0f6c1f4c-7d07-11ef-8f0c-3e1c5b8a9d01"},
          {"wsrep_provider_name", "Galera"},
          {"wsrep_provider_version", "26.4.23(r0)"},
          {"wsrep_ready", "ON"}};
}

std::vector<StubRow> HealthyVariables() {
  return {{"auto_increment_increment", "3"},
          {"innodb_buffer_pool_size", "134217728"},
          {"innodb_version", "10.11.19"},
          {"log_bin", "OFF"},
          {"max_binlog_cache_size", "18446744073709551615"},
          {"max_connections", "151"},
          {"tx_isolation", "REPEATABLE-READ"},
          {"version", "10.11.19-MariaDB-stub"},
          {"version_comment", "Stub server"},
          {"wsrep_cluster_name", "stub_cluster"},
          {"wsrep_desync", "OFF"},
          {"wsrep_on", "ON"},
          {"wsrep_provider_options", "base_port = 4567; gcache.size = 128M; gcs.fc_limit = 16; "}};
}

StubTable NoSlaves() {
  return {{"Connection_name", "Slave_SQL_State", "Slave_IO_State", "Master_Host", "Master_User",
           "Master_Port", "Master_Log_File", "Read_Master_Log_Pos", "Slave_IO_Running", "Slave_SQL_Running",
           "Last_Errno", "Skip_Counter", "Relay_Log_Space", "Seconds_Behind_Master", "Master_Server_Id",
           "Using_Gtid", "Gtid_IO_Pos", "SQL_Delay", "Gtid_Slave_Pos"},
          {}};
}

const std::map<std::string, StubCell>& RunningSlave() {
  static const std::map<std::string, StubCell> row = {
      {"Slave_SQL_State", "Slave has read all relay log; waiting for more updates"},
      {"Slave_IO_State", "Waiting for master to send event"},
      {"Master_Host", "192.0.2.10"},
      {"Master_User", "repl"},
      {"Master_Port", "3306"},
      {"Master_Log_File", "mysql-bin.000012"},
      {"Read_Master_Log_Pos", "4711"},
      {"Slave_IO_Running", "Yes"},
      {"Slave_SQL_Running", "Yes"},
      {"Last_Errno", "0"},
      {"Skip_Counter", "0"},
      {"Relay_Log_Space", "1033"},
      {"Seconds_Behind_Master", "0"},
      {"Master_Server_Id", "77"},
      {"Using_Gtid", "Slave_Pos"},
      {"Gtid_IO_Pos", "0-77-1234"},
      {"SQL_Delay", "0"},
      {"Gtid_Slave_Pos", "0-77-1234"}};
  return row;
}

void Replace(std::vector<StubRow>& rows, std::string_view name, StubCell value) {
  bool found = false;
  for (StubRow& row : rows) {
    if (row[0] != name) continue;
    row[1] = value;
    found = true;
  }
  if (!found) rows.push_back({std::string(name), std::move(value)});
}

void Remove(std::vector<StubRow>& rows, std::string_view name) {
  rows.erase(std::remove_if(rows.begin(), rows.end(), [&](const StubRow& row) { return row[0] == name; }),
             rows.end());
}

StubTable ResponseTimes(std::vector<StubRow> rows) { return {{"TIME", "COUNT", "TOTAL"}, std::move(rows)}; }

}  // namespace

StubDatabase::StubDatabase()
    : version_("10.11.19-MariaDB-stub"),
      status_(HealthyStatus()),
      variables_(HealthyVariables()),
      slaves_(NoSlaves()),
      cmp_{{"1024", "0", "0", "0", "0", "0"}, {"16384", "12", "11", "3", "8", "2"}},
      cmpmem_{{"1024", "0", "0", "0", "0", "0"}, {"16384", "0", "5", "6", "7", "1500"}} {}

StubDatabase& StubDatabase::Status(std::string_view name, StubCell value) {
  Replace(status_, name, std::move(value));
  return *this;
}

StubDatabase& StubDatabase::Variable(std::string_view name, StubCell value) {
  Replace(variables_, name, std::move(value));
  return *this;
}

StubDatabase& StubDatabase::AddStatus(std::string_view name, StubCell value) {
  status_.push_back({std::string(name), std::move(value)});
  return *this;
}

StubDatabase& StubDatabase::AddVariable(std::string_view name, StubCell value) {
  variables_.push_back({std::string(name), std::move(value)});
  return *this;
}

StubDatabase& StubDatabase::RemoveStatus(std::string_view name) {
  Remove(status_, name);
  return *this;
}

StubDatabase& StubDatabase::RemoveVariable(std::string_view name) {
  Remove(variables_, name);
  return *this;
}

StubDatabase& StubDatabase::AddSlave(std::string_view connection,
                                     const std::map<std::string, StubCell>& columns) {
  StubRow row;
  for (const std::string& column : slaves_.columns) {
    const auto changed = columns.find(column);
    row.push_back(changed != columns.end()      ? changed->second
                  : column == "Connection_name" ? StubCell(connection)
                                                : RunningSlave().at(column));
  }
  slaves_.rows.push_back(std::move(row));
  return *this;
}

StubDatabase& StubDatabase::InnodbCmp(std::vector<StubRow> rows) {
  cmp_ = std::move(rows);
  return *this;
}

StubDatabase& StubDatabase::InnodbCmpmem(std::vector<StubRow> rows) {
  cmpmem_ = std::move(rows);
  return *this;
}

StubDatabase& StubDatabase::QueryResponseTime(std::vector<StubRow> all) {
  response_time_ = std::move(all);
  return *this;
}

StubDatabase& StubDatabase::QueryResponseTimeReadWrite(std::vector<StubRow> read,
                                                       std::vector<StubRow> write) {
  response_time_read_ = std::move(read);
  response_time_write_ = std::move(write);
  return *this;
}

StubScript StubDatabase::Script() const {
  StubScript script;
  const auto missing = [](const char* table) {
    return StubError{1109, "42S02", std::string("Unknown table '") + table + "' in information_schema"};
  };
  script.On("select @@version", StubTable{{"@@version"}, {{version_}}});
  script.On("select version()", StubTable{{"version()"}, {{version_}}});
  script.On("show global status", StubTable{{"Variable_name", "Value"}, status_});
  script.On("show global variables", StubTable{{"Variable_name", "Value"}, variables_});
  script.On("show all slaves status", slaves_);
  script.On("information_schema.innodb_cmp", StubTable{{"page_size", "compress_ops", "compress_ops_ok",
                                                        "compress_time", "uncompress_ops", "uncompress_time"},
                                                       cmp_});
  script.On("information_schema.innodb_cmpmem", StubTable{{"page_size", "buffer_pool_instance", "pages_used",
                                                           "pages_free", "relocation_ops", "relocation_time"},
                                                          cmpmem_});
  if (!response_time_) {
    script.On("select @@query_response_time_stats", UnknownVariable("query_response_time_stats"));
    script.On("information_schema.query_response_time", missing("QUERY_RESPONSE_TIME"));
    return script;
  }
  script.On("select @@query_response_time_stats", StubTable{{"@@query_response_time_stats"}, {{"1"}}});
  script.On("information_schema.query_response_time", ResponseTimes(*response_time_));
  script.On("information_schema.query_response_time_read", missing("QUERY_RESPONSE_TIME_READ"));
  script.On("information_schema.query_response_time_write", missing("QUERY_RESPONSE_TIME_WRITE"));
  if (response_time_read_) {
    script.On("information_schema.query_response_time_read", ResponseTimes(*response_time_read_));
  }
  if (response_time_write_) {
    script.On("information_schema.query_response_time_write", ResponseTimes(*response_time_write_));
  }
  return script;
}

}  // namespace galera
