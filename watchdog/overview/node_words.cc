#include "overview/node_words.h"

#include <algorithm>
#include <cmath>

namespace watchdog {
namespace {

constexpr std::size_t kNamesMax = 5;
constexpr double kLongest = 365.0 * 24 * 3600;  // what takes longer is not worth a number

std::string Because(const std::string& why) { return why.empty() ? "" : ": " + why; }

std::string AboutLeft(std::chrono::seconds left) {
  const auto seconds = left.count();
  if (seconds < 90) return "about " + std::to_string(seconds) + " s left";
  if (seconds < std::int64_t{90} * 60) return "about " + std::to_string((seconds + 30) / 60) + " min left";
  return "about " + std::to_string((seconds + 1800) / 3600) + " h left";
}

// While its entrypoint is on the way, mariadbd is not meant to run.
bool OnItsWay(const std::string& phase) {
  return phase == "starting" || phase == "waiting" || phase == "founding" || phase == "upgrading" ||
         phase == "joining" || phase == "transfer";
}

std::string DownWords(const NodeRow& node) {
  if (node.phase == "stopping") return "is being stopped";
  if (OnItsWay(node.phase)) return "is on its way (" + node.phase + ")" + Because(node.trouble);
  return "is down" + Because(node.trouble);
}

std::string SilentWords(const NodeRow& node) {
  if (node.in_view == false) {
    return "is not in the cluster" +
           (node.trouble.empty() ? std::string() : ", and its warden gives no answer: " + node.trouble);
  }
  return "gives no answer" + Because(node.trouble);
}

}  // namespace

std::string Enumerated(const std::vector<std::string>& names) {
  std::string text;
  const std::size_t shown = names.size() > kNamesMax ? kNamesMax : names.size();
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  if (shown < names.size()) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

std::optional<double> Percent(const TransferNow& transfer) {
  if (!transfer.done || !transfer.expected || *transfer.expected == 0 || *transfer.done > *transfer.expected)
    return std::nullopt;
  return 100.0 * static_cast<double>(*transfer.done) / static_cast<double>(*transfer.expected);
}

std::optional<std::chrono::seconds> TimeLeft(const TransferNow& transfer) {
  if (!Percent(transfer) || transfer.per_second.value_or(0) == 0) return std::nullopt;
  const double left =
      static_cast<double>(*transfer.expected - *transfer.done) / static_cast<double>(*transfer.per_second);
  if (left > kLongest) return std::nullopt;
  return std::chrono::seconds(std::llround(left));
}

std::string TransferWords(const TransferNow& transfer) {
  const bool joiner = transfer.role == "joiner";
  std::string text = joiner ? "receives" : "sends";
  text += transfer.kind == "ist"   ? " the missing write-sets"
          : transfer.kind == "sst" ? " a full state transfer"
                                   : " a state transfer";
  if (!transfer.peer.empty()) text += (joiner ? " from " : " to ") + transfer.peer;
  if (const auto percent = Percent(transfer)) text += ": " + std::to_string(std::lround(*percent)) + " %";
  if (transfer.stalled) return text + ", nothing moves";
  if (const auto left = TimeLeft(transfer)) text += ", " + AboutLeft(*left);
  return text;
}

std::optional<std::string> TroubleWords(const NodeRow& node) {
  const std::string& state = node.state;
  if (!node.question.empty()) return "waits for a person: " + node.question;
  if (state == "synced") {
    if (node.ready != false) return std::nullopt;
    return "is synced, and takes no clients (port 8080 says no)";
  }
  if (state == "donor") return node.transfer ? TransferWords(*node.transfer) : "is donor, or desynced";
  if (state == "joiner")
    return node.transfer ? TransferWords(*node.transfer) : "waits for its state transfer";
  if (state == "joined") {
    return "catches up" + (node.receive_queue
                               ? ": " + std::to_string(*node.receive_queue) +
                                     (*node.receive_queue == 1 ? " write-set waits" : " write-sets wait")
                               : std::string());
  }
  if (state == "connected") return "is connected, and has no state yet";
  if (state == "non_primary") return "is in no primary component: it refuses every statement on a table";
  if (state == "disconnected") return "is connected to no other node: it refuses every statement on a table";
  if (state == "down") return DownWords(node);
  if (state == "inconsistent") return "was voted out: its data is not the cluster's";
  if (state == "standalone") return std::nullopt;
  if (state == "arbitrator") return std::nullopt;
  // A member whose warden is silent, or that was never asked, may be well.
  if (state == "silent" && node.in_view != true) return SilentWords(node);
  if (state == "unknown" && node.in_view == false && !node.self)
    return "is not in the cluster" + Because(node.trouble);
  if (state == "unknown" && node.self) return "says nothing of itself" + Because(node.trouble);
  return std::nullopt;
}

}  // namespace watchdog
