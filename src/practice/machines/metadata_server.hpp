#pragma once
#include <cstdint>
#include <list>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "practice/hall.hpp"
#include "practice/machines/metadata_query.hpp"
#include "serve/http.hpp"
#include "serve/loop.hpp"

namespace aloft::practice {

/// The metadata server of one machine: who asks is known from the socket, not from what is said. Lives on the loop.
class MetadataServer final : public serve::Handler {
public:
    MetadataServer(MetadataSource& source, serve::Loop& loop, std::string machine_id);
    MetadataServer(const MetadataServer&) = delete;
    MetadataServer& operator=(const MetadataServer&) = delete;
    ~MetadataServer() override;

    void handle(serve::Request request, serve::Reply reply) override;
    /// Answers those whose part of the tree is another now.
    void tree_changed();

private:
    struct Waiter {
        std::uint64_t number;
        MetadataQuery query;
        std::string etag;  ///< what it has
        serve::Reply reply;
    };

    serve::Answer answer_now(const MetadataQuery& query) const;
    void get(const MetadataQuery& query, serve::Reply reply);
    serve::Answer change(const serve::Request& request, const MetadataQuery& query);
    serve::Answer identity(std::string_view account, const MetadataQuery& query) const;
    serve::Answer token(std::string_view account) const;
    void wait(MetadataQuery query, std::string etag, serve::Reply reply);
    void give_up(std::uint64_t number);

    MetadataSource& source_;
    serve::Loop& loop_;
    std::string id_;
    std::list<Waiter> waiters_;  ///< the longest first
    std::uint64_t next_number_ = 1;
    std::size_t timers_ = 0;  ///< that have not fired, of waiters who may be gone
    std::shared_ptr<MetadataServer*> self_;  ///< what timers hold on to: empty when we are gone
};

}  // namespace aloft::practice
