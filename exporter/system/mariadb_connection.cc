#include "system/mariadb_connection.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "galera/text.h"

namespace galera {
namespace {

constexpr std::size_t kResultBytesMax = 64u << 20;
constexpr std::size_t kBlockBytes = 16u << 10;
constexpr std::size_t kShownBytes = 60;  // of a statement, in an error

// Bytes of a result set in a few blocks, so that a cell costs no allocation.
class Arena {
 public:
  std::string_view Copy(const char* data, std::size_t size) {
    if (size > left_) {
      const std::size_t block = std::max(size, kBlockBytes);
      blocks_.push_back(std::make_unique<char[]>(block));
      next_ = blocks_.back().get();
      left_ = block;
    }
    std::memcpy(next_, data, size);
    const std::string_view copy(next_, size);
    next_ += size;
    left_ -= size;
    total_ += size;
    return copy;
  }
  std::size_t total() const { return total_; }
  std::vector<std::unique_ptr<char[]>> TakeBlocks() { return std::move(blocks_); }

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t total_ = 0;
};

ErrorCode CodeOf(unsigned server_code) {
  switch (server_code) {
    case ER_ACCESS_DENIED_ERROR:
    case ER_ACCESS_DENIED_NO_PASSWORD_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
    case ER_TABLEACCESS_DENIED_ERROR:
    case ER_SPECIFIC_ACCESS_DENIED_ERROR:
      return ErrorCode::kDenied;
    default:
      // 2000 to 2999 and 5000 up are the client library's own.
      return server_code >= 2000 && server_code < 3000 ? ErrorCode::kUnavailable : ErrorCode::kRefused;
  }
}

bool ClosesConnection(ErrorCode code) {
  return code == ErrorCode::kUnavailable || code == ErrorCode::kTimeout;
}

// Waits until the socket is ready for what the library waits for. False when
// the deadline has passed first.
bool WaitReady(MYSQL* mysql, int wanted, SteadyTime deadline, int* ready) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd p{};
    p.fd = mysql_get_socket(mysql);
    if (wanted & MYSQL_WAIT_READ) p.events = static_cast<short>(p.events | POLLIN);
    if (wanted & MYSQL_WAIT_WRITE) p.events = static_cast<short>(p.events | POLLOUT);
    if (wanted & MYSQL_WAIT_EXCEPT) p.events = static_cast<short>(p.events | POLLPRI);
    const int n =
        poll(&p, 1, static_cast<int>(std::min<std::chrono::milliseconds::rep>(left.count(), 60000)));
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) continue;
    *ready = 0;
    if (p.revents & (POLLIN | POLLHUP | POLLERR)) *ready |= wanted & MYSQL_WAIT_READ;
    if (p.revents & (POLLOUT | POLLHUP | POLLERR)) *ready |= wanted & MYSQL_WAIT_WRITE;
    if (p.revents & POLLPRI) *ready |= wanted & MYSQL_WAIT_EXCEPT;
    return true;
  }
}

// Drives one operation of the library's non-blocking API to its end. When the
// deadline passes, the operation is told so and unwinds with an error of its
// own: it is never left half-way on its private stack.
template <typename Start, typename Continue>
bool Drive(MYSQL* mysql, SteadyTime deadline, Start start, Continue proceed) {
  int wanted = start();
  bool in_time = true;
  while (wanted != 0) {
    int ready = MYSQL_WAIT_TIMEOUT;
    if (in_time) in_time = WaitReady(mysql, wanted, deadline, &ready);
    if (!in_time) {
      // Whatever it tries next fails at once.
      if (const my_socket fd = mysql_get_socket(mysql); fd >= 0) shutdown(fd, SHUT_RDWR);
      ready = MYSQL_WAIT_TIMEOUT;
    }
    wanted = proceed(ready);
  }
  return in_time;
}

