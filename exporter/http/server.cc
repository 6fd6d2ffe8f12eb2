#include "http/server.h"

#include "galera/text.h"
#include "http/civetweb_server.h"

namespace galera {

std::optional<std::string_view> Request::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (EqualsIgnoringCase(key, name)) return value;
  }
  return std::nullopt;
}

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpServerOptions& options,
                                                      std::vector<Route> routes) {
  return StartCivetwebServer(options, std::move(routes));
}

}  // namespace galera
