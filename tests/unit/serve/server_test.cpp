#include "serve/server.hpp"

#include <sys/stat.h>
#include <gmock/gmock.h>

#include "fakes/fake_system.hpp"
#include "unit/serve/client.hpp"
#include "unit/serve/house.hpp"

namespace aloft::serve {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view get = "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1\r\nX-One: 1\r\n\r\n";

TEST(Server, HandsOverWhatWasAskedAndDeliversTheAnswer) {
    std::optional<Request> seen;
    House house([&](const Request& request, const Reply& reply) {
        seen = request;
        Answer answer = answer_with("{}");
        answer.status = 201;
        answer.headers = {{"ETag", "seven"}};
        reply(answer);
    });
    Client client(house.port);
    client.send("POST /a?b=c HTTP/1.1\r\nhost: localhost:99\r\nX-One: 1\r\nContent-Length: 4\r\n\r\nbody");
    EXPECT_EQ(client.answer(),
              "HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: 2\r\n"
              "ETag: seven\r\n\r\n{}");
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->method, "POST");
    EXPECT_EQ(seen->target, "/a?b=c");
    EXPECT_EQ(seen->body, "body");
    ASSERT_NE(seen->header("x-one"), nullptr);
    EXPECT_EQ(*seen->header("x-one"), "1");
    EXPECT_EQ(seen->header("x-two"), nullptr);
}

TEST(Server, KeepsTheConnectionUntilItIsToldNotTo) {
    House house(Desk::saying(answer_with("x")));
    Client client(house.port);
    for (int i = 0; i < 3; ++i) {
        client.send(get);
        EXPECT_THAT(client.answer(), EndsWith("\r\n\r\nx"));
    }
    client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(client.all(), HasSubstr("Connection: close\r\n\r\nx"));
    EXPECT_FALSE(client.was_reset());
}

