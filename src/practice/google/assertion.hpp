#pragma once
#include <chrono>
#include <expected>
#include <string>
#include <string_view>

#include "practice/records.hpp"

namespace aloft::practice::google {

/// A JSON Web Token that a service account has signed with one of its keys, read and verified.
struct Assertion {
    std::string account;   ///< iss
    std::string subject;   ///< sub
    std::string audience;  ///< aud
    std::string scope;
    std::string target_audience;  ///< for whom it wants an identity token instead
    std::chrono::sys_seconds issued;
    std::chrono::sys_seconds expires;
};

/// The record of the account whose e-mail address says its project; empty for any other address.
std::string account_record_of(std::string_view email);

/// Whether a text has the form of one; what is not may be an access token.
bool looks_like_assertion(std::string_view text);

/// Why it is none that counts now, in Google's words for error_description; or the assertion.
std::expected<Assertion, std::string> verify_assertion(std::string_view text, const Records& records,
                                                       std::chrono::sys_seconds now);

}  // namespace aloft::practice::google
