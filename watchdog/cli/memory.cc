#include "cli/memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace watchdog {
namespace {

// Only what the dynamic linker never writes to: a dropped page would come back
// without its relocations.
int GiveBackObject(dl_phdr_info* object, std::size_t, void*) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t begin = (object->dlpi_addr + segment.p_vaddr) / page * page;
    const std::uintptr_t end = object->dlpi_addr + segment.p_vaddr + segment.p_filesz;
    // A kernel that refuses costs memory, nothing else. The linker tells addresses as numbers.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void SetUpMemory() {
  // One scrape leaves a megabyte free that the next one needs: giving it back
  // each time costs a quarter of a scrape's CPU time in page faults. Whatever
  // is much larger than an ordinary page does go back. One arena, because its
  // free memory then serves all threads.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TRIM_THRESHOLD, 4 << 20);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

void GiveBackCode() { dl_iterate_phdr(GiveBackObject, nullptr); }

}  // namespace watchdog
