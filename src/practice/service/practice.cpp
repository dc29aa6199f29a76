#include "practice/service/practice.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "market/catalog.hpp"
#include "practice/google/addressing.hpp"
#include "practice/google/identity.hpp"
#include "practice/google/sign_in.hpp"
#include "practice/machines/metadata_doors.hpp"
#include "practice/machines/podman_hall.hpp"
#include "practice/service/call_file.hpp"
#include "practice/service/front.hpp"
#include "practice/service/google_desk.hpp"
#include "practice/service/hall_again.hpp"
#include "practice/service/sign_in_files.hpp"
#include "practice/service/standing_world.hpp"
#include "serve/authority.hpp"
#include "serve/server.hpp"
#include "system/daemon.hpp"
#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft::practice {
namespace {

using std::chrono::milliseconds;

constexpr std::uint16_t usual_port = 8470;
constexpr std::size_t calls_in_memory = 10'000;
constexpr std::size_t length_of_token = 40;
constexpr milliseconds look_for_interruption{200};
/// After the last answer, so that whoever asked for the end hears of it.
constexpr milliseconds last_breath{100};
constexpr std::chrono::seconds soft_end{5};

const std::vector<std::string>& hosts() {
    static const std::vector<std::string> all{"127.0.0.1", "localhost"};
    return all;
}

/// Names that Google's clients may know us by: they are told apart by path.
const std::vector<std::string>& names_of_google() {
    static const std::vector<std::string> all{"localhost",
                                              "compute.googleapis.com",
                                              "www.googleapis.com",
                                              "oauth2.googleapis.com",
                                              "cloudquotas.googleapis.com",
                                              "serviceusage.googleapis.com",
                                              "cloudbilling.googleapis.com",
                                              "cloudresourcemanager.googleapis.com",
                                              "iam.googleapis.com",
                                              "iamcredentials.googleapis.com"};
    return all;
}

std::vector<std::string> all_hosts() {
    std::vector<std::string> all = hosts();
    all.insert(all.end(), names_of_google().begin(), names_of_google().end());
    return all;
}

HallPlace hall_place(const StateFolder& folder, const Home& home) {
    return {.name = "google", .home = home, .folder = folder.machines()};
}

/// The practice cloud while it lives. Everything is on the loop's thread; members die in the order opposite to that in
/// which they need one another.
class Practice {
public:
    Practice(const PracticeParts& parts, StateFolder folder, std::unique_ptr<Records> records, World world,
             const market::Catalog& catalog)
        : parts_(parts),
          folder_(std::move(folder)),
          records_(std::move(records)),
          catalog_(catalog),
          clock_(parts.clock, kept_turn(*records_)),
          weather_(std::move(world), clock_),
          quota_(weather_.world(), &clock_),
          call_file_(folder_.calls()),
          news_(loop_),
          sign_in_(*records_, parts.clock, parts.random),
          server_(loop_) {
        places_.emplace(catalog_, weather_.world());
        calls_.begin_after(call_file_.last_number());
        calls_.tell([this](const LoggedCall& call) {
            call_file_.add(call);
            news_.happened();
        });
    }

    Result<void> begin(const PracticeWish& wish) {
        for (const std::string& name : records_->damaged())
            parts_.tell(
                fmt::format("{} in {} could not be read; it is set aside there, among `damaged`, and what it was "
                            "of is gone",
                            name, folder_.records().string()));
        endpoint_ = folder_.endpoint().value_or(Endpoint{});
        if (endpoint_.token.empty()) endpoint_.token = random_word(parts_.random, length_of_token);
        endpoint_.pid = id_of_this_process();
        if (auto made = google::make_signer(*records_, parts_.clock.now()); !made) return made;
        keep_paper(*records_, wish.paper.value_or(kept_paper(*records_)));
        if (auto kept = records_->commit(); !kept) return kept;
        if (!kept_paper(*records_)) find_hall();
        if (auto opened = open_ports(wish); !opened) return opened;
        begin_desk();
        return {};
    }

    /// Until it is stopped; a failure says why it could not go on.
    Result<void> run() {
        watch_interruption();
        loop_.run();
        // A machine that was booting when the others were powered off is on now.
        loop_.finish_work();
        power_off_machines();
        return ended_;
    }

private:
    std::string base() const { return fmt::format("http://127.0.0.1:{}", endpoint_.port); }

