#include "inspection.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace galera {

namespace fs = std::filesystem;

Place::Place() {
  std::string path = (fs::temp_directory_path() / "galera-inspect-XXXXXX").string();
  EXPECT_NE(mkdtemp(path.data()), nullptr);
  EXPECT_EQ(chmod(path.c_str(), 0755), 0);
  path_ = path;
}

Place::~Place() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Place::Write(const std::string& name, const std::string& text) const {
  fs::create_directories(fs::path(At(name)).parent_path());
  std::ofstream(At(name), std::ios::trunc) << text;
}

bool Place::Holds(const std::string& part) const {
  for (const auto& entry : fs::directory_iterator(path_)) {
    if (entry.path().filename().string().find(part) != std::string::npos) return true;
  }
  return false;
}

Inspection Inspect(const std::vector<std::string>& arguments) {
  testing_cluster::ChildOptions options;
  options.argv = {GALERA_WARDEN_PROGRAM, "inspect"};
  options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
  const auto ran = testing_cluster::RunCommand(options, testing_cluster::Millis(60000));
  if (!ran) {
    ADD_FAILURE() << ran.error().message;
    return {};
  }
  return {ran->exit.code.value_or(-1), ran->out, ran->err, nlohmann::json::parse(ran->out, nullptr, false)};
}

}  // namespace galera
