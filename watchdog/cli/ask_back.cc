#include "cli/ask_back.h"

#include <cstdio>
#include <iostream>

namespace watchdog {

void PrintFindings(const std::vector<std::string>& findings) {
  for (const std::string& finding : findings) std::printf("  - %s\n", finding.c_str());
}

bool HumanAgrees() {
  std::printf("Type yes to go on: ");
  std::fflush(stdout);
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

}  // namespace watchdog
