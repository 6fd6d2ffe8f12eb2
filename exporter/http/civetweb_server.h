// The backend on Debian's civetweb (1.15 in Debian 12, 1.16 in Debian 13).
//
// What civetweb does, read in its 1.15 source and pinned by tests/unit/http:
// - One thread a connection, and one that accepts. Its threads have a stack of
//   100 KiB (USE_STACK_SIZE=102400), about 80 of which are left for a handler.
// - A request must be complete within request_timeout_ms; the check comes after
//   each read, so a drip-feeder is cut within twice that. An idle connection
//   that never sends anything is closed without an answer after that time.
// - Headers beyond max_request_size (16 KiB) and control characters give 400,
//   HTTP/2 505; all through http_error, so that we write and count them.
// - `OPTIONS *` and absolute URLs for another host are dropped without answer.
// - Pipelined requests are answered one after another with keep-alive; without
//   it only the first is, as `Connection: close` announces.
// - Once mg_stop is called, writes under way are given up: hence Stop() waits
//   for them first. mg_stop itself sleeps in poll for up to 2 s.
//   A connection then accepted but not yet taken by a thread keeps its
//   descriptor until the process ends.
// - On a lack of file descriptors its accept loop spins until one is free.
// - mg_start makes the whole process ignore SIGPIPE. A program that starts
//   others must reset that before exec.
// - With document_root unset and begin_request answering everything, none of
//   its file, redirect (CVE-2025-55763) and form (CVE-2025-9648) code is reached.
#pragma once

#include <memory>
#include <vector>

#include "galera/result.h"
#include "http/server.h"

namespace galera {

// See HttpServer::Start.
Result<std::unique_ptr<HttpServer>> StartCivetwebServer(const HttpServerOptions& options,
                                                        std::vector<Route> routes);

}  // namespace galera
