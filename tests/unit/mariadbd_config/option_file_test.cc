#include "mariadbd_config/option_file.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "node_fixture.h"

namespace watchdog {
namespace {

// What my_print_defaults must say of the values, NUL ended so that line feeds in them are no riddle.
std::string Expected(const std::vector<std::string>& values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) out += "--v" + std::to_string(i) + "=" + values[i] + "\n";
  return out;
}

OptionFile FileOf(const std::vector<std::string>& values) {
  OptionFile file;
  file.sections.push_back({"mysqld", {}});
  for (std::size_t i = 0; i < values.size(); ++i) {
    file.sections[0].lines.push_back({"v" + std::to_string(i), values[i], "", false});
  }
  return file;
}

std::string ReadBack(const std::vector<std::string>& values) {
  const auto text = Render(FileOf(values));
  if (!text) return text.error().message;
  const ScratchDirectory scratch;
  return Output("my_print_defaults --defaults-file=" + scratch.Write("f.cnf", *text) + " mysqld 2>&1");
}

TEST(OptionFile, KeepsEveryByteWhereverItStands) {
  std::vector<std::string> values;
  for (int code = 1; code < 256; ++code) {
    const std::string byte(1, static_cast<char>(code));
    for (const std::string& value : {byte, byte + "a", "a" + byte, " " + byte + " ", byte + byte,
                                     "'" + byte + " #b", "\"" + byte + "\" #b", "\\" + byte, byte + "\\"}) {
      values.push_back(value);
    }
  }
  EXPECT_EQ(ReadBack(values), Expected(values));
}

TEST(OptionFile, KeepsRandomStrings) {
  std::mt19937 random(20261121);  // NOLINT: the same strings each time
  const std::string kMarks = "\"'#;\\ \t\n\r%$={}[]!nrtbs\xc3\xa9";
  std::vector<std::string> values;
  for (int i = 0; i < 3000; ++i) {
    std::string value;
    for (auto length = random() % 40; length > 0; --length) {
      value += random() % 3 == 0 ? static_cast<char>(1 + random() % 255) : kMarks[random() % kMarks.size()];
    }
    values.push_back(value);
  }
  EXPECT_EQ(ReadBack(values), Expected(values));
}

TEST(OptionFile, RefusesALineThatMariadbWouldSplit) {
  const std::string longest(4094 - 3 - 2, '#');  // v0= and two quotes
  EXPECT_EQ(ReadBack({longest, "next"}), Expected({longest, "next"}));
  EXPECT_NE(ReadBack({longest + "#"}).find("4094"), std::string::npos);
  EXPECT_FALSE(Render(FileOf({std::string(2040, '"') + std::string(20, 'x')})).ok());
}

TEST(OptionFile, RefusesWhatItCannotExpress) {
  EXPECT_FALSE(Render(FileOf({std::string("a\0b", 3)})).ok());
  for (const char* name : {"", "a b", "a=b", "#a", "[a", "a\n", "-a", "_a", "!include", "\xc3\xa9"}) {
    EXPECT_FALSE(Render({"", {{"mysqld", {{name, "x", "", false}}}}}).ok()) << name;
    EXPECT_FALSE(Render({"", {{name, {}}}}).ok()) << name;
  }
}

TEST(OptionFile, NamesTheOptionAndNotTheValueInARefusal) {
  const auto text = Render({"", {{"sst", {{"tkey", std::string("sesame\0", 7), "", true}}}}});
  ASSERT_FALSE(text.ok());
  EXPECT_NE(text.error().message.find("[sst] tkey"), std::string::npos);
  EXPECT_EQ(text.error().message.find("sesame"), std::string::npos);
}

TEST(OptionFile, ShowsHeadReasonsBareNamesAndPlainValues) {
  const OptionFile file = {
      "one\ntwo",
      {{"mysqld", {{"skip_networking", std::nullopt, "why\nx=1", false}, {"port", "3306", "", false}}},
       {"client", {{"socket", "", "", false}}}}};
  EXPECT_EQ(*Render(file),
            "# one\n# two\n\n[mysqld]\n# why\n# x=1\nskip_networking\nport=3306\n\n[client]\nsocket=\"\"\n");
}

TEST(OptionFile, MasksSecretsForPeople) {
  const OptionFile file = {"", {{"mysqld", {{"a", "sesame", "", true}, {"b", "open", "", false}}}}};
  EXPECT_EQ(*RenderMasked(file), "\n[mysqld]\na=******\nb=open\n");
  EXPECT_EQ(*Render(file), "\n[mysqld]\na=sesame\nb=open\n");
}

TEST(OptionFile, FindsTheLastLineOfAName) {
  const OptionFile file = {
      "", {{"mysqld", {{"a", "1", "", false}, {"a", "2", "", false}}}, {"sst", {{"b", "3", "", false}}}}};
  EXPECT_EQ(file.Find("mysqld", "a")->value, "2");
  EXPECT_EQ(file.Find("mysqld", "b"), nullptr);
}

}  // namespace
}  // namespace watchdog
