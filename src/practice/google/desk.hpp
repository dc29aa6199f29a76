#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "practice/call_log.hpp"
#include "practice/google/engine.hpp"
#include "practice/google/router.hpp"
#include "practice/google/sign_in.hpp"
#include "practice/hall.hpp"
#include "serve/http.hpp"

namespace aloft::practice::google {

/// Where all calls of Google's APIs come in: told apart, held against who asks and what the weather does to them, and
/// answered by their methods. Nothing is answered that the records have not kept. Lives on the loop.
class Desk final : public serve::Handler, public MetadataSource {
public:
    /// Keeps references. `base` is where we are reached.
    Desk(Office& office, SignIn& sign_in, CallLog& log, std::string base);

    /// After the world is founded: asks the hall for its addresses and goes on with what was at work.
    void resume();
    /// The world's clock was turned or its weather changed.
    void world_changed();
    /// A spot machine that runs, by its name in the records, is taken away now.
    Result<void> take_away(std::string_view machine);

    /// Called whenever something has happened by the world's clock alone.
    void on_news(std::function<void()> told) { news_ = std::move(told); }

    void handle(serve::Request request, serve::Reply reply) override;

    Json tree(std::string_view machine_id) const override;
    Result<void> set_guest_attribute(std::string_view machine_id, std::string_view path,
                                     std::optional<std::string> value) override;
    void on_change(std::function<void(std::string_view machine_id)> told) override;
    Json token(std::string_view machine_id, std::string_view account) override;
    std::string identity(std::string_view machine_id, std::string_view account, const IdentityWish& wish) override;

private:
    struct Visit;
    using Visited = std::shared_ptr<Visit>;
    struct Waiting {
        std::string operation;
        Visited visit;
    };

    void receive(const Visited& visit, const serve::Request& request);
    void visit_method(const Visited& visit, const serve::Request& request);
    bool meets_weather(const Visited& visit);
    std::expected<void, Refusal> prepare(Visit& visit, const serve::Request& request);
    void answer_at_once(const Visited& visit);
    void wait_for_operation(const Visited& visit);
    void read_console(const Visited& visit);
    Outcome answer_of_method(Visit& visit);
    Outcome answer_or_repeat(Visit& visit);
    void fail_late(const Json& answer, const Fault& fault);
    void finish(const Visited& visit, const Outcome& outcome);
    void send(const Visited& visit, serve::Answer answer, std::string outcome);
    void operation_ended(std::string_view name);
    void tell_changes();
    /// {email, scopes} of a machine's service account; null when it has none of that name.
    Json account_of(std::string_view machine_id, std::string_view account) const;
    static bool hides_a_scope(const Visit& visit);
    const Method* method(std::string_view id) const;

    Office& office_;
    SignIn& sign_in_;
    CallLog& log_;
    std::string base_;
    Schemas schemas_;
    Router router_;
    std::map<std::string_view, Method> methods_;
    Engine engine_;
    std::vector<Waiting> waiting_;
    std::vector<std::function<void(std::string_view)>> told_;
    std::function<void()> news_ = [] {};
    std::map<std::string, std::size_t> seen_trees_;  ///< hashes, of machines that run
};

}  // namespace aloft::practice::google
