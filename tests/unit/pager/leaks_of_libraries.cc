// A pager ends within half a second, whatever its threads are in; one that is still loading libcurl then
// takes OpenSSL's memory of itself along to the end of the program. LeakSanitizer asks for this name.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libcrypto.so\nleak:libssl.so\nleak:libcurl.so\n";
}
