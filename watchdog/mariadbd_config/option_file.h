// An option file that MariaDB's programs read: sections of options, in order.
// Measured with my_print_defaults and mariadbd 10.11: in double quotes, with \\ \" \n \r \t
// escaped, every byte but NUL comes back as it was, also # ; ' and blanks at the ends. A line of
// more than 4094 bytes is silently read as two. Values know no $NAME, %NAME% or ${NAME}.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "galera/result.h"

namespace watchdog {

struct OptionLine {
  std::string name;                  // letters, digits, '_', '-', '.'
  std::optional<std::string> value;  // unset: the name alone on its line
  std::string reason;                // shown as a comment above it; may be empty
  bool secret = false;               // the value is not for people
};

struct OptionSection {
  std::string name;
  std::vector<OptionLine> lines;
};

struct OptionFile {
  std::string head;  // comment at the top
  std::vector<OptionSection> sections;

  // The last line of that name, spelled as given; null if there is none.
  const OptionLine* Find(std::string_view section, std::string_view name) const;
};

// The text of the file. kInvalid, naming the option and never its value, for what such a file can't express:
// NUL, a line too long, a name of other characters.
galera::Result<std::string> Render(const OptionFile& file);

// The same for people: secrets as "******".
galera::Result<std::string> RenderMasked(const OptionFile& file);

}  // namespace watchdog
