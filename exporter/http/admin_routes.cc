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

std::string EscapeHtml(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string LandingPage(const std::string& telemetry_path, const std::string& version) {
  return "<!DOCTYPE html>\n"
         "<html lang=\"en\"><head><meta charset=\"utf-8\"><title>galera-warden</title></head>\n"
         "<body>\n"
         "<h1>galera-warden</h1>\n"
         "<p>Exporter, health checks and watchdog for this MariaDB Galera node. Version " +
         EscapeHtml(version) +
         ".</p>\n"
         "<ul>\n"
         "<li><a href=\"" +
         EscapeHtml(telemetry_path) +
         "\">Metrics</a></li>\n"
         "<li><a href=\"/-/healthy\">Healthy</a>: this process runs</li>\n"
         "<li><a href=\"/-/ready\">Ready</a>: it answers scrapes</li>\n"
         "</ul>\n"
         "</body></html>\n";
}

std::vector<Route> AdminRoutes(const AdminActions& actions) {
  std::vector<Route> routes;
  if (actions.telemetry_path != "/") {
    routes.push_back(MakeRoute("/", {"GET"},
                               [page = LandingPage(actions.telemetry_path, actions.version)](const Request&) {
                                 Response response = Text(200, page);
                                 response.content_type = "text/html; charset=utf-8";
                                 return response;
                               }));
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
