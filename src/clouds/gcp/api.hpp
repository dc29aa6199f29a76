#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "clouds/gcp/few_at_once.hpp"
#include "clouds/gcp/rate_gate.hpp"
#include "clouds/gcp/tokens.hpp"
#include "core/result.hpp"
#include "net/http.hpp"
#include "system/clock.hpp"
#include "system/interruption.hpp"
#include "system/random.hpp"

namespace aloft::gcp {

/// Where each of Google's services answers: "https://compute.googleapis.com". A practice cloud has one address for all.
struct Services {
    std::string compute;
    std::string quotas;
    std::string billing;
    std::string usage;
    std::string projects;
    std::string accounts;
    std::string tokens;  ///< tells whose a token is
    std::string caller;  ///< tells whoever asks from which address he does, as a line of text
};

Services google_itself();
Services all_at(const std::string& address);

/// One call. All of them may be repeated: those that change something bear a request id, or say the whole of what shall
/// be.
struct ApiCall {
    std::string method = "GET";
    std::string url;  ///< with its service, without its query
    std::map<std::string, std::string> query;
    const nlohmann::json* body = nullptr;
    std::string doing;  ///< for failures: "making disk aloft-a1"
    std::chrono::milliseconds time_limit{60'000};  ///< of each attempt
    int attempts = 6;  ///< when it fails in passing
    /// Of those that change something; a mere question is always let go.
    net::OnInterruption on_interruption = net::OnInterruption::finish;
};

/// Google's REST as calls that answer JSON: signs them, repeats what failed in passing, in growing pauses with some
/// chance in them, and sorts the refusals. Thread-safe.
class Api {
public:
    struct Parts {
        net::Http& http;
        Tokens& tokens;
        Clock& clock;
        Random& random;
        const Interruption& interruption;
        /// Whose quota and money a person's calls are counted against; gcloud's sign-in alone does not say it.
        std::function<Result<std::string>()> project = [] { return Result<std::string>(std::string()); };
    };

    explicit Api(Parts parts) : parts_(std::move(parts)), gate_(parts_.clock, parts_.random, parts_.interruption) {}

    Result<nlohmann::json> call(const ApiCall& call);
    /// All pages of a list, as the elements of its field `items`, or what that is called there. A list with something
    /// missing is a failure: what is not in it would seem not to be there.
    Result<nlohmann::json> list(ApiCall call, const char* items = "items");

private:
    Result<net::Call> signed_call(const ApiCall& call, const std::string& token);
    Result<nlohmann::json> once(const ApiCall& call, std::optional<net::Reply>& refused);
    Result<net::Reply> send(const net::Call& call);
    std::chrono::milliseconds pause_before(int repetition, const net::Reply* reply);

    /// Of 200 machines that are looked at together the answers would fill the memory, and be no sooner there: Google
    /// answers fewer a second. What is told, and waited for, is not held up.
    static constexpr int most_questions = 64;

    Parts parts_;
    RateGate gate_;
    FewAtOnce questions_{most_questions};
};

/// A random UUID, as `requestId` has to be.
std::string new_request_id(Random& random);

}  // namespace aloft::gcp
