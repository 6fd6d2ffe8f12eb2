#include "page/tls_front.h"

#include <fstream>
#include <utility>

#include "cluster/ports.h"
#include "cluster/wait.h"

namespace watchdog::test {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::testing_cluster::ChildOptions;
using galera::testing_cluster::ChildProcess;
using galera::testing_cluster::Millis;

Result<TlsFront> TlsFront::Start(Kind kind, std::uint16_t behind, const std::string& directory) {
  const std::string cert = directory + "/cert.pem";
  const std::string key = directory + "/key.pem";
  ChildOptions make;
  make.argv = {"openssl",  "req",
               "-x509",    "-newkey",
               "rsa:2048", "-nodes",
               "-days",    "2",
               "-subj",    "/CN=localhost",
               "-addext",  "subjectAltName=DNS:localhost",
               "-keyout",  key,
               "-out",     cert};
  const auto made = galera::testing_cluster::RunOrError(make, Millis(30000));
  if (!made) return made.error();
  const std::uint16_t port = galera::testing_cluster::FreePort();
  const std::string config = directory + "/stunnel.conf";
  std::ofstream(config) << "foreground = yes\npid =\ndebug = notice\n[front]\naccept = 127.0.0.1:" << port
                        << "\nconnect = 127.0.0.1:" << behind << "\ncert = " << cert << "\nkey = " << key
                        << "\n"
                        << (kind == Kind::kSmtpStartTls ? "protocol = smtp\n" : "");
  ChildOptions run;
  run.argv = {"stunnel", config};
  auto child = ChildProcess::Start(run);
  if (!child) return child.error();
  const auto up = [&] { return child->Stderr().find("Configuration successful") != std::string::npos; };
  if (!galera::testing_cluster::WaitUntil(up, Millis(10000)))
    return Error{ErrorCode::kUnavailable, "stunnel: " + child->Stderr()};
  return TlsFront(std::move(*child), port, cert);
}

}  // namespace watchdog::test
