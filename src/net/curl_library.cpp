// The checks that curl's header makes of macros would have us call the functions directly.
#define CURL_DISABLE_TYPECHECK
#include "net/curl_library.hpp"

#include <dlfcn.h>

namespace aloft::net {
namespace {

// The name of the interface that all of libcurl's versions since 2006 have kept.
constexpr const char* library_name = "libcurl.so.4";

std::unexpected<Error> missing(std::string detail) {
    return failure(ErrorKind::missing_tool, "preparing to use the network", std::move(detail),
                   "install libcurl (on Debian: apt install libcurl4)");
}

template <class Function>
bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
}

Result<CurlLibrary> load() {
    void* const library = ::dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return missing(::dlerror());
    CurlLibrary curl{};
    const bool complete =
        find(library, "curl_global_init", curl.global_init) && find(library, "curl_easy_init", curl.easy_init) &&
        find(library, "curl_easy_reset", curl.easy_reset) && find(library, "curl_easy_setopt", curl.easy_setopt) &&
        find(library, "curl_easy_perform", curl.easy_perform) &&
        find(library, "curl_easy_getinfo", curl.easy_getinfo) && find(library, "curl_easy_header", curl.easy_header) &&
        find(library, "curl_easy_strerror", curl.easy_strerror) &&
        find(library, "curl_easy_cleanup", curl.easy_cleanup) &&
        find(library, "curl_slist_append", curl.slist_append) &&
        find(library, "curl_slist_free_all", curl.slist_free_all);
    if (!complete) return missing(::dlerror());
    if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return missing("libcurl does not start");
    return curl;
}

}  // namespace

const Result<CurlLibrary>& curl_library() {
    static const Result<CurlLibrary> library = load();
    return library;
}

}  // namespace aloft::net
