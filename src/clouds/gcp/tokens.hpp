#pragma once
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "clouds/gcp/credentials.hpp"
#include "clouds/gcp/token_file.hpp"
#include "net/http.hpp"
#include "system/clock.hpp"

namespace aloft::gcp {

/// Proves who asks, for as long as the program runs: a token is kept and made anew before it ends, and kept for the next
/// process where there is a file for it. Thread-safe; of several who need one at once, one asks.
class Tokens {
public:
    using Find = std::function<Result<Credentials>()>;

    Tokens(net::Http& http, Clock& clock, Find find, std::optional<TokenFile> file = std::nullopt)
        : http_(http), clock_(clock), find_(std::move(find)), file_(std::move(file)) {}

    Result<std::string> token();
    /// One that Google does not take any more, whatever its end: the next is made anew.
    void forget(const std::string& token);
    /// As found on the first use.
    Result<Credentials> credentials();

private:
    struct Token {
        std::string text;
        std::chrono::milliseconds ends{0};  ///< by the clock's elapsed time
    };

    Result<Credentials> credentials_locked();
    /// Of an earlier process.
    std::optional<Token> kept(const Credentials& credentials);
    void keep(const Credentials& credentials, const Token& token);
    Result<Token> renewed(const Credentials& credentials);
    Result<Token> token_of(const UserKey& key, const Credentials& credentials);
    Result<Token> token_of(const AccountKey& key, const Credentials& credentials);
    Result<Token> token_of(const ForeignKey& key, const Credentials& credentials);
    Result<Token> token_of(const MachineKey& key, const Credentials& credentials);
    Result<std::string> foreign_token(const ForeignKey& key);
    Result<Token> impersonated(const Credentials& credentials, const Token& own);
    Result<Token> ask(const net::Call& call, const Credentials& credentials);

    net::Http& http_;
    Clock& clock_;
    Find find_;
    std::optional<TokenFile> file_;
    std::mutex mutex_;
    std::optional<Credentials> credentials_;
    std::optional<Token> token_;
};

}  // namespace aloft::gcp
