#include "cluster_page/cluster_page.h"

#include <string_view>

#include "cluster_page/page_parts.h"

namespace watchdog {
namespace {

std::string EscapeHtml(std::string_view text) {
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

// What is put in is not looked through again: it may hold braces of its own.
std::string Filled(std::string_view page, std::string_view metrics, std::string_view version) {
  struct Blank {
    std::string_view name;
    std::string_view text;
  };
  const Blank blanks[] = {{"{{STYLE}}", kPageStyle},
                          {"{{SCRIPT}}", kPageScript},
                          {"{{METRICS}}", metrics},
                          {"{{VERSION}}", version}};
  std::string out;
  while (!page.empty()) {
    const std::size_t begin = page.find("{{");
    out += page.substr(0, begin);
    if (begin == std::string_view::npos) break;
    page.remove_prefix(begin);
    std::size_t used = 2;
    std::string_view text = page.substr(0, used);
    for (const Blank& blank : blanks) {
      if (!page.starts_with(blank.name)) continue;
      used = blank.name.size();
      text = blank.text;
    }
    out += text;
    page.remove_prefix(used);
  }
  return out;
}

// The style and the script are known by their hashes, so that nothing else is run even if a name
// of somebody else's should ever get into the page as markup.
std::string Policy() {
  return std::string("default-src 'none'; script-src '") + kPageScriptHash + "'; style-src '" +
         kPageStyleHash +
         "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
         "require-trusted-types-for 'script'; trusted-types 'none'";
}

}  // namespace

galera::Response ClusterPage(const std::string& telemetry_path, const std::string& version) {
  galera::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = Filled(kPageHtml, EscapeHtml(telemetry_path), EscapeHtml(version));
  response.headers = {{"Content-Security-Policy", Policy()},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      // After an upgrade it must be the new one.
                      {"Cache-Control", "no-cache"}};
  return response;
}

}  // namespace watchdog
