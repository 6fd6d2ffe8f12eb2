#include "http/admin_routes.h"

#include <utility>

namespace galera {
namespace {

Route MakeRoute(std::string path, std::vector<std::string> methods, Handler handler) {
  Route route;
  route.path = std::move(path);
  route.methods = std::move(methods);
  route.handler = std::move(handler);
  return route;
}

Response Text(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

}  // namespace

std::vector<Route> AdminRoutes(const AdminActions& actions) {
  std::vector<Route> routes;
  if (actions.start_page && actions.telemetry_path != "/") {
    routes.push_back(MakeRoute("/", {"GET"}, actions.start_page));
    routes.back().compress = true;
  }
  routes.push_back(MakeRoute("/-/healthy", {"GET"},
                             [](const Request&) { return Text(200, "galera-warden is healthy.\n"); }));
  routes.push_back(MakeRoute("/-/ready", {"GET"}, [ready = actions.ready](const Request&) {
    return ready() ? Text(200, "galera-warden is ready.\n") : Text(503, "galera-warden is not ready.\n");
  }));
  // mysqld_exporter takes any method here, and so do the scripts that call it.
  routes.push_back(MakeRoute("/-/reload", {"GET", "POST", "PUT"}, [reload = actions.reload](const Request&) {
    const std::string problems = reload();
    return problems.empty() ? Text(200, "ok\n")
                            : Text(500, "not reloaded, the last good configuration stays:\n" + problems);
  }));
  return routes;
}

}  // namespace galera
