// JSON to be sent or kept: no byte in it can make it fail. For the .cc files of this folder.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace watchdog {

inline std::string JsonText(const nlohmann::json& document) {
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace watchdog
