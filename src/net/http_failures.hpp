#pragma once
#include <string_view>

#include "net/http.hpp"

/// What can go wrong with a request, sorted into kinds and said in words.
namespace aloft::net {

Error too_large(const Request& request);
Error interrupted(const Request& request);
/// `code` is a CURLcode.
std::unexpected<Error> failed_transfer(const Request& request, int code, std::string_view words);
/// An answer that is no success; `complaint` is the beginning of its body.
std::unexpected<Error> failed_status(const Request& request, long status, std::string_view complaint);

}  // namespace aloft::net
