#include "signed_peer.h"

#include "http_stand_in.h"

namespace watchdog::test {

SigningKey OurKey() { return SigningKey::Derive("the secret of all nodes", "shop").value(); }

SigningKey AnothersKey() { return SigningKey::Derive("another secret, as long", "shop").value(); }

std::string NonceIn(const std::string& path) {
  static constexpr std::string_view kField = "nonce=";
  const std::size_t found = path.find(kField);
  return found == std::string::npos ? "" : path.substr(found + kField.size(), kNonceDigits);
}

Evidence WaitingNode(const std::string& node_id, std::optional<bool> primary) {
  Evidence evidence;
  evidence.cluster_name = "shop";
  evidence.node_id = node_id;
  evidence.phase = Evidence::Phase::kPaused;
  evidence.data = Evidence::Data::kPresent;
  evidence.primary = primary;
  evidence.signs = true;
  evidence.ticket = "a ticket";
  return evidence;
}

std::string SignedText(const SigningKey& key, const std::string& nonce, const std::string& body) {
  return HttpText(200, body,
                  std::string(kSignatureHeader) + ": " + key.SignAnswer(nonce, body).value() + "\r\n");
}

}  // namespace watchdog::test
