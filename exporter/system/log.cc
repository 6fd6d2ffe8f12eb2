#include "system/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

#include "galera/utf8.h"

namespace galera {
namespace {

std::atomic<bool> json{false};

bool NeedsQuotes(std::string_view text) {
  if (text.empty()) return true;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f) return true;
  }
  return false;
}

void AppendQuoted(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += "\\u00";
      out += kHex[(static_cast<unsigned char>(c) >> 4) & 0xf];
      out += kHex[static_cast<unsigned char>(c) & 0xf];
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendLogfmt(std::string& out, std::string_view key, std::string_view value) {
  if (!out.empty()) out += ' ';
  out += key;
  out += '=';
  if (NeedsQuotes(value)) {
    AppendQuoted(out, value);
  } else {
    out += value;
  }
}

void AppendJson(std::string& out, std::string_view key, std::string_view value) {
  if (!out.empty()) out += ',';
  AppendQuoted(out, key);
  out += ':';
  // Text from a server may be any bytes; JSON may not.
  AppendQuoted(out, ValidUtf8(value));
}

std::shared_ptr<spdlog::logger> MakeLogger() {
  auto logger =
      std::make_shared<spdlog::logger>("galera-warden", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ %v", spdlog::pattern_time_type::utc);
  return logger;
}

spdlog::logger& Logger() {
  static const std::shared_ptr<spdlog::logger> logger = MakeLogger();
  return *logger;
}

std::string Line(void (*append)(std::string&, std::string_view, std::string_view), std::string_view level,
                 std::string_view message, std::span<const LogField> fields) {
  std::string out;
  append(out, "level", level);
  append(out, "msg", message);
  for (const LogField& field : fields) append(out, field.key, field.value);
  return out;
}

void Write(spdlog::level::level_enum level, std::string_view name, std::string_view message,
           std::span<const LogField> fields) {
  spdlog::logger& logger = Logger();
  if (!logger.should_log(level)) return;
  const std::string line =
      Line(json.load(std::memory_order_relaxed) ? AppendJson : AppendLogfmt, name, message, fields);
  logger.log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

std::string FormatLogfmt(std::string_view level, std::string_view message,
                         std::initializer_list<LogField> fields) {
  return Line(AppendLogfmt, level, message, {fields.begin(), fields.size()});
}

std::string FormatJsonFields(std::string_view level, std::string_view message,
                             std::initializer_list<LogField> fields) {
  return Line(AppendJson, level, message, {fields.begin(), fields.size()});
}

void SetUpLog(const LogSettings& settings) {
  spdlog::logger& logger = Logger();
  json = settings.format == LogFormat::kJson;
  logger.set_pattern(json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})" : "time=%Y-%m-%dT%H:%M:%S.%eZ %v",
                     spdlog::pattern_time_type::utc);
  switch (settings.level) {
    case LogLevel::kDebug:
      logger.set_level(spdlog::level::debug);
      break;
    case LogLevel::kInfo:
      logger.set_level(spdlog::level::info);
      break;
    case LogLevel::kWarn:
      logger.set_level(spdlog::level::warn);
      break;
    case LogLevel::kError:
      logger.set_level(spdlog::level::err);
      break;
  }
}

void LogDebug(std::string_view message, std::initializer_list<LogField> fields) {
  Write(spdlog::level::debug, "debug", message, {fields.begin(), fields.size()});
}
void LogInfo(std::string_view message, std::initializer_list<LogField> fields) {
  Write(spdlog::level::info, "info", message, {fields.begin(), fields.size()});
}
void LogWarn(std::string_view message, std::initializer_list<LogField> fields) {
  Write(spdlog::level::warn, "warn", message, {fields.begin(), fields.size()});
}
void LogError(std::string_view message, std::initializer_list<LogField> fields) {
  Write(spdlog::level::err, "error", message, {fields.begin(), fields.size()});
}
void Log(LogLevel level, std::string_view message, std::span<const LogField> fields) {
  switch (level) {
    case LogLevel::kDebug:
      return Write(spdlog::level::debug, "debug", message, fields);
    case LogLevel::kInfo:
      return Write(spdlog::level::info, "info", message, fields);
    case LogLevel::kWarn:
      return Write(spdlog::level::warn, "warn", message, fields);
    case LogLevel::kError:
      return Write(spdlog::level::err, "error", message, fields);
  }
}

}  // namespace galera