void SetOptions(MYSQL* mysql, const ServerConnection& server) {
  const unsigned protocol = server.unix_socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  const unsigned off = 0;
  const my_bool yes = 1;
  const my_bool no = 0;
  mysql_optionsv(mysql, MYSQL_OPT_NONBLOCK, nullptr);
  mysql_optionsv(mysql, MYSQL_OPT_PROTOCOL, &protocol);
  mysql_optionsv(mysql, MYSQL_OPT_LOCAL_INFILE, &off);
  mysql_optionsv(mysql, MYSQL_OPT_RECONNECT, &no);
  mysql_optionsv(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_optionsv(mysql, MYSQL_OPT_CONNECT_ATTR_RESET, nullptr);
  mysql_optionsv(mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "galera-warden");
  if (!server.tls) {
    // From 3.4 on the library wants TLS, with a certificate that it can check, unless told.
    mysql_optionsv(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &no);
    return;
  }
  mysql_optionsv(mysql, MYSQL_OPT_SSL_ENFORCE, &yes);
  mysql_optionsv(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, server.tls_skip_verify ? &no : &yes);
  if (!server.tls_ca_file.empty()) mysql_optionsv(mysql, MYSQL_OPT_SSL_CA, server.tls_ca_file.c_str());
  if (!server.tls_cert_file.empty()) mysql_optionsv(mysql, MYSQL_OPT_SSL_CERT, server.tls_cert_file.c_str());
  if (!server.tls_key_file.empty()) mysql_optionsv(mysql, MYSQL_OPT_SSL_KEY, server.tls_key_file.c_str());
}

// errno; 0 where somebody has bound a stream socket to `path`. A datagram socket
// can't be connected to that (EPROTOTYPE), so the server notices nothing.
int UnixSocketTrouble(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return ENAMETOOLONG;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  const bool connected = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int number = connected ? EPROTOTYPE : errno;
  close(fd);
  if (connected) return number;
  return number == EPROTOTYPE ? 0 : number;
}

// True where a server listens at `path` and takes no connection: those that wait fill its queue. Only asked
// after a failure: otherwise it would be a connection of its own.
bool UnixQueueIsFull(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool full =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno == EAGAIN;
  close(fd);
  return full;
}

std::string Where(const ServerConnection& server) {
  if (!server.unix_socket.empty()) return "unix://" + server.unix_socket;
  return server.host + ":" + std::to_string(server.port);
}

std::vector<std::string> ColumnNames(MYSQL_RES* result) {
  std::vector<std::string> names;
  const MYSQL_FIELD* fields = mysql_fetch_fields(result);
  for (unsigned i = 0; i < mysql_num_fields(result); ++i)
    names.emplace_back(fields[i].name, fields[i].name_length);
  return names;
}

}  // namespace

struct MariadbConnection::Impl {
  MYSQL* mysql = nullptr;
  std::string where;
  std::string sent;  // the statement whose answer is still to come; empty: none

  void Close();
  Error Failure(std::string_view what, bool in_time) const;
  // Fails, and closes the connection if it is of no more use.
  Error Fail(std::string_view sql, bool in_time);
  Status Send(std::string_view sql, SteadyTime deadline);
  Result<Rows> Receive(std::string_view sql, SteadyTime deadline);
};

void MariadbConnection::Impl::Close() {
  sent.clear();
  if (mysql == nullptr) return;
  // COM_QUIT is a few bytes into a socket buffer: it never waits for the server.
  mysql_close(mysql);
  mysql = nullptr;
}

Error MariadbConnection::Impl::Failure(std::string_view what, bool in_time) const {
  Error error;
  error.message = std::string(what) + " on " + where + ": ";
  if (!in_time) {
    error.code = ErrorCode::kTimeout;
    error.message += "no answer within the deadline";
    return error;
  }
  error.server_code = mysql_errno(mysql);
  error.code = CodeOf(error.server_code);
  error.message += mysql_error(mysql);
  error.message += " (error " + std::to_string(error.server_code) + ")";
  if (error.code != ErrorCode::kRefused && error.code != ErrorCode::kDenied) error.server_code = 0;
  return error;
}

Error MariadbConnection::Impl::Fail(std::string_view sql, bool in_time) {
  Error error = Failure(sql.substr(0, kShownBytes), in_time);
  if (ClosesConnection(error.code)) Close();
  return error;
}

Status MariadbConnection::Impl::Send(std::string_view sql, SteadyTime deadline) {
  int failed = 0;
  const bool in_time = Drive(
      mysql, deadline, [&] { return mysql_send_query_start(&failed, mysql, sql.data(), sql.size()); },
      [&](int ready) { return mysql_send_query_cont(&failed, mysql, ready); });
  if (failed != 0 || !in_time) return Fail(sql, in_time);
  return Status();
}

