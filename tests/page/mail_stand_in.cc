#include "page/mail_stand_in.h"

#include <chrono>
#include <utility>

namespace watchdog::test {

MailStandIn::MailStandIn() : server_([this](Connection& connection) { Serve(connection); }) {
  server_.Listen();
}

void MailStandIn::Refuse(std::string reply) {
  const std::lock_guard lock(mutex_);
  refusal_ = std::move(reply);
}

std::vector<Mail> MailStandIn::mails() const {
  const std::lock_guard lock(mutex_);
  return mails_;
}

bool MailStandIn::WaitFor(std::size_t mails) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return mails_.size() >= mails; });
}

void MailStandIn::Serve(Connection& connection) {
  connection.Write("220 stand-in\r\n");
  Mail mail;
  for (std::string line; connection.ReadLine(line);) {
    std::string refusal;
    {
      const std::lock_guard lock(mutex_);
      refusal = refusal_;
    }
    if (line.starts_with("EHLO")) {
      connection.Write("250-stand-in\r\n250 AUTH PLAIN\r\n");
    } else if (line.starts_with("AUTH PLAIN ")) {
      mail.login = line.substr(11);
      connection.Write("235 welcome\r\n");
    } else if (line == "AUTH PLAIN") {
      connection.Write("334 \r\n");
      connection.ReadLine(mail.login);
      connection.Write("235 welcome\r\n");
    } else if (line.starts_with("MAIL FROM:")) {
      mail.from = line.substr(10);
      connection.Write("250 ok\r\n");
    } else if (line.starts_with("RCPT TO:")) {
      mail.to.push_back(line.substr(8));
      connection.Write((refusal.empty() ? "250 ok" : refusal) + "\r\n");
    } else if (line == "DATA") {
      connection.Write("354 go on\r\n");
      while (connection.ReadLine(line) && line != ".") mail.text += line + "\n";
      {
        const std::lock_guard lock(mutex_);
        mails_.push_back(mail);
        changed_.notify_all();
      }
      connection.Write("250 taken\r\n");
    } else if (line == "QUIT") {
      return connection.Write("221 bye\r\n");
    } else {
      connection.Write("250 ok\r\n");
    }
  }
}

}  // namespace watchdog::test
