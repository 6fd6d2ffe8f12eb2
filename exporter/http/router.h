// Finds the route of a request and runs it behind the one wall for exceptions.
// Knows nothing of sockets; any thread may call.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "http/server.h"

namespace galera {

struct Answer {
  Response response;
  std::size_t route = 0;  // index of the route; routes().size() if none
};

class Router {
 public:
  Router(std::string server, std::vector<Route> routes);

  const std::vector<Route>& routes() const { return routes_; }

  // 404 for an unknown path, 405 with Allow for a method that the route does
  // not have, 204 with Allow for OPTIONS. A handler that throws gives a 500
  // without details and a log line with them, one a second at most. The body
  // of a HEAD answer is there: its length is wanted, the caller leaves it out.
  Answer Handle(const Request& request) const;

 private:
  Response Run(const Route& route, const Request& request) const;

  const std::string server_;
  const std::vector<Route> routes_;
};

}  // namespace galera
