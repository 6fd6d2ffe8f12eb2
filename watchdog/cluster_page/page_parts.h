// The files of the page, put into the program by embed.cmake.
#pragma once

namespace watchdog {

extern const char kPageHtml[];  // with {{STYLE}}, {{SCRIPT}}, {{VERSION}} and {{METRICS}} to be filled in
extern const char kPageStyle[];
extern const char kPageScript[];
// "sha256-" and base64, as Content-Security-Policy wants them.
extern const char kPageStyleHash[];
extern const char kPageScriptHash[];

}  // namespace watchdog
