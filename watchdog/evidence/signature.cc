#include "evidence/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;

constexpr std::string_view kScheme = "v1=";
constexpr std::string_view kAnswersLabel = "galera-warden evidence v1";
constexpr std::string_view kRequestsLabel = "galera-warden promise v1";
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Hex(std::span<const unsigned char> bytes) {
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += kHexDigits[byte >> 4];
    hex += kHexDigits[byte & 0xf];
  }
  return hex;
}

struct FreeContext {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};

bool Hkdf(std::string_view secret, std::string_view salt, std::string_view label,
          std::array<unsigned char, 32>& key) {
  const std::unique_ptr<EVP_PKEY_CTX, FreeContext> context(EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr));
  EVP_PKEY_CTX* c = context.get();
  const auto length = [](std::string_view text) { return static_cast<int>(text.size()); };
  std::size_t size = key.size();
  return c != nullptr && EVP_PKEY_derive_init(c) == 1 && EVP_PKEY_CTX_set_hkdf_md(c, EVP_sha256()) == 1 &&
         EVP_PKEY_CTX_set1_hkdf_salt(c, Bytes(salt), length(salt)) == 1 &&
         EVP_PKEY_CTX_set1_hkdf_key(c, Bytes(secret), length(secret)) == 1 &&
         EVP_PKEY_CTX_add1_hkdf_info(c, Bytes(label), length(label)) == 1 &&
         EVP_PKEY_derive(c, key.data(), &size) == 1 && size == key.size();
}

Result<std::string> Sign(const std::array<unsigned char, 32>& key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(text), text.size(), digest.data(),
           &length) == nullptr) {
    return Error{ErrorCode::kUnavailable, "HMAC of libcrypto failed"};
  }
  return std::string(kScheme) + Hex(std::span(digest).first(length));
}

bool Same(const Result<std::string>& ours, std::string_view theirs) {
  return ours && ours->size() == theirs.size() &&
         CRYPTO_memcmp(ours->data(), theirs.data(), theirs.size()) == 0;
}

std::string Answer(std::string_view nonce, std::string_view body) {
  return std::string(nonce).append("\n").append(body);
}

}  // namespace

Result<SigningKey> SigningKey::Derive(std::string_view secret, std::string_view cluster_name) {
  if (secret.size() < kClusterSecretBytesMin) {
    return Error{ErrorCode::kInvalid, "the cluster's secret is shorter than 16 bytes"};
  }
  SigningKey key;
  if (!Hkdf(secret, cluster_name, kAnswersLabel, key.answers_) ||
      !Hkdf(secret, cluster_name, kRequestsLabel, key.requests_)) {
    return Error{ErrorCode::kUnavailable, "HKDF of libcrypto failed"};
  }
  return key;
}

Result<std::string> SigningKey::SignAnswer(std::string_view nonce, std::string_view body) const {
  return Sign(answers_, Answer(nonce, body));
}

Result<std::string> SigningKey::SignRequest(std::string_view canonical_query) const {
  return Sign(requests_, canonical_query);
}

bool SigningKey::VerifiesAnswer(std::string_view signature, std::string_view nonce,
                                std::string_view body) const {
  return Same(SignAnswer(nonce, body), signature);
}

bool SigningKey::VerifiesRequest(std::string_view signature, std::string_view canonical_query) const {
  return Same(SignRequest(canonical_query), signature);
}

Result<std::string> RandomNonce() {
  std::array<unsigned char, kNonceDigits / 2> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return Error{ErrorCode::kUnavailable, "libcrypto has no random numbers"};
  }
  return Hex(bytes);
}

bool IsNonce(std::string_view text) {
  return text.size() == kNonceDigits && text.find_first_not_of(kHexDigits) == std::string_view::npos;
}

std::string CanonicalQuery(const std::vector<std::pair<std::string, std::string>>& pairs) {
  static constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  static constexpr std::string_view kUpper = "0123456789ABCDEF";
  std::string query;
  const auto add = [&query](std::string_view text) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (kPlain.find(c) != std::string_view::npos) {
        query += c;
      } else {
        query.append({'%', kUpper[byte >> 4], kUpper[byte & 0xf]});
      }
    }
  };
  for (const auto& [name, value] : pairs) {
    if (!query.empty()) query += '&';
    add(name);
    query += '=';
    add(value);
  }
  return query;
}

}  // namespace watchdog
