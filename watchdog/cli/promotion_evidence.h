// What `promote` decides by, looked for anew each time: this node's own evidence, its
// mariadbd's component, its peers. Six seconds at most for the evidence. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bootstrap/evidence_table.h"
#include "bootstrap/promotion.h"
#include "discovery/node_address.h"
#include "discovery/peer_picture.h"
#include "evidence/signature.h"
#include "galera/result.h"
#include "node/component_bootstrap.h"
#include "settings/node_settings.h"

namespace watchdog {

struct PromotionAsker {
  NodeSettings settings;
  std::vector<std::string> peers;  // as words of the node's list; empty: those of the settings
  NodeAddress own;
  std::shared_ptr<const SigningKey> key;  // null: nothing is signed
};

struct PromotionEvidence {
  Evidence own;
  std::shared_ptr<const PeerPicture> picture;  // null: nobody is known to ask
  std::vector<EvidenceRow> rows;
};

// This node's word on itself, from its own warden: nobody else's counts. kDenied where that one
// signs, and we have no key to check what others say.
galera::Result<Evidence> AskOwnWarden(const PromotionAsker& asker);

// The peers named, and the members of this node's last view that are not among them.
// kInvalid for a list that can't be read.
galera::Result<PromotionEvidence> AskAround(const PromotionAsker& asker, const Evidence& own);

PromotionView ViewOf(const PromotionEvidence& evidence, Word word, const std::optional<Component>& component);

}  // namespace watchdog
