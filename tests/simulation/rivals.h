// The rules of the systems we replace, as pure functions of what is seen in the model. None of
// them knows more than the real one would.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "galera_model.h"

namespace simulation {

struct Rival {
  std::string_view name;
  // The node whose data the cluster starts from; nullopt: it waits or asks. `seen`: nodes that
  // are on and reach each other, none of them in a primary component.
  std::optional<int> (*choose)(const Model& model, unsigned seen);
};

const std::vector<Rival>& Rivals();

}  // namespace simulation
