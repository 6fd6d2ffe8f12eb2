// Result<T>: a value or an Error. Used wherever the world may say no; our own
// bugs abort instead.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace galera {

enum class ErrorCode {
  kInvalid,      // the input is wrong: asking again with the same input is useless
  kUnavailable,  // the other side is not there or hung up
  kTimeout,      // the deadline passed
  kDenied,       // refused for want of rights or by wrong credentials
  kNotFound,
  kRefused,  // the server answered with an error of its own (see Error::server_code)
};

std::string_view Name(ErrorCode code);

// `message` is for a human: what was tried, on what, what came back. It never
// holds a password. `server_code` is MariaDB's error number, 0 if none.
struct Error {
  ErrorCode code = ErrorCode::kInvalid;
  std::string message;
  unsigned server_code = 0;
};

// True if the error is what the other side said, not its silence.
inline bool IsAnswer(const Error& error) {
  return error.code == ErrorCode::kDenied || error.code == ErrorCode::kRefused;
}

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }
  T& value() { return std::get<T>(state_); }
  const T& value() const { return std::get<T>(state_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return std::get<Error>(state_); }

 private:
  std::variant<T, Error> state_;
};

// Success without a value.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace galera