TEST(Server, EndsTheConnectionOfAnOldClient) {
    House house(Desk::saying(answer_with("x")));
    Client client(house.port);
    client.send("GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    EXPECT_THAT(client.all(), EndsWith("\r\n\r\nx"));
}

TEST(Server, HandlesRequestsOfOneConnectionOneAfterAnother) {
    Kept kept;
    House house(kept.act());
    Client client(house.port);
    client.send(
        "GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /2 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "POST /3 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n3");
    for (const std::string target : {"/1", "/2", "/3"}) {
        auto [request, reply] = kept.next();
        EXPECT_EQ(request.target, target);
        house.on_loop([] {});
        EXPECT_EQ(kept.waiting(), 0U);  // the next one waits for this answer
        house.on_loop([&] { reply(answer_with(target)); });
        EXPECT_THAT(client.answer(), EndsWith("\r\n\r\n" + target));
    }
}

TEST(Server, TellsAClientThatAsksToSendItsBody) {
    House house([](const Request& request, const Reply& reply) { reply(answer_with(request.body)); });
    Client client(house.port);
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(client.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    EXPECT_THAT(client.answer(), EndsWith("\r\n\r\nbody"));
}

TEST(Server, SendsNoBodyWhereThereIsNone) {
    House house([](const Request& request, const Reply& reply) {
        Answer answer = answer_with("body");
        if (request.method == "GET") answer.status = 204;
        reply(answer);
    });
    Client client(house.port);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.answer(), "HTTP/1.1 204 No Content\r\n\r\n");
    client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const std::string answer = client.all();
    EXPECT_THAT(answer, HasSubstr("Content-Length: 4\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(Server, ARefusalSaysWhyThoughAHeadWasAskedForBefore) {
    House house(Desk::saying(answer_with("body")));
    Client client(house.port);
    client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\nno HTTP\r\n\r\n");
    const std::string answers = client.all();
    EXPECT_THAT(answers, HasSubstr("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answers, HasSubstr("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_THAT(answers, HasSubstr("\r\n\r\nthe request is no HTTP"));
}

TEST(Server, AHeaderThatWouldBeTwoIsLeftOut) {
    Answer answer = answer_with("x");
    answer.headers = {{"X-Good", "1"}, {"X-Bad", "1\r\nX-Worse: 2"}};
    House house(Desk::saying(answer));
    Client client(house.port);
    client.send(get);
    const std::string text = client.answer();
    EXPECT_THAT(text, HasSubstr("X-Good: 1"));
    EXPECT_THAT(text, Not(HasSubstr("X-Worse")));
}

TEST(Server, DeliversAsNetworksFail) {
    House house([](const Request& request, const Reply& reply) {
        Answer answer = answer_with("0123456789");
        if (request.target == "/none") answer.delivery = Delivery::none;
        if (request.target == "/half") answer.delivery = Delivery::half;
        if (request.target == "/late") answer.delay = std::chrono::milliseconds(1);
        reply(answer);
    });
    const auto asked = [&](const std::string& target) {
        Client client(house.port);
        client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const std::string answer = client.answer();
        return std::pair(answer, client.was_reset());
    };
    EXPECT_EQ(asked("/none"), std::pair(std::string(), true));
    const auto [half, reset] = asked("/half");
    EXPECT_THAT(half, HasSubstr("Content-Length: 10\r\n"));
    EXPECT_THAT(half, EndsWith("\r\n\r\n01234"));
    EXPECT_THAT(asked("/late").first, EndsWith("\r\n\r\n0123456789"));
}

TEST(Server, AnAnswerCountsOnce) {
    House house([](const Request&, const Reply& reply) {
        reply(answer_with("first"));
        reply(answer_with("second"));
    });
    Client client(house.port);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(client.all(), EndsWith("\r\n\r\nfirst"));
}

TEST(Server, AHandlerThatLetsGoOfAReplyEndsTheConnection) {
    House house([](const Request&, const Reply&) {});
    Client client(house.port);
    client.send(get);
    EXPECT_EQ(client.all(), "");
    house.until_connections(0);
}

TEST(Server, RepliesMayOutliveTheServer) {
    Kept kept;
    std::optional<Reply> reply;
    {
        House house(kept.act());
        Client client(house.port);
        client.send(get);
        reply = kept.next().second;
        house.on_loop([&] { house.server.reset(); });
        EXPECT_EQ(client.all(), "");
        house.on_loop([&] {
            (*reply)(answer_with("too late"));
            reply.reset();
        });
    }
}

TEST(Server, APortInUseIsAConflict) {
    House house(Desk::saying({}));
    const auto second = house.on_loop([&] { return house.server->listen(house.port, house.desk, {}); });
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::conflict);
}

struct Refusal {
    const char* name;
    std::string request;
    int status;
};

class ServerRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ServerRefuses, BeforeAnybodyHandlesIt) {
    bool handled = false;
    Limits limits;
    limits.header_bytes = 1024;
    limits.body_bytes = 1024;
    House house(
        [&](const Request&, const Reply& reply) {
            handled = true;
            reply({});
        },
        limits);
    Client client(house.port);
    client.send(GetParam().request);
    EXPECT_THAT(client.all(), StartsWith("HTTP/1.1 " + std::to_string(GetParam().status) + " "));
    EXPECT_FALSE(client.was_reset());
    client.close();
    house.until_connections(0);
    EXPECT_FALSE(handled);
}

const std::string long_text(1 << 20, 'x');
INSTANTIATE_TEST_SUITE_P(
    All, ServerRefuses,
    testing::Values(
        Refusal{"foreign_host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
        Refusal{"host_that_begins_like_ours", "GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example:80\r\n\r\n", 421},
        Refusal{"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
        Refusal{"two_hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400},
        Refusal{"whole_address", "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
        Refusal{"garbage", "\x16\x03\x01\x02 what is this\r\n\r\n", 400},
        Refusal{"other_version", "GET / HTTP/3.7\r\nHost: localhost\r\n\r\n", 400},
        Refusal{"two_lengths", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                400},
        Refusal{"head_without_end", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + long_text, 431},
        Refusal{"long_target", "GET /" + long_text + " HTTP/1.1\r\n", 431},
        Refusal{"large_body", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n" + long_text, 413},
        Refusal{"large_body_announced",
                "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 99999999999\r\n\r\n", 413},
        Refusal{"large_chunks",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n" + long_text, 413}),
    [](const auto& given) { return given.param.name; });

/// Limits that end each thing at once, and everything else never.
Limits with(std::chrono::milliseconds Limits::* which) {
    Limits limits;
    limits.idle = limits.request = limits.answer = limits.parting = std::chrono::hours(1);
    limits.*which = std::chrono::milliseconds(1);
    return limits;
}

TEST(HostileClient, SaysNothing) {
    House house(Desk::saying({}), with(&Limits::idle));
    Client client(house.port);
    EXPECT_EQ(client.all(), "");
}

TEST(HostileClient, NeverEndsItsHead) {
    House house(Desk::saying({}), with(&Limits::request));
    Client client(house.port);
    client.send("GET / HTTP/1.1\r\nHost: loc");
    client.all();
    house.until_connections(0);
}

TEST(HostileClient, NeverEndsItsBody) {
    House house(Desk::saying({}), with(&Limits::request));
    Client client(house.port);
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n1");
    client.all();
    house.until_connections(0);
}

TEST(HostileClient, SendsAByteNowAndThen) {
    Limits limits = with(&Limits::request);
    limits.parting = limits.request;  // it may fill its head before its time is over
    House house(Desk::saying({}), limits);
    Client client(house.port);
    client.send("GET / HTTP/1.1\r\nX: ");
    while (client.send("x")) {
    }  // until it is turned out
    house.until_connections(0);
}

TEST(HostileClient, NeverReads) {
    House house(Desk::saying(answer_with(std::string(64 << 20, 'x'))), with(&Limits::answer));
    const Client client = [&] {
        Client sending(house.port);
        sending.send(get);
        return sending;
    }();
    house.until_connections(0);
}

TEST(HostileClient, StaysAfterItsLastAnswer) {
    House house(Desk::saying(answer_with("x")), with(&Limits::parting));
    Client client(house.port);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(client.all(), EndsWith("\r\n\r\nx"));
    house.until_connections(0);
}

TEST(HostileClient, EndsInTheMiddle) {
    House house(Desk::saying({}));
    Client client(house.port);
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n1");
    client.end_of_sending();
    EXPECT_EQ(client.all(), "");
    house.until_connections(0);
}

TEST(HostileClient, IsGoneWhileItWaits) {
    fakes::TemporaryHome folder;
    Kept kept;
    House house(kept.act());
    const auto path = folder.home().data / "socket";
    ASSERT_TRUE(house.on_loop([&] { return house.server->listen_on(path, house.desk); }));
    Client client(path);
    client.send("GET / HTTP/1.1\r\nHost: anything\r\n\r\n");
    auto [request, reply] = kept.next();
    client.close();
    house.until_connections(0);
    house.on_loop([&] { reply(answer_with("to nobody")); });
}

TEST(HostileClient, WaitsForALateAnswerThoughItHasEndedSending) {
    Kept kept;
    House house(kept.act());
    Client client(house.port);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    client.end_of_sending();
    auto [request, reply] = kept.next();
    house.on_loop([&] { reply(answer_with("x")); });
    EXPECT_THAT(client.all(), EndsWith("\r\n\r\nx"));
}

TEST(HostileClient, ComesAThousandTimes) {
    Limits limits;
    limits.connections = 32;
    House house(Desk::saying(answer_with("x")), limits);
    std::vector<Client> crowd;
    crowd.reserve(1000);
    for (int i = 0; i < 1000; ++i) crowd.emplace_back(house.port);
    EXPECT_LE(house.connections(), 32U);
    Client client(house.port);
    client.send(get);
    EXPECT_THAT(client.answer(), EndsWith("\r\n\r\nx"));
    EXPECT_LE(house.connections(), 32U);
}

TEST(HostileClient, HoldsEveryPlaceWithHalfARequest) {
    Limits limits;
    limits.connections = 4;
    House house(Desk::saying(answer_with("x")), limits);
    std::vector<Client> crowd;
    crowd.reserve(4);
    for (int i = 0; i < 4; ++i) {
        crowd.emplace_back(house.port);
        crowd.back().send("GET / HTTP/1.1\r\nHost: loc");
    }
    house.until_connections(4);
    Client client(house.port);
    client.send(get);
    EXPECT_THAT(client.answer(), EndsWith("\r\n\r\nx"));
    EXPECT_EQ(crowd.front().all(), "");
}

TEST(HostileClient, HoldsEveryPlaceWithARequest) {
    Limits limits;
    limits.connections = 4;
    Kept kept;
    House house(kept.act(), limits);
    std::vector<Client> crowd;
    std::vector<Reply> replies;
    crowd.reserve(4);
    replies.reserve(4);
    for (int i = 0; i < 4; ++i) {
        crowd.emplace_back(house.port);
        crowd.back().send(get);
        replies.push_back(kept.next().second);
    }
    Client late(house.port);
    EXPECT_EQ(late.all(), "");
    house.on_loop([&] { replies.front()(answer_with("x")); });
    EXPECT_THAT(crowd.front().answer(), EndsWith("\r\n\r\nx"));  // those within are not disturbed
}

class LocalSockets : public testing::Test {
protected:
    fakes::TemporaryHome folder;
    House house{Desk::saying(answer_with("x"))};
    std::filesystem::path path = folder.home().data / "socket";

    Result<void> listen() {
        return house.on_loop([&] { return house.server->listen_on(path, house.desk); });
    }
    bool answers() {
        Client client(path);
        return client.send(get) && client.answer().ends_with("\r\n\r\nx");
    }
};

TEST_F(LocalSockets, AreServedForTheirOwnerAlone) {
    ASSERT_TRUE(listen());
    EXPECT_TRUE(answers());
    struct stat about{};
    ASSERT_EQ(::stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
}

TEST_F(LocalSockets, AreClosedWithTheirConnections) {
    ASSERT_TRUE(listen());
    Client client(path);
    client.send(get);
    client.answer();
    house.on_loop([&] { house.server->close(path); });
    EXPECT_EQ(client.all(), "");
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_FALSE(Client(path).connected());
    ASSERT_TRUE(listen());
    EXPECT_TRUE(answers());
}

TEST_F(LocalSockets, ReplaceWhatADeadProcessLeft) {
    const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.native().copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(left);
    ASSERT_TRUE(listen());
    EXPECT_TRUE(answers());
}

TEST_F(LocalSockets, LeaveALivingProcessAlone) {
    ASSERT_TRUE(listen());
    const auto second = house.on_loop([&] {
        Server other(house.loop);
        return other.listen_on(path, house.desk);
    });
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::conflict);
    EXPECT_TRUE(answers());
}

TEST_F(LocalSockets, RefuseAPathThatNoSocketCanHave) {
    path /= std::string(200, 'x');
    const auto heard = listen();
    ASSERT_FALSE(heard);
    EXPECT_EQ(heard.error().kind, ErrorKind::bad_input);
}

}  // namespace
}  // namespace aloft::serve
