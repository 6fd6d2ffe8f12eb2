#include "first_start/random_password.h"

#include <sys/random.h>

#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace watchdog {
namespace {

constexpr std::size_t kLength = 32;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool HasEachSort(std::string_view text) {
  bool upper = false, lower = false, digit = false, other = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    upper |= std::isupper(byte) != 0;
    lower |= std::islower(byte) != 0;
    digit |= std::isdigit(byte) != 0;
    other |= std::isalnum(byte) == 0;
  }
  return upper && lower && digit && other;
}

}  // namespace

galera::Result<galera::Secret> RandomPassword() {
  static_assert(kAlphabet.size() == 64);  // so that six random bits pick fairly
  for (int round = 0; round < 1000; ++round) {
    std::array<unsigned char, kLength> bytes{};
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) continue;
    std::string text;
    for (const unsigned char byte : bytes) text += kAlphabet[byte % kAlphabet.size()];
    // Not in front: a program might take it for an option.
    if (text.front() != '-' && HasEachSort(text)) return galera::Secret(text);
  }
  return galera::Error{galera::ErrorCode::kUnavailable, "make a password: the kernel gives no random bytes"};
}

}  // namespace watchdog
