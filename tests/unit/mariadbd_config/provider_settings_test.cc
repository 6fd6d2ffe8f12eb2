#include "mariadbd_config/provider_settings.h"

#include <gtest/gtest.h>

#include "node_fixture.h"

namespace watchdog {
namespace {

const std::string kOwn =
    "gmcast.listen_addr=tcp://10.0.0.1:4567;ist.recv_addr=10.0.0.1:4568;gcache.size=512M;gcache.recover=yes;"
    "pc.recovery=yes";

TEST(ProviderOptions, AreOurOwnWithoutOthers) { EXPECT_EQ(*ProviderOptions(Settings(), Facts()), kOwn); }

TEST(ProviderOptions, TakeTheOperatorsOverOursAndTheSettingsOverBoth) {
  NodeSettings settings = Settings();
  settings.variables["wsrep-provider_options"] =
      " gcache.size = 1G ; evs.suspect_timeout = PT9S;;pc.weight=1; ";
  settings.provider_options = "pc.weight=2;pc.weight=3;gcomm.thread_prio=";
  EXPECT_EQ(
      *ProviderOptions(settings, Facts()),
      "gmcast.listen_addr=tcp://10.0.0.1:4567;ist.recv_addr=10.0.0.1:4568;gcache.size=1G;gcache.recover=yes;"
      "pc.recovery=yes;evs.suspect_timeout=PT9S;pc.weight=3;gcomm.thread_prio=");
}

TEST(ProviderOptions, PutIpv6IntoBrackets) {
  NodeSettings settings = Settings();
  settings.ports.group = 14567;
  settings.ports.ist = 14568;
  ServerFacts facts = Facts();
  facts.node_address = "fd00::1";
  const std::string options = *ProviderOptions(settings, facts);
  EXPECT_TRUE(options.starts_with("gmcast.listen_addr=tcp://[fd00::1]:14567;ist.recv_addr=[fd00::1]:14568;"))
      << options;
  EXPECT_EQ(Bracketed("[::1]"), "[::1]");
}

TEST(ProviderOptions, BringTls) {
  NodeSettings settings = Settings();
  settings.tls_ca_file = "/tls/ca.pem";
  settings.tls_cert_file = "/tls/cert.pem";
  settings.tls_key_file = "/tls/key.pem";
  EXPECT_EQ(*ProviderOptions(settings, Facts()),
            kOwn +
                ";socket.ssl=yes;socket.ssl_key=/tls/key.pem;socket.ssl_cert=/tls/cert.pem;"
                "socket.ssl_ca=/tls/ca.pem");
}

TEST(ProviderOptions, RefusePiecesWithoutAValue) {
  for (const char* bad : {"gcache.size", "a=1;b", "=1", "a=1; ;=2"}) {
    NodeSettings settings = Settings();
    settings.provider_options = bad;
    EXPECT_FALSE(ProviderOptions(settings, Facts()).ok()) << bad;
    settings = Settings();
    settings.variables["wsrep_provider_options"] = bad;
    EXPECT_FALSE(ProviderOptions(settings, Facts()).ok()) << bad;
  }
}

}  // namespace
}  // namespace watchdog
