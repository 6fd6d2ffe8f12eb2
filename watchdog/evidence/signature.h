// How wardens of one cluster know each other's words: HMAC-SHA256 with keys made
// from the cluster's secret (GALERA_WARDEN_NODE_CLUSTER_SECRET). An answer is signed
// together with the asker's nonce, so that an old one is worth nothing; a request
// names a ticket of the node that is asked (bootstrap/promise.h).
//
// What it does not do: hide anything (use a network of your own), or stop somebody
// who has the secret.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "galera/result.h"

namespace watchdog {

inline constexpr char kSignatureHeader[] = "X-Galera-Warden-Signature";
inline constexpr std::size_t kClusterSecretBytesMin = 16;
inline constexpr std::size_t kNonceDigits = 32;

// Immutable; any thread. Never print one.
class SigningKey {
 public:
  // HKDF-SHA256 of the secret, salted with the cluster's name, one key for each
  // purpose. kInvalid for a secret of less than 16 bytes; kUnavailable where
  // libcrypto refuses. The messages never hold the secret.
  static galera::Result<SigningKey> Derive(std::string_view secret, std::string_view cluster_name);

  // The header's value: "v1=" and 64 hexadecimal digits.
  galera::Result<std::string> SignAnswer(std::string_view nonce, std::string_view body) const;
  galera::Result<std::string> SignRequest(std::string_view canonical_query) const;

  // In constant time. False for anything that is not this key's, whatever it is.
  bool VerifiesAnswer(std::string_view signature, std::string_view nonce, std::string_view body) const;
  bool VerifiesRequest(std::string_view signature, std::string_view canonical_query) const;

 private:
  using Key = std::array<unsigned char, 32>;
  SigningKey() = default;

  Key answers_{};
  Key requests_{};
};

// 32 random hexadecimal digits: a nonce, a ticket. kUnavailable where the system has none.
galera::Result<std::string> RandomNonce();
bool IsNonce(std::string_view text);  // 32 hexadecimal digits

// The query of a URL, in one way only: "a=1&b=x%20y" of the pairs in their order,
// with all but letters, digits, '-', '.', '_' and '~' as %XX. What a request signs.
std::string CanonicalQuery(const std::vector<std::pair<std::string, std::string>>& pairs);

}  // namespace watchdog
