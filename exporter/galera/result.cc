#include "galera/result.h"

namespace galera {

std::string_view Name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return "invalid";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kTimeout:
      return "timeout";
    case ErrorCode::kDenied:
      return "denied";
    case ErrorCode::kNotFound:
      return "not found";
    case ErrorCode::kRefused:
      return "refused";
  }
  return "unknown";
}

}  // namespace galera
