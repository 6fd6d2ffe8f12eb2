// How much memory the process keeps resident. Main thread.
#pragma once

namespace watchdog {

// Before other threads start.
void SetUpMemory();

// The program and its libraries have megabytes of code that only a start needs;
// gives it back to the page cache, from where what is needed after all returns.
void GiveBackCode();

}  // namespace watchdog
