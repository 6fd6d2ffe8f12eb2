#include "client_load.h"

#include <memory>
#include <set>
#include <utility>

#include "cluster/sql.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::QuerySocket;
using testing_cluster::SqlSession;
using testing_cluster::WaitUntil;

constexpr int kClients = 4;
constexpr int kQueriesALogin = 20;
constexpr std::size_t kFailuresMax = 20;
constexpr Millis kAnswer{30000};
constexpr Millis kPause{3};

}  // namespace

Status MakeLoadTable(const std::string& socket) {
  for (const char* sql : {"CREATE DATABASE IF NOT EXISTS test",
                          "CREATE TABLE IF NOT EXISTS test.loaded (client VARCHAR(40), n BIGINT, "
                          "PRIMARY KEY (client, n)) ENGINE=InnoDB"}) {
    if (const auto done = QuerySocket(socket, sql, kAnswer); !done) return done.error();
  }
  return {};
}

ClientLoad::ClientLoad(std::string socket, std::string name)
    : socket_(std::move(socket)), name_(std::move(name)) {
  for (int client = 0; client < kClients; ++client) threads_.emplace_back([this, client] { Work(client); });
}

void ClientLoad::Stop() {
  stopping_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void ClientLoad::Note(const std::string& failure) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() < kFailuresMax) failures_.push_back(failure);
}

void ClientLoad::Work(int client) {
  const std::string who = name_ + "." + std::to_string(client);
  std::unique_ptr<SqlSession> session;
  for (std::uint64_t number = 0; !stopping_; ++number) {
    if (number % kQueriesALogin == 0) session.reset();
    if (!session) {
      auto opened = SqlSession::Open(socket_, kAnswer);
      if (!opened) {
        Note(who + ": " + opened.error().message);
        std::this_thread::sleep_for(Millis(100));
        continue;
      }
      session = std::move(*opened);
    }
    const std::string row = std::to_string(number);
    const auto written = session->Query("INSERT INTO test.loaded VALUES ('" + who + "', " + row + ")");
    if (written) {
      ++acknowledged_;
      const std::lock_guard lock(mutex_);
      rows_.push_back(who + "/" + row);
    }
    const auto read = session->Query("SELECT MAX(n) FROM test.loaded WHERE client = '" + who + "'");
    if (!written) Note(who + ": " + written.error().message);
    if (!read) Note(who + ": " + read.error().message);
    if (written && read && read->at(0).at(0) != row) Note(who + ": does not read its own row " + row);
    if (!written || !read) session.reset();
    std::this_thread::sleep_for(kPause);
  }
}

bool ClientLoad::MakesProgress(std::uint64_t rows) const {
  const std::uint64_t before = acknowledged_;
  return WaitUntil([&] { return acknowledged_ >= before + rows; }, Millis(60000));
}

std::vector<std::string> ClientLoad::Failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

std::vector<std::string> ClientLoad::MissingAt(const std::string& socket) const {
  auto session = SqlSession::Open(socket, kAnswer);
  if (!session) return {session.error().message};
  if (const auto set = (*session)->Query("SET SESSION wsrep_sync_wait = 1"); !set)
    return {set.error().message};
  const auto found =
      (*session)->Query("SELECT CONCAT(client, '/', n) FROM test.loaded WHERE client LIKE '" + name_ + ".%'");
  if (!found) return {found.error().message};
  std::set<std::string> there;
  for (const auto& row : *found) there.insert(row.at(0).value_or(""));
  std::vector<std::string> missing;
  const std::lock_guard lock(mutex_);
  for (const std::string& row : rows_) {
    if (!there.contains(row)) missing.push_back(row);
  }
  return missing;
}

}  // namespace galera
