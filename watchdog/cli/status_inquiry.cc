#include "cli/status_inquiry.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "discovery/http_round.h"
#include "status/screen_text.h"
#include "status/status_document.h"
#include "system/curl.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A monitor asks its peers only while somebody looks: by then it has their answers.
constexpr milliseconds kPeersPatience{1500};

constexpr milliseconds kAlmost{50};

Error Unavailable(std::string what) { return {ErrorCode::kUnavailable, std::move(what)}; }

Error RefusedWith(const std::string& url, long status) {
  const std::string said = url + " answers HTTP " + std::to_string(status);
  if (status == 401 || status == 403) {
    return Unavailable(said +
                       ": it wants a name and a password, which this command can't give.\n"
                       "Ask a warden that wants none, or open the page of this one in a browser");
  }
  if (status == 404) {
    return Unavailable(
        said +
        ": who serves there knows no cluster. It is an older galera-warden, a mysqld_exporter,\n"
        "or something else: update it, or name a warden: galera-warden status HOST[:PORT]");
  }
  if (status >= 300 && status < 400)
    return Unavailable(said + ", a redirection, and none is followed: name the address that it leads to");
  return Unavailable(said + ": see the log of who serves there");
}

Error Late(const std::string& url) {
  return {ErrorCode::kTimeout,
          "no answer from " + url + " in time: who listens there hangs, or what is sent to it is dropped"};
}

Error Silence(const std::string& url, const std::string& failure) {
  return Unavailable(
      "no answer from " + url + ": " + Harmless(failure) +
      ".\nIs a galera-warden running there? Another is asked by: galera-warden status HOST[:PORT]");
}

}  // namespace

Result<StatusAnswer> AskStatus(const std::string& url, steady_clock::time_point deadline, int cancel_fd) {
  const Result<galera::Curl>& curl = galera::LoadCurl();
  if (!curl) return curl.error();
  HttpRound round(*curl, deadline, kStatusBytesMax);
  std::optional<HttpAnswer> answer;
  const galera::Status sent = round.Send({url}, [&](HttpAnswer came) { answer = std::move(came); });
  if (!sent) return sent.error();
  round.Run(cancel_fd);
  // The round's own end, or curl's just before it.
  const bool late = steady_clock::now() + kAlmost >= deadline;
  if (!answer || (late && !answer->failure.empty())) return Late(url);
  if (answer->status != 0 && answer->status != 200) return RefusedWith(url, answer->status);
  if (!answer->failure.empty()) return Silence(url, answer->failure);
  auto view = ParseStatusDocument(answer->body);
  if (!view) {
    return Unavailable("what " + url + " answers is not understood: " + view.error().message +
                       ".\nIt is no galera-warden, or a later one: use the galera-warden that runs there");
  }
  std::replace_if(
      answer->body.begin(), answer->body.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return StatusAnswer{std::move(answer->body), std::move(*view)};
}

Result<StatusAnswer> AskStatusWhole(const std::string& url, milliseconds timeout) {
  const auto deadline = steady_clock::now() + timeout;
  auto answer = AskStatus(url, deadline, -1);
  if (!answer || answer->view.peers_asked || steady_clock::now() + kPeersPatience >= deadline) return answer;
  std::this_thread::sleep_for(kPeersPatience);
  auto whole = AskStatus(url, deadline, -1);
  return whole ? std::move(whole) : std::move(answer);
}

}  // namespace watchdog