    void find_hall() {
        auto hall =
            std::make_unique<PodmanHall>(hall_place(folder_, parts_.home), parts_.processes,
                                         HallNews{[this](const std::string& id, const std::filesystem::path& socket) {
                                                      loop_.post([this, id, socket] { open_door(id, socket); });
                                                  },
                                                  [this](const std::string& id) {
                                                      loop_.post([this, id] {
                                                          if (doors_) doors_->close(id);
                                                      });
                                                  }});
        const std::vector<std::string> shortcomings = hall->shortcomings();
        if (!shortcomings.empty()) {
            why_paper_ = fmt::format("{}", fmt::join(shortcomings, " "));
            return;
        }
        limitations_ = hall->limitations();
        hall_ = std::move(hall);
    }

    void open_door(const std::string& id, const std::filesystem::path& socket) {
        if (!doors_) return;
        if (const auto opened = doors_->open(id, socket); !opened) parts_.tell(describe(opened.error()));
    }

    /// A handler is needed to listen, and the port to know who we are: the port is taken first, nobody is answered before
    /// the loop runs.
    Result<void> open_ports(const PracticeWish& wish) {
        if (auto port = open_port(wish); !port) return failed(port);
        const auto authority = serve::Authority::in(folder_.authority(), parts_.clock.now());
        if (!authority) return failed(authority);
        const auto identity = authority->identity(names_of_google(), parts_.clock.now());
        if (!identity) return failed(identity);
        auto tls = server_.listen(endpoint_.tls_port, later_, all_hosts(), *identity);
        if (!tls) tls = server_.listen(0, later_, all_hosts(), *identity);
        if (!tls) return failed(tls);
        endpoint_.tls_port = *tls;
        compose(authority->certificate_file());
        return {};
    }

    Result<void> open_port(const PracticeWish& wish) {
        const std::uint16_t first = wish.port.value_or(endpoint_.port == 0 ? usual_port : endpoint_.port);
        auto port = server_.listen(first, later_, all_hosts());
        // One that was asked for in words is not replaced by another.
        if (!port && !wish.port && port.error().kind == ErrorKind::conflict)
            port = server_.listen(0, later_, all_hosts());
        if (!port) return failed(port);
        endpoint_.port = *port;
        return {};
    }

    /// Made before anybody is answered, and there until the end.
    template <class Part>
    static Part& made(std::optional<Part>& part) {
        if (!part) throw std::logic_error("the practice cloud was asked before it was put together");
        return *part;
    }

    void compose(const std::filesystem::path& authority_file) {
        office_.emplace(google::Office{clock_, weather_, made(places_), quota_, *records_, loop_, parts_.random,
                                       hall_.get(), parts_.tell});
        usage_ = [this](std::string_view project) { return google::usage_in(made(office_), project); };
        desk_ = google_desk(made(office_), sign_in_, calls_, base());
        desk_->on_news([this] { news_.happened(); });
        if (hall_) doors_.emplace(desk_->metadata(), loop_, server_);
        own_.emplace(OwnApi::Parts{
            {endpoint_, authority_file, hall_ ? "real" : "paper", why_paper_, limitations_},
            {weather_, made(places_), quota_, *records_, usage_},
            clock_,
            calls_,
            news_,
            *desk_,
            {[this](World world, std::string_view bytes) { return change_weather(std::move(world), bytes); },
             [this](std::chrono::seconds forward) { return turn(forward); },
             [this](std::function<void(Result<nlohmann::json>)> then) {
                 make_sign_in_files(made(office_), sign_in_, base(), std::move(then));
             },
             [this] { stop(); }},
            page_files(),
            parts_.tell});
        front_.emplace(made(own_), *desk_, [this] { return google::address_of_this_computer(*records_); });
    }

    Result<void> change_weather(World world, std::string_view bytes) {
        if (auto kept = keep_world(folder_, bytes); !kept) return kept;
        weather_.change(std::move(world));
        places_.emplace(catalog_, weather_.world());  // in the same place: others hold on to it
        desk_->world_changed();
        news_.happened();
        return {};
    }

    Result<void> turn(std::chrono::seconds forward) {
        if (auto kept = keep_turn(*records_, clock_.ahead() + forward); !kept) return kept;
        clock_.turn(forward);
        desk_->world_changed();
        news_.happened();
        return {};
    }

    /// The hall first, so that what is done in it finds it as the records have it.
    void begin_desk() {
        if (!hall_) return open_doors();
        const auto running = std::make_shared<Result<std::vector<std::string>>>();
        loop_.work([this, running, wish = hall_wish(made(office_))] { *running = tidy(*hall_, wish); },
                   [this, running] {
                       if (*running)
                           start_again(made(office_), **running);
                       else
                           parts_.tell(describe(running->error()));
                       open_doors();
                   });
    }

