// What an operator's own variables may not say, and how their names compare. Pure.
#pragma once

#include <string>
#include <string_view>

#include "galera/result.h"
#include "settings/node_settings.h"

namespace watchdog {

// As MariaDB compares names: lower case, '-' is '_', without a leading "loose_".
std::string NormalizedName(std::string_view name);

// The value of the operator's variable of that name, however spelled; null if there is none.
const std::string* FindVariable(const NodeSettings& settings, std::string_view normalized_name);

// True for variables whose value people should not see.
bool HoldsSecret(std::string_view normalized_name);

// kInvalid for the first variable or trailing argument that contradicts what the rest of the program relies
// on (where the data is, which port, who starts and founds), abbreviated and skip_ forms included, and for
// two spellings of one variable. What says the same as our own settings passes.
galera::Status CheckVariables(const NodeSettings& settings);

// True for names that CheckVariables has compared with the settings: the line in the file is ours.
bool IsGuarded(std::string_view normalized_name);

}  // namespace watchdog
