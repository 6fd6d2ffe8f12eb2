// The outbox as text: JSON with a version and a checksum. Pure.
#pragma once

#include <string>
#include <string_view>

#include "galera/result.h"
#include "page/outbox.h"

namespace watchdog {

std::string RenderOutbox(const OutboxContent& content);

// kInvalid for what RenderOutbox() did not write, cut off or changed by a single byte. Never throws.
galera::Result<OutboxContent> ParseOutbox(std::string_view text);

}  // namespace watchdog
