#include "settings/sha256.h"

#include <openssl/evp.h>

#include <array>

namespace watchdog {

galera::Result<std::string> Sha256Hex(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    return galera::Error{galera::ErrorCode::kUnavailable, "SHA-256 of libcrypto failed", 0};
  }
  std::string hex;
  for (unsigned i = 0; i < length; ++i) {
    hex += kHex[digest[i] >> 4];
    hex += kHex[digest[i] & 0xf];
  }
  return hex;
}

}  // namespace watchdog
