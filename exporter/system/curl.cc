#include "system/curl.h"

#include <dlfcn.h>

#include <string>

namespace galera {
namespace {

constexpr char kLibrary[] = "libcurl.so.4";

Error Missing(const std::string& what) {
  return {ErrorCode::kNotFound, what + "; install the package libcurl4"};
}

// False: no such function.
template <typename Function>
bool Find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

Result<Curl> Load() {
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return Missing(std::string(dlerror()));
  Curl curl;
  decltype(&curl_global_init) global_init = nullptr;
  const bool whole = Find(library, "curl_global_init", global_init) &&
                     Find(library, "curl_easy_init", curl.easy_init) &&
                     Find(library, "curl_easy_cleanup", curl.easy_cleanup) &&
                     Find(library, "curl_easy_setopt", curl.easy_setopt) &&
                     Find(library, "curl_easy_getinfo", curl.easy_getinfo) &&
                     Find(library, "curl_easy_perform", curl.easy_perform) &&
                     Find(library, "curl_easy_strerror", curl.easy_strerror) &&
                     Find(library, "curl_slist_append", curl.slist_append) &&
                     Find(library, "curl_slist_free_all", curl.slist_free_all) &&
                     Find(library, "curl_multi_init", curl.multi_init) &&
                     Find(library, "curl_multi_cleanup", curl.multi_cleanup) &&
                     Find(library, "curl_multi_add_handle", curl.multi_add_handle) &&
                     Find(library, "curl_multi_remove_handle", curl.multi_remove_handle) &&
                     Find(library, "curl_multi_perform", curl.multi_perform) &&
                     Find(library, "curl_multi_poll", curl.multi_poll) &&
                     Find(library, "curl_multi_wakeup", curl.multi_wakeup) &&
                     Find(library, "curl_multi_info_read", curl.multi_info_read);
  if (!whole) return Missing(std::string(kLibrary) + " is older than 7.68");
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return Error{ErrorCode::kRefused, std::string(kLibrary) + " can't be set up"};
  }
  return curl;
}

}  // namespace

const Result<Curl>& LoadCurl() {
  static const Result<Curl> loaded = Load();
  return loaded;
}

}  // namespace galera
