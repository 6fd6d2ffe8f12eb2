// What stand-ins for wardens with a cluster secret say.
#pragma once

#include <string>

#include "evidence/evidence.h"
#include "evidence/signature.h"

namespace watchdog::test {

// Of the secret and cluster "shop" that the tests have.
SigningKey OurKey();
SigningKey AnothersKey();

std::string NonceIn(const std::string& path);  // the value of `nonce` in its query

Evidence WaitingNode(const std::string& node_id, std::optional<bool> primary);

// A whole response, signed for `nonce`.
std::string SignedText(const SigningKey& key, const std::string& nonce, const std::string& body);

}  // namespace watchdog::test
