// The accounts and databases of a first start, from the variables about them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "settings/node_settings.h"
#include "settings/problem_list.h"
#include "settings/readings.h"

namespace watchdog {

// Fills accounts (root first) and databases. Needs mode and sst_account. `bare`:
// the words were mariadbd's own, so that root comes from where the official image
// lets it. Fatal: contradicting or missing choices, names that are taken.
void MakeAccounts(const Readings& readings, bool bare, NodeSettings& settings, ProblemList& problems);

// The first account of that user, nullptr if there is none.
const Account* FindAccount(const std::vector<Account>& accounts, std::string_view user);

// The name in backticks, as GRANT takes it: '_' and '%' would stand for other letters.
std::string QuoteDatabaseForGrant(std::string_view database);

}  // namespace watchdog
