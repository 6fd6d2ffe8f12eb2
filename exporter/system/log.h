// The program's log: one line an event, logfmt or JSON, to standard error.
// Callers never pass a password, a DSN or a webhook URL. Any thread may call.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "config/config.h"

namespace galera {

struct LogField {
  std::string_view key;
  std::string value;
};

// Until called, info and above go out as logfmt. May be called again (reload).
void SetUpLog(const LogSettings& settings);

void LogDebug(std::string_view message, std::initializer_list<LogField> fields = {});
void LogInfo(std::string_view message, std::initializer_list<LogField> fields = {});
void LogWarn(std::string_view message, std::initializer_list<LogField> fields = {});
void LogError(std::string_view message, std::initializer_list<LogField> fields = {});
// Where level and number of fields are known at run time only.
void Log(LogLevel level, std::string_view message, std::span<const LogField> fields);

// One line without time and line end; pure, for tests.
std::string FormatLogfmt(std::string_view level, std::string_view message,
                         std::initializer_list<LogField> fields);
std::string FormatJsonFields(std::string_view level, std::string_view message,
                             std::initializer_list<LogField> fields);

}  // namespace galera
