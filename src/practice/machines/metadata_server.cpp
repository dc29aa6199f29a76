#include "practice/machines/metadata_server.hpp"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "practice/machines/metadata_answer.hpp"

namespace aloft::practice {
namespace {

using nlohmann::json;
using serve::Answer;
using serve::Reply;
using serve::Request;

/// More than a machine's own programs ever ask at once. Whoever asked first is answered as it is, so that a machine
/// cannot fill our memory.
constexpr std::size_t most_waiters = 64;
/// A machine that asks and asks must not fill our memory.
constexpr std::size_t most_timers = 256;
constexpr std::chrono::minutes longest_timer{10};

constexpr std::string_view guest_attributes = "/computeMetadata/v1/instance/guest-attributes/";
constexpr std::string_view accounts = "/computeMetadata/v1/instance/service-accounts/";

bool has_flavor(const Request& request) {
    const std::string* flavor = request.header("Metadata-Flavor");
    return flavor != nullptr && *flavor == "Google";
}

/// The account in ".../service-accounts/default/token"; nothing for other paths.
std::string_view account_in(std::string_view path, std::string_view end) {
    if (!path.starts_with(accounts) || !path.ends_with(end)) return {};
    path.remove_prefix(accounts.size());
    if (path.size() <= end.size()) return {};
    path.remove_suffix(end.size());
    return path.find('/') == std::string_view::npos ? path : std::string_view();
}

/// "namespace/key" and no other depth.
bool is_attribute(std::string_view path) {
    const auto slash = path.find('/');
    return slash != std::string_view::npos && slash > 0 && slash + 1 < path.size() &&
           path.find('/', slash + 1) == std::string_view::npos;
}

}  // namespace

MetadataServer::MetadataServer(MetadataSource& source, serve::Loop& loop, std::string machine_id)
    : source_(source), loop_(loop), id_(std::move(machine_id)), self_(std::make_shared<MetadataServer*>(this)) {}

MetadataServer::~MetadataServer() { *self_ = nullptr; }

void MetadataServer::handle(Request request, Reply reply) {
    const auto query = read_metadata_query(request.target);
    if (!query) return reply(metadata_refusal(400, "Your client has issued a malformed or illegal request."));
    // The one question that needs no header: is this Google's?
    if (query->path == "/" && request.method == "GET") return reply(answer_now(*query));
    if (request.header("X-Forwarded-For") != nullptr)
        return reply(metadata_refusal(403, "Request contains an X-Forwarded-For header: it came by way of a proxy."));
    if (!has_flavor(request)) return reply(metadata_refusal(403, "Missing Metadata-Flavor:Google header."));
    if (request.method == "GET" || request.method == "HEAD") return get(*query, std::move(reply));
    if (request.method == "PUT" || request.method == "DELETE") return reply(change(request, *query));
    reply(metadata_refusal(405, "The request method <code>" + std::string(request.method == "POST" ? "POST" : "given") +
                                    "</code> is inappropriate for the URL."));
}

void MetadataServer::get(const MetadataQuery& query, Reply reply) {
    if (const auto account = account_in(query.path, "/token"); !account.empty()) return reply(token(account));
    if (const auto account = account_in(query.path, "/identity"); !account.empty())
        return reply(identity(account, query));
    Answer now = answer_now(query);
    const bool asks_for_another = !query.last_etag || *query.last_etag == etag_of(now);
    const bool too_many = query.timeout && timers_ >= most_timers;
    if (!query.wait_for_change || now.status != 200 || !asks_for_another || too_many) return reply(std::move(now));
    wait(query, std::string(etag_of(now)), std::move(reply));
}

Answer MetadataServer::answer_now(const MetadataQuery& query) const {
    const json tree = source_.tree(id_);
    if (tree.is_null()) return metadata_not_found(query.path);
    return metadata_answer(tree, query);
}

Answer MetadataServer::token(std::string_view account) const {
    const json token = source_.token(id_, account);
    if (token.is_null()) return metadata_not_found(std::string(accounts) + std::string(account) + "/token");
    return metadata_page(200, "application/json", token.dump());
}

Answer MetadataServer::identity(std::string_view account, const MetadataQuery& query) const {
    if (query.identity.audience.empty()) return metadata_refusal(400, "non-empty audience parameter required");
    const std::string token = source_.identity(id_, account, query.identity);
    if (token.empty()) return metadata_not_found(query.path);
    return metadata_page(200, "text/html; charset=UTF-8", token);
}

Answer MetadataServer::change(const Request& request, const MetadataQuery& query) {
    if (!query.path.starts_with(guest_attributes))
        return metadata_refusal(405, "Only guest attributes can be written from inside.");
    const std::string_view path = std::string_view(query.path).substr(guest_attributes.size());
    if (!is_attribute(path)) return metadata_refusal(400, "A guest attribute is called by its namespace and its key.");
    const bool takes = request.method == "DELETE";
    if (takes && answer_now(query).status == 404) return metadata_not_found(query.path);
    const auto done = source_.set_guest_attribute(id_, path, takes ? std::nullopt : std::optional(request.body));
    if (!done) return metadata_refusal(done.error().kind == ErrorKind::bad_input ? 400 : 403, done.error().detail);
    return metadata_page(200, "application/text", "");
}

void MetadataServer::wait(MetadataQuery query, std::string etag, Reply reply) {
    const std::uint64_t number = next_number_++;
    const auto timeout = query.timeout;
    waiters_.push_back({number, std::move(query), std::move(etag), std::move(reply)});
    if (timeout) {
        ++timers_;
        // To answer before the time that was asked for is no mistake, and a timer cannot be taken back.
        loop_.after(std::min<std::chrono::milliseconds>(*timeout, longest_timer),
                    [self = std::weak_ptr(self_), number] {
                        const auto server = self.lock();
                        if (!server || *server == nullptr) return;
                        --(*server)->timers_;
                        (*server)->give_up(number);
                    });
    }
    if (waiters_.size() > most_waiters) give_up(waiters_.front().number);
}

void MetadataServer::give_up(std::uint64_t number) {
    const auto match = std::ranges::find(waiters_, number, &Waiter::number);
    if (match == waiters_.end()) return;
    const Waiter waiter = std::move(*match);
    waiters_.erase(match);
    waiter.reply(answer_now(waiter.query));
}

void MetadataServer::tree_changed() {
    const json tree = source_.tree(id_);
    // Replies may make new waiters: those wait for the next change.
    std::vector<std::pair<Reply, Answer>> due;
    for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
        Answer now = tree.is_null() ? metadata_not_found(waiter->query.path) : metadata_answer(tree, waiter->query);
        if (etag_of(now) == waiter->etag) {
            ++waiter;
            continue;
        }
        due.emplace_back(std::move(waiter->reply), std::move(now));
        waiter = waiters_.erase(waiter);
    }
    for (auto& [reply, answer] : due) reply(std::move(answer));
}

}  // namespace aloft::practice
