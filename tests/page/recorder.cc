#include "page/recorder.h"

#include <algorithm>
#include <utility>

#include "galera/text.h"

namespace watchdog::test {
namespace {

constexpr std::chrono::seconds kPatience{10};

std::size_t ContentLength(const Recorded& request) {
  const std::string text = request.Header("Content-Length");
  return text.empty() ? 0 : std::stoul(text);
}

}  // namespace

std::string Recorded::Header(const std::string& name) const {
  for (std::string_view rest = head; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !galera::EqualsIgnoringCase(line.substr(0, colon), name)) continue;
    return std::string(galera::TrimBlanks(line.substr(colon + 1)));
  }
  return {};
}

Recorder::Recorder(Script script, Start start, const std::string& address)
    : address_(address),
      script_(std::move(script)),
      server_([this](Connection& connection) { Serve(connection); }, address) {
  if (start == Start::kListening) server_.Listen();
}

void Recorder::SetScript(Script script) {
  const std::lock_guard lock(mutex_);
  script_ = std::move(script);
}

std::string Recorder::Url(const std::string& path) const {
  return "http://" + address_ + ":" + std::to_string(port()) + path;
}

std::vector<Recorded> Recorder::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<Recorded> Recorder::delivered() const {
  std::vector<Recorded> all = requests();
  std::erase_if(all, [](const Recorded& one) { return one.answered < 200 || one.answered > 299; });
  return all;
}

bool Recorder::WaitUntil(const std::function<bool(const std::vector<Recorded>&)>& holds) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return holds(requests_); });
}

bool Recorder::WaitFor(std::size_t requests) const {
  return WaitUntil([requests](const std::vector<Recorded>& all) { return all.size() >= requests; });
}

void Recorder::Serve(Connection& connection) {
  for (std::string line; connection.ReadLine(line);) {
    Recorded request;
    request.head = line + "\n";
    while (connection.ReadLine(line) && !line.empty()) request.head += line + "\n";
    if (!connection.ReadBytes(ContentLength(request), request.body)) return;
    request.at = std::chrono::steady_clock::now();
    Answer answer;
    {
      const std::lock_guard lock(mutex_);
      if (script_) answer = script_(requests_.size(), request);
      request.answered = answer.how == Answer::How::kReply ? answer.status : 0;
      requests_.push_back(request);
      changed_.notify_all();
    }
    if (answer.how == Answer::How::kReset) return connection.Reset();
    if (answer.how == Answer::How::kSilent) return connection.WaitForEnd();
    connection.Write("HTTP/1.1 " + std::to_string(answer.status) + " X\r\n" + answer.headers +
                     "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body);
  }
}

}  // namespace watchdog::test
