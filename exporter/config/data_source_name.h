// DATA_SOURCE_NAME, as mysqld_exporter took it up to 0.14 (a Go DSN). Accepted
// as a help for those who migrate.
#pragma once

#include <string_view>
#include <vector>

#include "config/config.h"
#include "galera/result.h"

namespace galera {

struct DataSourceName {
  ServerConnection server;
  std::vector<std::string> ignored_parameters;  // names only
};

// user:password@tcp(host:port)/, user:password@unix(/path)/, user@(host)/;
// then a database name and ?parameters. The password may hold '@', '/' and ':'
// (the last '@' before the last '/' ends it). Errors never show the text.
Result<DataSourceName> ParseDataSourceName(std::string_view text);

}  // namespace galera
