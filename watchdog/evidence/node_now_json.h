// What a person wants to know of a node, as the JSON object "now" of its evidence. For the .cc files of this
// folder.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "evidence/node_now.h"

namespace watchdog {

// Texts are of UTF-8, without control characters, and clipped to what the reader takes.
nlohmann::json NodeNowToJson(const NodeNow& now);

// Takes any value. What can't be read, or is out of bounds, is left out: evidence for a recovery is not
// thrown away for the sake of a page.
NodeNow NodeNowFromJson(const nlohmann::json& value);

}  // namespace watchdog
