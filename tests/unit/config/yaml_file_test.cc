#include "config/yaml_file.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

std::string Entries(const YamlFile& file) {
  std::string text;
  for (const YamlEntry& entry : file.entries) {
    text += std::to_string(entry.line) + ":" + std::to_string(entry.column) + " " + entry.path;
    for (const std::string& value : entry.values) text += " <" + value + ">";
    if (entry.shape == YamlEntry::Shape::kNull) text += " null";
    if (entry.shape == YamlEntry::Shape::kEmptyMap) text += " {}";
    text += "\n";
  }
  return text;
}

std::string Problems(const YamlFile& file) {
  std::string text;
  for (const YamlProblem& p : file.problems) {
    text += std::to_string(p.line) + ":" + std::to_string(p.column) + " " + p.what + "\n";
  }
  return text;
}

TEST(ReadYaml, FlattensMaps) {
  const YamlFile file = ReadYaml(
      "# comment\nweb:\n  listen_address: [\":9104\", 127.0.0.1:1]\n  config: {file: x}\ncollect:\n"
      "  info_schema.processlist: true\n  heartbeat:\nempty: {}\ntext: \"\"\nlist: []\nblock:\n  - a\n  - "
      "b\n");
  EXPECT_EQ(Problems(file), "");
  EXPECT_EQ(
      Entries(file),
      "3:3 web.listen_address <:9104> <127.0.0.1:1>\n4:12 web.config.file <x>\n"
      "6:3 collect.info_schema.processlist <true>\n7:3 collect.heartbeat null\n8:1 empty {}\n9:1 text <>\n"
      "10:1 list\n11:1 block <a> <b>\n");
}

TEST(ReadYaml, TakesAnEmptyFile) {
  for (const char* text : {"", "\n", "# only a comment\n", "---\n", "{}\n", "---\n...\n"}) {
    const YamlFile file = ReadYaml(text);
    EXPECT_EQ(Problems(file), "") << text;
    EXPECT_EQ(Entries(file), "") << text;
  }
}

TEST(ReadYaml, TellsWhereAMistakeIs) {
  const std::pair<const char*, const char*> kRefused[] = {
      {"a: 1\na: 2\n", "2:1 duplicate key \"a\", first on line 1\n"},
      {"a:\n  b: 1\na:\n  c: 2\n", "3:1 duplicate key \"a\", first on line 1\n"},
      {"a:\n  b: 1\na.b: 2\n", "3:1 duplicate key \"a.b\", first on line 2\n"},
      {"a: 1\n\tb: 2\n", "2:1 not YAML: illegal tab when looking for indentation\n"},
      {"a: [1\nb: 2\n", "2:2 not YAML: end of sequence flow not found\n"},
      {"just text\n", "1:1 file does not hold keys\n"},
      {"- a\n", "1:1 list in a place where none can be\n"},
      {"a: 1\n---\nb: 2\n", "2:1 second document in one file\n"},
      {"a: &x 1\nb: *x\n", "2:4 aliases (*name) are not supported\n"},
      {"password: *hunter2\n", "1:11 aliases (*name) are not supported\n"},
      {"a: [[1]]\n", "1:5 list in a place where none can be\n"},
      {"a: [{b: 1}]\n", "1:5 map in a place where none can be\n"},
      {"a: [1, ~]\n", "1:8 empty item in a list\n"},
      {"? [a]\n: 1\n", "1:3 list in a place where none can be\n"},
      {"~: 1\n", "1:1 key is empty\n"},
      {"a: 1\nb: \xff\n", "2:1 not UTF-8 text\n"},
  };
  for (const auto& [text, problems] : kRefused) EXPECT_EQ(Problems(ReadYaml(text)), problems) << text;
  EXPECT_EQ(Problems(ReadYaml(std::string_view("a: 1\nb: \0\n", 10))), "2:1 not UTF-8 text\n");
}

TEST(ReadYaml, BoundsWhatASmallFileCanStandFor) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'j'; ++c) {
    const std::string previous = std::string("*") + static_cast<char>(c - 1);
    bomb += std::string() + c + ": &" + c + " [" + previous + "," + previous + "," + previous + "]\n";
  }
  EXPECT_EQ(Problems(ReadYaml(bomb)), "2:8 aliases (*name) are not supported\n");
  EXPECT_FALSE(ReadYaml(std::string(100000, '[')).problems.empty());
  EXPECT_FALSE(ReadYaml(std::string(100000, '{')).problems.empty());
  std::string repeated;
  for (int i = 0; i < 100000; ++i) repeated += "a: 1\n";
  EXPECT_EQ(ReadYaml(repeated).problems.size(), 50U);
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "{a: ";
  EXPECT_FALSE(ReadYaml(deep).problems.empty());
}

}  // namespace
}  // namespace galera
