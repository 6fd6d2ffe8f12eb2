#include "cluster/background_writer.h"

#include <memory>
#include <utility>

#include "cluster/sql.h"

namespace galera::testing_cluster {

BackgroundWriter::BackgroundWriter(std::string socket, Millis period)
    : socket_(std::move(socket)), thread_([this, period] { Loop(period); }) {}

BackgroundWriter::~BackgroundWriter() {
  stopping_ = true;
  thread_.join();
}

void BackgroundWriter::Loop(Millis period) {
  std::unique_ptr<SqlSession> session;
  while (!stopping_) {
    if (!session) {
      auto opened = SqlSession::Open(socket_, Millis(20000));
      if (opened && (*opened)->Query("CREATE TABLE IF NOT EXISTS test.written (i INT AUTO_INCREMENT "
                                     "PRIMARY KEY, s VARCHAR(200) NOT NULL)")) {
        session = std::move(*opened);
      }
    }
    if (session && session->Query("INSERT INTO test.written (s) VALUES (REPEAT('x', 200))")) {
      ++rows_;
    } else {
      session.reset();
    }
    std::this_thread::sleep_for(period);
  }
}

}  // namespace galera::testing_cluster
