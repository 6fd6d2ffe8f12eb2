// Writes the head of an HTTP/1.1 response. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/server.h"

namespace galera {

std::string_view ReasonPhrase(int status);

// "Sun, 06 Nov 1994 08:49:37 GMT"; formatted once a second and thread.
std::string_view HttpDateNow();

// Appends status line, headers and the empty line. Content-Length is the size
// of the body, also for HEAD; 204 and 304 get none. A header whose name or
// value holds a control character is left out: it could split the response.
void AppendHead(const Response& response, bool keep_alive, std::string* out);

}  // namespace galera
