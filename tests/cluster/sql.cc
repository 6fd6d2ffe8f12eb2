#include "cluster/sql.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>

#include <memory>
#include <mutex>

namespace galera::testing_cluster {
namespace {

struct Closer {
  void operator()(MYSQL* connection) const { mysql_close(connection); }
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

Error Failure(MYSQL* connection, const std::string& what, bool timed_out) {
  const unsigned code = mysql_errno(connection);
  const std::string message = what + ": " + mysql_error(connection);
  if (timed_out) return {ErrorCode::kTimeout, message, 0};
  if (code == ER_ACCESS_DENIED_ERROR) return {ErrorCode::kDenied, message, code};
  if (code >= CR_MIN_ERROR && code <= CR_MAX_ERROR) return {ErrorCode::kUnavailable, message, 0};
  return {ErrorCode::kRefused, message, code};
}

Rows AllRows(MYSQL_RES* result) {
  Rows rows;
  const unsigned columns = mysql_num_fields(result);
  while (const MYSQL_ROW values = mysql_fetch_row(result)) {
    const unsigned long* lengths = mysql_fetch_lengths(result);
    Row row;
    for (unsigned i = 0; i < columns; ++i) {
      row.push_back(values[i] ? std::optional(std::string(values[i], lengths[i])) : std::nullopt);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

class Session : public SqlSession {
 public:
  explicit Session(Millis timeout)
      : connection_(mysql_init(nullptr)),
        seconds_(std::chrono::ceil<std::chrono::seconds>(timeout)),
        deadline_(Millis(0)) {
    const auto seconds = static_cast<unsigned>(seconds_.count());
    for (const mysql_option option :
         {MYSQL_OPT_CONNECT_TIMEOUT, MYSQL_OPT_READ_TIMEOUT, MYSQL_OPT_WRITE_TIMEOUT}) {
      mysql_options(connection_.get(), option, &seconds);
    }
  }

  Status Connect(const std::string& socket) {
    deadline_ = Deadline(seconds_ - Millis(50));
    if (mysql_real_connect(connection_.get(), nullptr, "root", nullptr, nullptr, 0, socket.c_str(), 0)) {
      return {};
    }
    return Fail("connect to " + socket);
  }

  Result<Rows> Query(const std::string& sql) override {
    deadline_ = Deadline(seconds_ - Millis(50));
    if (mysql_real_query(connection_.get(), sql.data(), sql.size()) != 0) return Fail(sql);
    const std::unique_ptr<MYSQL_RES, Closer> result(mysql_store_result(connection_.get()));
    if (result) return AllRows(result.get());
    if (mysql_field_count(connection_.get()) != 0) return Fail(sql);
    return Rows{};
  }

 private:
  Error Fail(const std::string& what) const { return Failure(connection_.get(), what, deadline_.Passed()); }

  std::unique_ptr<MYSQL, Closer> connection_;
  std::chrono::seconds seconds_;
  Deadline deadline_;
};

}  // namespace

Result<std::unique_ptr<SqlSession>> SqlSession::Open(const std::string& socket, Millis timeout) {
  static std::once_flag initialised;
  std::call_once(initialised, [] { mysql_library_init(0, nullptr, nullptr); });
  auto session = std::make_unique<Session>(timeout);
  if (Status connected = session->Connect(socket); !connected) return connected.error();
  return std::unique_ptr<SqlSession>(std::move(session));
}

Result<Rows> QuerySocket(const std::string& socket, const std::string& sql, Millis timeout) {
  auto session = SqlSession::Open(socket, timeout);
  if (!session) return session.error();
  return (*session)->Query(sql);
}

}  // namespace galera::testing_cluster