Result<Rows> MariadbConnection::Impl::Receive(std::string_view sql, SteadyTime deadline) {
  my_bool failed = 0;
  bool in_time = Drive(
      mysql, deadline, [&] { return mysql_read_query_result_start(&failed, mysql); },
      [&](int ready) { return mysql_read_query_result_cont(&failed, mysql, ready); });
  if (failed != 0 || !in_time) return Fail(sql, in_time);
  MYSQL_RES* const result = mysql_use_result(mysql);
  if (result == nullptr) {
    if (mysql_field_count(mysql) != 0) return Fail(sql, true);
    return Rows();
  }

  std::vector<std::string> columns = ColumnNames(result);
  Arena arena;
  std::vector<Cell> cells;
  for (;;) {
    MYSQL_ROW row = nullptr;
    in_time = Drive(
        mysql, deadline, [&] { return mysql_fetch_row_start(&row, result); },
        [&](int ready) { return mysql_fetch_row_cont(&row, result, ready); });
    if (row == nullptr || !in_time || arena.total() > kResultBytesMax) break;
    const unsigned long* lengths = mysql_fetch_lengths(result);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      cells.push_back(row[i] == nullptr ? Cell() : Cell(arena.Copy(row[i], lengths[i])));
    }
  }
  std::optional<Error> error;
  if (!in_time || mysql_errno(mysql) != 0) {
    error = Failure(sql.substr(0, kShownBytes), in_time);
  } else if (arena.total() > kResultBytesMax) {
    error = Error{ErrorCode::kInvalid, std::string(sql.substr(0, kShownBytes)) + ": result set over 64 MiB"};
  }
  if (error) {
    // What is left of a result set can't be skipped in bounded time.
    if (const my_socket fd = mysql_get_socket(mysql); fd >= 0) shutdown(fd, SHUT_RDWR);
    mysql_free_result(result);
    Close();
    return *error;
  }
  mysql_free_result(result);
  return Rows(std::move(columns), arena.TakeBlocks(), std::move(cells));
}

Cell Rows::At(std::size_t row, std::string_view column) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (EqualsIgnoringCase(columns_[i], column)) return (*this)[row][i];
  }
  return std::nullopt;
}

std::vector<NamedValue> Rows::AsNamedValues() const {
  std::vector<NamedValue> out;
  if (columns_.size() < 2) return out;
  out.reserve(size());
  for (std::size_t row = 0; row < size(); ++row) {
    if (const Cell name = (*this)[row][0]) out.push_back({*name, (*this)[row][1]});
  }
  return out;
}

MariadbConnection::MariadbConnection() : impl_(std::make_unique<Impl>()) {}
MariadbConnection::~MariadbConnection() { Close(); }

bool MariadbConnection::connected() const { return impl_->mysql != nullptr; }

void MariadbConnection::Close() { impl_->Close(); }

Status MariadbConnection::Connect(const ServerConnection& server, SteadyTime deadline) {
  Close();
  impl_->where = Where(server);
  // A Unix socket that it can't connect the library closes twice (10.11.19), and the second time
  // its number may be another thread's: a file that is written, a client that waits.
  if (const int trouble = server.unix_socket.empty() ? 0 : UnixSocketTrouble(server.unix_socket)) {
    return Error{ErrorCode::kUnavailable, "connect on " + impl_->where +
                                              ": Can't connect to local server through socket '" +
                                              server.unix_socket + "' (" + std::to_string(trouble) +
                                              ") (error " + std::to_string(CR_CONNECTION_ERROR) + ")"};
  }
  impl_->mysql = mysql_init(nullptr);
  if (impl_->mysql == nullptr) return Error{ErrorCode::kUnavailable, "connect: out of memory"};
  MYSQL* const mysql = impl_->mysql;
  SetOptions(mysql, server);
  MYSQL* connected = nullptr;
  const char* socket = server.unix_socket.empty() ? nullptr : server.unix_socket.c_str();
  const bool in_time = Drive(
      mysql, deadline,
      [&] {
        return mysql_real_connect_start(&connected, mysql, server.host.c_str(), server.user.c_str(),
                                        server.password.Reveal().c_str(), nullptr, server.port, socket, 0);
      },
      [&](int ready) { return mysql_real_connect_cont(&connected, mysql, ready); });
  if (connected != nullptr && in_time) return Status();
  Error error = impl_->Failure("connect", in_time);
  Close();
  // A server that stands still is silent at first, and once some 80 connections wait at its Unix socket the
  // next one fails at once (measured; to TCP they go on to wait).
  if (error.code == ErrorCode::kUnavailable && socket != nullptr && UnixQueueIsFull(server.unix_socket)) {
    error.code = ErrorCode::kTimeout;
    error.message = "connect on " + impl_->where + ": the server takes none of the connections that wait";
  }
  return error;
}

void MariadbConnection::SendAhead(std::string_view sql, SteadyTime deadline) {
  if (impl_->mysql == nullptr || !impl_->sent.empty() || sql.empty()) return;
  if (impl_->Send(sql, deadline)) impl_->sent = sql;
}

Result<Rows> MariadbConnection::Query(std::string_view sql, SteadyTime deadline) {
  if (impl_->mysql == nullptr) return Error{ErrorCode::kUnavailable, "query without a connection"};
  const std::string sent = std::exchange(impl_->sent, std::string());
  if (sent != sql) {
    if (!sent.empty()) {
      // An answer that nobody wants; what the server says against it is of no interest either.
      const Result<Rows> unwanted = impl_->Receive(sent, deadline);
      if (!unwanted && impl_->mysql == nullptr) return unwanted.error();
    }
    if (Status status = impl_->Send(sql, deadline); !status) return status.error();
  }
  return impl_->Receive(sql, deadline);
}

}  // namespace galera
