// The answers of a healthy Galera node to a monitor, as tables that a test edits row by row.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "stub/stub_script.h"

namespace galera {

class StubDatabase {
 public:
  StubDatabase();

  // Replaces every row of that exact name, or adds one. Rows keep their order.
  StubDatabase& Status(std::string_view name, StubCell value);
  StubDatabase& Variable(std::string_view name, StubCell value);
  // Adds a row even if there is one of that name.
  StubDatabase& AddStatus(std::string_view name, StubCell value);
  StubDatabase& AddVariable(std::string_view name, StubCell value);
  StubDatabase& RemoveStatus(std::string_view name);
  StubDatabase& RemoveVariable(std::string_view name);

  // One replication connection more: a running slave named `connection`, with these columns changed.
  StubDatabase& AddSlave(std::string_view connection, const std::map<std::string, StubCell>& columns = {});

  // Rows of INFORMATION_SCHEMA: page_size, compress_ops, compress_ops_ok, compress_time, uncompress_ops,
  // uncompress_time and page_size, buffer_pool_instance, pages_used, pages_free, relocation_ops,
  // relocation_time.
  StubDatabase& InnodbCmp(std::vector<StubRow> rows);
  StubDatabase& InnodbCmpmem(std::vector<StubRow> rows);

  // The query_response_time plugin is there and has these rows (time, count, total); the read and write
  // tables, which only other servers have, are as given.
  StubDatabase& QueryResponseTime(std::vector<StubRow> all);
  StubDatabase& QueryResponseTimeReadWrite(std::vector<StubRow> read, std::vector<StubRow> write);

  // The rules for all of it; a test may add its own to the script returned.
  StubScript Script() const;

 private:
  std::string version_;
  std::vector<StubRow> status_;
  std::vector<StubRow> variables_;
  StubTable slaves_;
  std::vector<StubRow> cmp_;
  std::vector<StubRow> cmpmem_;
  std::optional<std::vector<StubRow>> response_time_;
  std::optional<std::vector<StubRow>> response_time_read_;
  std::optional<std::vector<StubRow>> response_time_write_;
};

}  // namespace galera
