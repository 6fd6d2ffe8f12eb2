#include "config/yaml_file.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "config/quotation.h"
#include "galera/utf8.h"

namespace galera {
namespace {

constexpr std::size_t kDepthMax = 16;
constexpr std::size_t kProblemsMax = 50;

// Ends the parse from inside a callback; the problem is already noted.
struct GiveUp {};

// Builds the flat list from the parser's events, so that no tree with shared
// nodes ever exists.
class Flattener : public YAML::EventHandler {
 public:
  explicit Flattener(YamlFile& file) : file_(file) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) Stop(mark, "second document in one file", "remove the line with ---");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (frames_.empty()) return;  // a file of comments
    if (!Value(mark)) Stop(mark, "key is empty", "write key: value");
    Leaf(YamlEntry::Shape::kNull, {}, mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Stop(mark, "aliases (*name) are not supported", "write the value out, or put it in quotes");
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& value) override {
    if (frames_.empty()) Stop(mark, "file does not hold keys", "write key: value");
    if (!Value(mark)) {
      Key(mark, value);
    } else {
      Leaf(YamlEntry::Shape::kScalar, value, mark);
    }
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    if (frames_.empty() || frames_.back().list || !Value(mark)) {
      Stop(mark, "list in a place where none can be", "write key: [value, value]");
    }
    file_.entries.push_back(
        {Path(), YamlEntry::Shape::kList, {}, frames_.back().line, frames_.back().column});
    frames_.emplace_back().list = true;
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    if (!frames_.empty() && (frames_.back().list || !Value(mark))) {
      Stop(mark, "map in a place where none can be", "write key: value");
    }
    if (frames_.size() >= kDepthMax) Stop(mark, "nested too deeply", "flatten it");
    frames_.emplace_back();
  }
  void OnMapEnd() override {
    const bool empty = frames_.back().lines.empty();
    frames_.pop_back();
    if (frames_.empty()) return;
    if (empty) {
      const Frame& parent = frames_.back();
      file_.entries.push_back({Path(), YamlEntry::Shape::kEmptyMap, {}, parent.line, parent.column});
    }
    frames_.back().has_key = false;
  }

 private:
  struct Frame {
    bool list = false;
    bool has_key = false;  // a map between a key and its value
    std::string key;
    int line = 0;  // of the key
    int column = 0;
    std::map<std::string, int> lines;  // keys of this map so far
  };

  [[noreturn]] void Stop(const YAML::Mark& mark, std::string what, std::string remedy) {
    file_.problems.push_back({mark.line + 1, mark.column + 1, std::move(what), std::move(remedy)});
    throw GiveUp{};
  }

  // True if what comes next is a value, false if it is a key.
  bool Value(const YAML::Mark&) const { return frames_.back().list || frames_.back().has_key; }

  std::string Path() const {
    std::string path;
    for (const Frame& frame : frames_) {
      if (frame.list) continue;
      if (!path.empty()) path += '.';
      path += frame.key;
    }
    return path;
  }

  void Key(const YAML::Mark& mark, const std::string& key) {
    Frame& frame = frames_.back();
    frame.key = key;
    frame.has_key = true;
    frame.line = mark.line + 1;
    frame.column = mark.column + 1;
    const auto [first, fresh] = frame.lines.emplace(key, frame.line);
    if (fresh) return;
    if (file_.problems.size() + 1 >= kProblemsMax) Stop(mark, "too many mistakes", "is this the right file?");
    file_.problems.push_back(
        {frame.line, frame.column,
         "duplicate key " + Quote(Path()) + ", first on line " + std::to_string(first->second),
         "keep one of them"});
  }

  void Leaf(YamlEntry::Shape shape, const std::string& value, const YAML::Mark& mark) {
    Frame& frame = frames_.back();
    if (frame.list) {
      if (shape == YamlEntry::Shape::kNull) Stop(mark, "empty item in a list", "remove the item");
      file_.entries.back().values.push_back(value);
      return;
    }
    YamlEntry entry{Path(), shape, {}, frame.line, frame.column};
    if (shape == YamlEntry::Shape::kScalar) entry.values.push_back(value);
    file_.entries.push_back(std::move(entry));
    frame.has_key = false;
  }

  void Close() {
    frames_.pop_back();
    frames_.back().has_key = false;
  }

  YamlFile& file_;
  int documents_ = 0;
  std::vector<Frame> frames_;
};

void Parse(std::string_view text, YamlFile& file) {
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Flattener flattener(file);
    while (parser.HandleNextDocument(flattener)) {
    }
  } catch (const GiveUp&) {
    // noted where it happened
  } catch (const YAML::Exception& e) {
    // Some messages name the anchor, and a password may begin with '*'.
    const bool anchor = e.msg.find("anchor") != std::string::npos;
    file.problems.push_back({e.mark.line + 1, e.mark.column + 1,
                             anchor ? "aliases (*name) are not supported" : "not YAML: " + e.msg,
                             anchor ? "write the value out, or put it in quotes" : "correct the line"});
  } catch (const std::exception& e) {
    file.problems.push_back({0, 0, std::string("not YAML: ") + e.what(), "correct the file"});
  }
}

// The same key once nested and once dotted: not seen map by map.
void CheckDuplicatePaths(YamlFile& file) {
  std::map<std::string, int> lines;
  for (const YamlEntry& entry : file.entries) {
    const auto [first, fresh] = lines.emplace(entry.path, entry.line);
    if (fresh) continue;
    if (file.problems.size() >= kProblemsMax) return;
    const bool known = std::any_of(file.problems.begin(), file.problems.end(),
                                   [&](const YamlProblem& p) { return p.line == entry.line; });
    if (known) continue;
    file.problems.push_back(
        {entry.line, entry.column,
         "duplicate key " + Quote(entry.path) + ", first on line " + std::to_string(first->second),
         "keep one of them"});
  }
}

// The library guesses the encoding from the first bytes and replaces what it
// can't decode; a password must not change on the way.
bool CheckEncoding(std::string_view text, YamlFile& file) {
  const std::size_t zero = text.find('\0');
  if (zero == std::string_view::npos && IsUtf8(text)) return true;
  int line = 1;
  for (std::size_t start = 0; start < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view current = text.substr(start, end - start);
    if (!IsUtf8(current) || current.find('\0') != std::string_view::npos) break;
    start = end + 1;
  }
  file.problems.push_back({line, 1, "not UTF-8 text", "save the file as UTF-8"});
  return false;
}

}  // namespace

YamlFile ReadYaml(std::string_view text) {
  YamlFile file;
  if (!CheckEncoding(text, file)) return file;
  Parse(text, file);
  CheckDuplicatePaths(file);
  return file;
}

}  // namespace galera
