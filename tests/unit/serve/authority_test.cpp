#include "serve/authority.hpp"

#include <sys/stat.h>
#include <gmock/gmock.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include "fakes/fake_system.hpp"
#include "system/clock.hpp"
#include "system/files.hpp"
#include "unit/serve/house.hpp"

namespace aloft::serve {
namespace {

namespace asio = boost::asio;
using Tls = asio::ssl::stream<asio::ip::tcp::socket>;

unsigned mode_of(const std::filesystem::path& path) {
    struct stat about{};
    return ::stat(path.c_str(), &about) == 0 ? about.st_mode & 0777 : 0;
}

class AuthorityTest : public testing::Test {
protected:
    fakes::TemporaryHome home;
    SystemClock clock;  // OpenSSL looks at the computer's own
    std::filesystem::path folder = home.home().data / "authority";

    Authority authority() { return Authority::in(folder, clock.now()).value(); }

    /// What a client that trusts the authority, and nobody else, says of a server with that name; empty: it trusts it.
    std::string verdict_on(std::uint16_t port, const std::string& name) {
        asio::io_context context;
        asio::ssl::context tls(asio::ssl::context::tls_client);
        tls.load_verify_file(authority().certificate_file());
        tls.set_verify_mode(asio::ssl::verify_peer);
        Tls stream(context, tls);
        stream.set_verify_callback(asio::ssl::host_name_verification(name));
        stream.lowest_layer().connect({asio::ip::address_v4::loopback(), port});
        boost::system::error_code error;
        stream.handshake(Tls::client, error);
        if (error) return error.message();
        asio::write(stream, asio::buffer(std::string("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")));
        std::string answer;
        asio::read_until(stream, asio::dynamic_buffer(answer), "\r\n\r\nx");
        return "";
    }
};

TEST_F(AuthorityTest, ItsFilesAreTheOwnersAlone) {
    authority();
    EXPECT_EQ(mode_of(folder), 0700U);
    EXPECT_EQ(mode_of(folder / "authority.key"), 0600U);
    EXPECT_EQ(mode_of(folder / "authority.pem"), 0600U);
}

TEST_F(AuthorityTest, IsMadeOnce) {
    const std::string made = read_file(authority().certificate_file()).value();
    EXPECT_EQ(read_file(authority().certificate_file()).value(), made);
}

TEST_F(AuthorityTest, OneThatWasCutOffIsMadeAnew) {
    ASSERT_TRUE(make_private_folder(folder));
    ASSERT_TRUE(write_file(folder / "authority.key", "half a", Readable::by_owner));
    EXPECT_TRUE(authority().identity({"localhost"}, clock.now()));
}

TEST_F(AuthorityTest, OneThatCannotBeReadSaysWhatToDo) {
    authority();
    ASSERT_TRUE(write_file(folder / "authority.key", "rubbish", Readable::by_owner));
    const auto identity = authority().identity({"localhost"}, clock.now());
    ASSERT_FALSE(identity);
    EXPECT_THAT(identity.error().hint, testing::HasSubstr(folder.string()));
    EXPECT_THAT(identity.error().detail, testing::Not(testing::HasSubstr("rubbish")));
}

TEST_F(AuthorityTest, WhoTrustsItTrustsItsServers) {
    House house(Desk::saying(answer_with("x")));
    const auto identity = authority().identity({"localhost", "compute.googleapis.com"}, clock.now());
    ASSERT_TRUE(identity);
    const auto port = house.on_loop([&] { return house.server->listen(0, house.desk, {"localhost"}, *identity); });
    ASSERT_TRUE(port);
    for (const char* name : {"127.0.0.1", "localhost", "compute.googleapis.com"})
        EXPECT_EQ(verdict_on(*port, name), "");
    EXPECT_NE(verdict_on(*port, "storage.googleapis.com"), "");
}

TEST_F(AuthorityTest, MayNotSpeakForAnybodyElse) {
    House house(Desk::saying(answer_with("x")));
    const auto identity = authority().identity({"localhost", "bank.example"}, clock.now());
    ASSERT_TRUE(identity);
    const auto port = house.on_loop([&] { return house.server->listen(0, house.desk, {"localhost"}, *identity); });
    ASSERT_TRUE(port);
    EXPECT_NE(verdict_on(*port, "bank.example"), "");
}

TEST_F(AuthorityTest, AnIdentityThatIsNoneIsRefused) {
    House house(Desk::saying({}));
    const auto port = house.on_loop([&] { return house.server->listen(0, house.desk, {}, Identity{"no", "key"}); });
    ASSERT_FALSE(port);
    EXPECT_EQ(port.error().kind, ErrorKind::failed);
}

}  // namespace
}  // namespace aloft::serve
