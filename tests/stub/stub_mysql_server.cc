#include "stub/stub_mysql_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace galera {
namespace {

[[noreturn]] void Fail(const char* what) {
  std::perror(what);
  std::abort();
}

int Listen(std::uint16_t& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) Fail("stub: socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, generic, size) != 0 || listen(listener, 128) != 0) Fail("stub: bind");
  if (getsockname(listener, generic, &size) != 0) Fail("stub: getsockname");
  port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

StubMysqlServer::StubMysqlServer(StubScript script, StubServerOptions options)
    : options_(std::move(options)), script_(std::move(script)) {
  listener_ = Listen(port_);
  acceptor_ = std::thread([this] { Accept(); });
}

StubMysqlServer::~StubMysqlServer() {
  stop_.Raise();
  acceptor_.join();
  for (Client& client : clients_) client.thread.join();
  close(listener_);
}

void StubMysqlServer::SetScript(StubScript script) {
  const std::lock_guard lock(mutex_);
  script_ = std::move(script);
}

void StubMysqlServer::SetReception(StubReception reception) {
  const std::lock_guard lock(mutex_);
  reception_ = std::move(reception);
}

std::vector<std::string> StubMysqlServer::Queries() const {
  const std::lock_guard lock(mutex_);
  return queries_;
}

std::vector<std::string> StubMysqlServer::Users() const {
  const std::lock_guard lock(mutex_);
  return users_;
}

unsigned StubMysqlServer::Connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

unsigned StubMysqlServer::OpenConnections() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

void StubMysqlServer::ClearDiary() {
  const std::lock_guard lock(mutex_);
  queries_.clear();
  users_.clear();
  connections_ = 0;
}

void StubMysqlServer::Accept() {
  while (true) {
    pollfd waits[2] = {{listener_, POLLIN, 0}, {stop_.fd(), POLLIN, 0}};
    if (poll(waits, 2, -1) < 0) continue;
    if (waits[1].revents != 0) return;
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const int one = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    JoinFinished();
    std::uint32_t id = 0;
    {
      const std::lock_guard lock(mutex_);
      id = ++connections_;
      ++open_;
    }
    Client& client = clients_.emplace_back();
    client.thread = std::thread([this, &client, socket, id] {
      Serve(socket, id);
      client.done = true;
    });
  }
}

void StubMysqlServer::Serve(int socket, std::uint32_t id) {
  StubSessionOptions session;
  session.version = options_.version;
  session.deprecate_eof = options_.deprecate_eof;
  session.connection_id = id;
  session.record = [this](std::string query) {
    const std::lock_guard lock(mutex_);
    queries_.push_back(std::move(query));
  };
  session.record_user = [this](std::string user) {
    const std::lock_guard lock(mutex_);
    users_.push_back(std::move(user));
  };
  session.answer = [this](const std::string& query) {
    const std::lock_guard lock(mutex_);
    return script_.Answer(query);
  };
  {
    const std::lock_guard lock(mutex_);
    session.reception = reception_;
  }
  {
    PacketStream stream(socket, stop_);
    ServeStubSession(stream, stop_, session);
  }
  const std::lock_guard lock(mutex_);
  --open_;
}

void StubMysqlServer::JoinFinished() {
  for (auto client = clients_.begin(); client != clients_.end();) {
    if (!client->done) {
      ++client;
      continue;
    }
    client->thread.join();
    client = clients_.erase(client);
  }
}

}  // namespace galera