    /// Nobody is answered before the world stands.
    void open_doors() {
        desk_->resume();
        later_.handler = &made(front_);
        ended_ = folder_.keep(endpoint_);
        if (!ended_) return loop_.stop();
        parts_.tell(fmt::format("practice cloud \"{}\" answers at {}, {} machines", weather_.world().name, base(),
                                hall_ ? "real" : "paper"));
    }

    /// Machines do not go on without their cloud: nobody would tell them anything, and they are in the person's way.
    void stop() {
        if (std::exchange(stopping_, true)) return;
        loop_.work([this] { power_off_machines(); }, [this] { loop_.after(last_breath, [this] { loop_.stop(); }); });
    }

    void power_off_machines() {
        if (!hall_) return;
        const auto running = hall_->running();
        if (!running) return parts_.tell(describe(running.error()));
        for (const std::string& id : *running)
            if (const auto off = hall_->power_off(id, soft_end); !off) parts_.tell(describe(off.error()));
    }

    void watch_interruption() {
        if (parts_.interruption.requested()) return stop();
        loop_.after(look_for_interruption, [this] { watch_interruption(); });
    }

    /// Who answers is known only once the ports are.
    struct Later final : serve::Handler {
        serve::Handler* handler = nullptr;
        void handle(serve::Request request, serve::Reply reply) override {
            if (handler != nullptr) handler->handle(std::move(request), std::move(reply));
        }
    };

    const PracticeParts& parts_;
    StateFolder folder_;
    std::unique_ptr<Records> records_;
    const market::Catalog& catalog_;
    Result<void> ended_;
    bool stopping_ = false;
    Endpoint endpoint_;
    std::string why_paper_;
    std::vector<std::string> limitations_;
    std::unique_ptr<Hall> hall_;
    serve::AsioLoop loop_;
    WorldClock clock_;
    Weather weather_;
    std::optional<Places> places_;
    QuotaBook quota_;
    CallLog calls_{calls_in_memory};
    CallFile call_file_;
    News news_;
    google::SignIn sign_in_;
    std::optional<google::Office> office_;
    Usage usage_;
    std::unique_ptr<CloudDesk> desk_;
    std::optional<OwnApi> own_;
    std::optional<Front> front_;
    Later later_;
    serve::Server server_;
    std::optional<MetadataDoors> doors_;
};

Result<FileLock> taken_lock(const StateFolder& folder, const std::string& doing) {
    auto lock = FileLock::try_take(folder.lock(), std::to_string(id_of_this_process()));
    if (!lock) return failed(lock);
    if (!*lock) return failure(ErrorKind::conflict, doing, "it runs already", "aloft practice status says where");
    return std::move(**lock);
}

/// What cannot be read says nothing, and one that never began has made nothing.
bool may_have_machines(const StateFolder& folder) {
    if (!std::filesystem::exists(folder.records())) return false;
    const auto records = Records::open(folder.records());
    return !records || ever_had_machines(**records);
}

}  // namespace

Result<void> clear_practice(const std::filesystem::path& path, const Home& home, Processes& processes) {
    const StateFolder folder(path);
    if (!std::filesystem::exists(path)) return {};
    const auto lock = taken_lock(folder, "removing the practice cloud");
    if (!lock) return failed(lock);
    if (may_have_machines(folder)) {
        // Where there can be no machines there are none.
        PodmanHall hall(hall_place(folder, home), processes);
        if (hall.shortcomings().empty())
            if (auto gone = hall.keep_only({}, {}); !gone) return gone;
    }
    return remove_tree(path);
}

Result<void> run_practice(const PracticeWish& wish, const PracticeParts& parts) {
    const StateFolder folder(wish.folder);
    if (auto made = folder.make(); !made) return made;
    const auto lock = taken_lock(folder, "starting the practice cloud");
    if (!lock) return failed(lock);
    auto world = standing_world(folder, wish.world);
    if (!world) return failed(world);
    auto records = Records::open(folder.records());
    if (!records) return failed(records);
    const auto catalog = market::Catalog::over(parts.catalog, "the built-in catalog");
    if (!catalog) return failed(catalog);
    Practice practice(parts, folder, std::move(*records), std::move(*world), *catalog);
    if (auto begun = practice.begin(wish); !begun) return begun;
    if (auto ran = practice.run(); !ran) return ran;
    parts.tell("practice cloud stopped");
    return {};
}

}  // namespace aloft::practice
