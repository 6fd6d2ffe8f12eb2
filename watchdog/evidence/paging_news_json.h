// News of paging as the JSON object "paging" of a node's evidence. For the .cc files of this folder.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "evidence/paging_news.h"

namespace watchdog {

nlohmann::json PagingNewsToJson(const PagingNews& news);

// Takes any value. What can't be read, or is out of bounds, is left out: evidence for a recovery is not
// thrown away for the sake of a page.
PagingNews PagingNewsFromJson(const nlohmann::json& value);

}  // namespace watchdog
