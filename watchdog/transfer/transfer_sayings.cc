#include "transfer/transfer_sayings.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using Fields = std::vector<galera::LogField>;

std::string Rounded(const char* format, double value) {
  std::array<char, 64> text{};
  (void)std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string What(const Transfer& transfer) {
  if (!transfer.kind) return "a state transfer";
  return *transfer.kind == Transfer::Kind::kSst ? "a full state transfer" : "an incremental state transfer";
}

std::string Amount(const Transfer& transfer, double amount) {
  if (transfer.kind == Transfer::Kind::kIst) return Rounded("%.0f write-sets", amount);
  return BytesText(amount);
}

void AddPeer(const Transfer& transfer, Fields& fields) {
  const bool joiner = transfer.role == Transfer::Role::kJoiner;
  if (!transfer.peer_name.empty()) fields.push_back({joiner ? "donor" : "joiner", transfer.peer_name});
  if (!transfer.peer_address.empty()) fields.push_back({"address", transfer.peer_address});
  if (transfer.kind == Transfer::Kind::kSst && !transfer.method.empty())
    fields.push_back({"method", transfer.method});
}

void AddExpected(const Transfer& transfer, Fields& fields) {
  const auto expected = transfer.Expected();
  if (!expected) return;
  const std::string about = transfer.kind == Transfer::Kind::kIst ? "" : "about ";
  fields.push_back({"of", about + Amount(transfer, static_cast<double>(*expected))});
}

void AddDone(const Transfer& transfer, Fields& fields) {
  if (const auto done = transfer.Done())
    fields.push_back({"done", Amount(transfer, static_cast<double>(*done))});
}

void AddSpeed(const Transfer& transfer, Fields& fields) {
  if (const auto percent = Percent(transfer)) fields.push_back({"percent", Rounded("%.0f", *percent)});
  if (transfer.per_second) fields.push_back({"rate", Amount(transfer, *transfer.per_second) + "/s"});
  if (const auto left = TimeLeft(transfer)) fields.push_back({"left", TimeText(*left)});
}

void AddElapsed(const TransferNotice& notice, Fields& fields) {
  if (const auto elapsed = Elapsed(notice.transfer, notice.at))
    fields.push_back({"elapsed", TimeText(*elapsed)});
}

LogSaying SayEnd(const TransferNotice& notice) {
  const Transfer& transfer = notice.transfer;
  const bool joiner = transfer.role == Transfer::Role::kJoiner;
  LogSaying saying;
  if (transfer.result == Transfer::Result::kFailed) {
    saying.level = galera::LogLevel::kError;
    saying.message = What(transfer) + " has failed";
  } else if (transfer.result) {
    saying.message = (joiner ? "received " : "sent ") + What(transfer);
  } else {
    saying.message = What(transfer) + " is over";
  }
  AddPeer(transfer, saying.fields);
  AddDone(transfer, saying.fields);
  AddElapsed(notice, saying.fields);
  if (!transfer.failure.empty()) saying.fields.push_back({"reason", transfer.failure});
  return saying;
}

}  // namespace

std::string BytesText(double bytes) {
  static constexpr std::array<const char*, 6> kUnits = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  std::size_t unit = 0;
  while (bytes >= 1023.95 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  return Rounded(unit == 0 ? "%.0f " : "%.1f ", bytes) + kUnits.at(unit);
}

std::string TimeText(milliseconds time) {
  const auto count = time.count();
  if (count < 9950) return Rounded("%.1f s", static_cast<double>(count) / 1000);
  const auto seconds = std::llround(static_cast<double>(count) / 1000);
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds % 3600 / 60) + " min";
}

LogSaying Say(const TransferNotice& notice) {
  const Transfer& transfer = notice.transfer;
  const std::string doing = transfer.role == Transfer::Role::kJoiner ? "receiving " : "sending ";
  LogSaying saying;
  switch (notice.kind) {
    case TransferNotice::Kind::kStarted:
      saying.message = doing + What(transfer);
      AddPeer(transfer, saying.fields);
      AddExpected(transfer, saying.fields);
      return saying;
    case TransferNotice::Kind::kStalled:
      saying.level = galera::LogLevel::kWarn;
      saying.message = "the state transfer stands still: nothing has come or gone for 60 s";
      AddPeer(transfer, saying.fields);
      AddDone(transfer, saying.fields);
      AddExpected(transfer, saying.fields);
      AddElapsed(notice, saying.fields);
      return saying;
    case TransferNotice::Kind::kMovesAgain:
    case TransferNotice::Kind::kGoesOn:
      saying.message = notice.kind == TransferNotice::Kind::kGoesOn ? doing + What(transfer)
                                                                    : "the state transfer moves again";
      AddDone(transfer, saying.fields);
      AddExpected(transfer, saying.fields);
      AddSpeed(transfer, saying.fields);
      return saying;
    case TransferNotice::Kind::kEnded:
      return SayEnd(notice);
  }
  return saying;
}

}  // namespace watchdog
