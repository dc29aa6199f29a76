#include "practice/service/google_desk.hpp"

#include "practice/google/desk.hpp"

namespace aloft::practice {
namespace {

class GoogleDesk final : public CloudDesk {
public:
    GoogleDesk(google::Office& office, google::SignIn& sign_in, CallLog& calls, const std::string& base)
        : office_(office), desk_(office, sign_in, calls, base) {}

    void resume() override {
        google::found_world(office_);
        desk_.resume();
    }
    void world_changed() override {
        google::found_world(office_);
        desk_.world_changed();
    }
    Result<void> take_away(std::string_view machine) override { return desk_.take_away(machine); }
    void on_news(std::function<void()> told) override { desk_.on_news(std::move(told)); }
    MetadataSource& metadata() override { return desk_; }
    void handle(serve::Request request, serve::Reply reply) override {
        desk_.handle(std::move(request), std::move(reply));
    }

private:
    google::Office& office_;
    google::Desk desk_;
};

}  // namespace

std::unique_ptr<CloudDesk> google_desk(google::Office& office, google::SignIn& sign_in, CallLog& calls,
                                       const std::string& base) {
    return std::make_unique<GoogleDesk>(office, sign_in, calls, base);
}

}  // namespace aloft::practice
