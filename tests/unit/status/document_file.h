// The documents of tests/unit/status/data.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "status/status_document.h"

namespace watchdog::test {

inline std::string FileText(const std::string& name) {
  std::ifstream in(std::string(STATUS_DATA) + "/" + name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error("can't read " + name);
  return text.str();
}

inline StatusView ViewOf(const std::string& name) {
  auto view = ParseStatusDocument(FileText(name + ".json"));
  if (!view) throw std::runtime_error(name + ": " + view.error().message);
  return std::move(*view);
}

}  // namespace watchdog::test
