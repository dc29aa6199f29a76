// sign_assertion KEY_FILE SCOPE: what aloft signs with a service account's key, now.
#include <cstdio>
#include <filesystem>

#include "clouds/gcp/assertion.hpp"
#include "system/clock.hpp"
#include "system/files.hpp"

int main(int count, char** words) {
    if (count != 3) return 2;
    using namespace aloft;
    const auto text = read_file(words[1]);
    const auto credentials = text ? gcp::read_credentials(*text, words[1]) : Result<gcp::Credentials>(failed(text));
    if (!credentials) return std::fprintf(stderr, "%s\n", describe(credentials.error()).c_str()), 1;
    const auto* key = std::get_if<gcp::AccountKey>(&credentials->key);
    if (key == nullptr) return std::fprintf(stderr, "it is no service account's key\n"), 1;
    SystemClock clock;
    const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
    const auto assertion = gcp::signed_assertion(*key, words[2], now);
    if (!assertion) return std::fprintf(stderr, "%s\n", describe(assertion.error()).c_str()), 1;
    return std::printf("%s\n", assertion->c_str()) > 0 ? 0 : 1;
}
