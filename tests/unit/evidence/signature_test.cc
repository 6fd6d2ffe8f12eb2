#include "evidence/signature.h"

#include <gtest/gtest.h>

#include <set>

namespace watchdog {
namespace {

constexpr char kSecret[] = "a secret of twenty-seven by";
constexpr char kNonce[] = "00112233445566778899aabbccddeeff";
constexpr char kBody[] = "{\"version\":1}\n";

SigningKey Key(std::string_view secret = kSecret, std::string_view cluster = "shop") {
  return SigningKey::Derive(secret, cluster).value();
}

// By another implementation (Python's hmac): HKDF-SHA256, salt the cluster's name, info the label.
TEST(SigningKey, SignsAsWritten) {
  EXPECT_EQ(*Key().SignAnswer(kNonce, kBody),
            "v1=8d6351b98ff6ce493454064f4f7de2d99aa394bde517141ad9e2e47fe01de4ea");
  EXPECT_EQ(*Key().SignRequest("a=1&b=2"),
            "v1=6871804fa115862d898b40f2d5f439ae53a8c768ccafb05734fb11be84f04e47");
}

TEST(SigningKey, KnowsItsOwnAndNothingElse) {
  const std::string signature = *Key().SignAnswer(kNonce, kBody);
  EXPECT_TRUE(Key().VerifiesAnswer(signature, kNonce, kBody));
  const std::string other_nonce = "10112233445566778899aabbccddeeff";
  EXPECT_FALSE(Key().VerifiesAnswer(signature, other_nonce, kBody)) << "replayed";
  EXPECT_FALSE(Key().VerifiesAnswer(signature, kNonce, "{\"version\":2}\n")) << "changed";
  EXPECT_FALSE(Key().VerifiesAnswer(signature, kNonce, std::string(kBody) + " "));
  EXPECT_FALSE(Key("another secret, as long").VerifiesAnswer(signature, kNonce, kBody));
  EXPECT_FALSE(Key(kSecret, "other").VerifiesAnswer(signature, kNonce, kBody)) << "of another cluster";
  for (const std::string& wrong :
       {std::string(), std::string("v1="), signature.substr(0, signature.size() - 1), signature + "0",
        signature.substr(3), "v2=" + signature.substr(3), std::string(signature.size(), '0')}) {
    EXPECT_FALSE(Key().VerifiesAnswer(wrong, kNonce, kBody)) << wrong;
  }
}

// Else an answer could be made to sign a request.
TEST(SigningKey, AnAnswerIsNoRequest) {
  const std::string text = std::string(kNonce) + "\n" + kBody;
  EXPECT_FALSE(Key().VerifiesRequest(*Key().SignAnswer(kNonce, kBody), text));
  EXPECT_TRUE(Key().VerifiesRequest(*Key().SignRequest(text), text));
  EXPECT_FALSE(Key().VerifiesRequest(*Key().SignRequest(text), text + "&"));
}

TEST(SigningKey, AShortSecretIsRefusedWithoutBeingShown) {
  const auto key = SigningKey::Derive("fifteen bytes..", "shop");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, galera::ErrorCode::kInvalid);
  EXPECT_EQ(key.error().message.find("fifteen"), std::string::npos);
  EXPECT_TRUE(SigningKey::Derive("sixteen bytes...", "shop"));
}

TEST(SigningKey, ALongSecretCountsToItsEnd) {
  const std::string secret(4000, 'x');
  EXPECT_NE(*Key(secret).SignAnswer(kNonce, kBody), *Key(secret + "y").SignAnswer(kNonce, kBody));
}

TEST(RandomNonce, IsNewEachTime) {
  std::set<std::string> nonces;
  for (int i = 0; i < 100; ++i) {
    const std::string nonce = *RandomNonce();
    EXPECT_TRUE(IsNonce(nonce)) << nonce;
    nonces.insert(nonce);
  }
  EXPECT_EQ(nonces.size(), 100u);
}

TEST(IsNonce, Is32HexadecimalDigits) {
  EXPECT_TRUE(IsNonce(kNonce));
  for (const std::string& wrong : {std::string(), std::string(31, 'a'), std::string(33, 'a'),
                                   std::string(32, 'g'), std::string(32, '\0')}) {
    EXPECT_FALSE(IsNonce(wrong)) << wrong;
  }
}

TEST(CanonicalQuery, HasOneSpellingForEachList) {
  EXPECT_EQ(CanonicalQuery({{"a", "1"}, {"b", "x y&c=\n\xff"}, {"c", ""}}), "a=1&b=x%20y%26c%3D%0A%FF&c=");
  EXPECT_EQ(CanonicalQuery({}), "");
  EXPECT_NE(CanonicalQuery({{"a", "1&b=2"}}), CanonicalQuery({{"a", "1"}, {"b", "2"}}));
}

}  // namespace
}  // namespace watchdog
