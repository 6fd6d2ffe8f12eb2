#include "evidence/field_reader.h"

#include <algorithm>

#include "galera/uuid.h"

namespace watchdog {

using nlohmann::json;

void FieldReader::Complain(const char* name, std::string_view what) {
  if (wrong_.empty()) wrong_ = std::string(name) + " " + std::string(what);
}

const json* FieldReader::Find(const char* name, bool required) {
  if (!wrong_.empty()) return nullptr;
  const auto found = document_.find(name);
  if (found != document_.end() && !found->is_null()) return &*found;
  if (required) Complain(name, "is missing");
  return nullptr;
}

void FieldReader::Text(const char* name, bool required, std::string& out) {
  const json* field = Find(name, required);
  if (field == nullptr) return;
  if (!field->is_string()) return Complain(name, "is no string");
  const auto& text = field->get_ref<const std::string&>();
  if (text.size() > kFieldBytesMax) return Complain(name, "is too long");
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
    return Complain(name, "has control characters");
  if (required && text.empty()) return Complain(name, "is empty");
  out = text;
}

void FieldReader::Text(const char* name, std::optional<std::string>& out) {
  std::string text;
  Text(name, false, text);
  if (!text.empty()) out = std::move(text);
}

void FieldReader::Uuid(const char* name, bool required, std::string& out) {
  std::string text;
  Text(name, required, text);
  if (!ok() || text.empty()) return;
  const auto uuid = galera::ParseUuid(text);
  if (!uuid) return Complain(name, "is no UUID");
  out = *uuid;
}

void FieldReader::Truth(const char* name, std::optional<bool>& out) {
  const json* field = Find(name, false);
  if (field == nullptr) return;
  if (!field->is_boolean()) return Complain(name, "is no boolean");
  out = field->get<bool>();
}

const json* FieldReader::Array(const char* name, bool required, std::size_t most) {
  const json* field = Find(name, required);
  if (field == nullptr) return nullptr;
  if (!field->is_array()) {
    Complain(name, "is no array");
  } else if (field->size() > most) {
    Complain(name, "has too many elements");
  }
  return ok() ? field : nullptr;
}

const json* FieldReader::Object(const char* name) {
  const json* field = Find(name, false);
  if (field == nullptr) return nullptr;
  if (!field->is_object()) Complain(name, "is no object");
  return ok() ? field : nullptr;
}

}  // namespace watchdog
