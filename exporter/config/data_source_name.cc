#include "config/data_source_name.h"

#include "config/listen_address.h"
#include "config/option_value.h"

namespace galera {
namespace {

Error Invalid(std::string message) { return Error{ErrorCode::kInvalid, std::move(message)}; }

// "tcp(host:port)", "unix(/path)", "(host)" or nothing at all.
Status ReadEndpoint(std::string_view text, ServerConnection& server) {
  server.host = "127.0.0.1";
  if (text.empty()) return {};
  const std::size_t open = text.find('(');
  const std::string_view network = text.substr(0, open);
  if (!network.empty() && network != "tcp" && network != "unix") {
    return Invalid("the network before the address is neither tcp nor unix");
  }
  if (open == std::string_view::npos) {
    if (network == "unix") server.unix_socket = "/tmp/mysql.sock";  // the Go driver's default
    return {};
  }
  if (text.back() != ')') return Invalid("the address has no closing parenthesis before the last /");
  const std::string_view address = text.substr(open + 1, text.size() - open - 2);
  if (network == "unix") {
    if (!address.starts_with('/')) return Invalid("the socket path is not absolute");
    server.unix_socket = address;
    return {};
  }
  if (address.empty()) return {};
  const bool has_port = address.find(':', address.find(']') + 1) != std::string_view::npos;
  const Result<ServerAddress> parsed = ParseServerAddress(std::string(address) + (has_port ? "" : ":3306"));
  if (!parsed) return Invalid("the address in the parentheses is not host:port");
  server.host = parsed->host;
  server.port = parsed->port;
  return {};
}

Status ReadTls(std::string_view value, ServerConnection& server) {
  if (value == "skip-verify" || value == "preferred") {
    server.tls = server.tls_skip_verify = true;
    return {};
  }
  const Result<bool> on = ParseSwitch(value);
  if (!on) return Invalid("parameter tls is none of true, false, skip-verify, preferred");
  server.tls = *on;
  return {};
}

Status ReadParameter(std::string_view name, std::string_view value, DataSourceName& dsn) {
  if (name == "tls") return ReadTls(value, dsn.server);
  if (name == "allowCleartextPasswords") {
    const Result<bool> on = ParseSwitch(value);
    if (!on) return Invalid("parameter allowCleartextPasswords is neither true nor false");
    dsn.server.enable_cleartext_plugin = *on;
    return {};
  }
  dsn.ignored_parameters.emplace_back(name);
  return {};
}

Status ReadParameters(std::string_view text, DataSourceName& dsn) {
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view parameter = text.substr(0, end);
    const std::size_t equals = parameter.find('=');
    if (equals != std::string_view::npos) {
      Status status = ReadParameter(parameter.substr(0, equals), parameter.substr(equals + 1), dsn);
      if (!status) return status;
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return {};
}

}  // namespace

Result<DataSourceName> ParseDataSourceName(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return Invalid("no / after the address");
  DataSourceName dsn;
  const std::string_view left = text.substr(0, slash);
  const std::size_t at = left.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view login = left.substr(0, at);
    const std::size_t colon = login.find(':');
    dsn.server.user = login.substr(0, colon);
    if (colon != std::string_view::npos) dsn.server.password = Secret(std::string(login.substr(colon + 1)));
  }
  const Status endpoint = ReadEndpoint(at == std::string_view::npos ? left : left.substr(at + 1), dsn.server);
  if (!endpoint) return endpoint.error();
  if (dsn.server.user.empty()) return Invalid("no user before the address");
  const std::size_t question = text.find('?', slash);
  if (question != std::string_view::npos) {
    const Status parameters = ReadParameters(text.substr(question + 1), dsn);
    if (!parameters) return parameters.error();
  }
  return dsn;
}

}  // namespace galera
