#include "clouds/local/ports.hpp"

#include <sys/socket.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include "container_world.hpp"

namespace aloft::local {
namespace {

Resource port_of(const std::string& machine, const std::string& number) {
    Resource port;
    port.labels = {machine, "plan-1", "me"};
    port.ref = {"local", ResourceKind::port, resource_name(port.labels), "container"};
    port.properties["number"] = {number, WhenChanged::keep};
    return port;
}

TEST(Ports, AMachineMadeAgainGetsItsOldNumber) {
    EXPECT_EQ(pick_port("box", {}), pick_port("box", {}));
    EXPECT_GE(pick_port("box", {}), first_port);
    EXPECT_LE(pick_port("box", {}), last_port);
}

TEST(Ports, TakenNumbersAreSteppedOver) {
    std::set<int> taken;
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(taken.insert(pick_port("box", taken)).second);
    for (int number = first_port; number <= last_port; ++number) taken.insert(number);
    EXPECT_EQ(pick_port("box", taken), 0);
}

TEST(Ports, ListenersAreReadFromTheKernelsTables) {
    const auto ports = listening_ports(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 0100007F:5208 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"
        "   1: 0100007F:5209 0100007F:A5C4 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"
        "   2: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:0 0 0\n"
        "torn line");
    EXPECT_THAT(ports, testing::ElementsAre(22, 21000));
}

TEST(Ports, AReservationIsFoundOwnedAndRemoved) {
    fakes::TemporaryHome folder;
    Ports ports(folder.home());
    const Resource port = port_of("box", "20777");
    EXPECT_EQ(ports.find(port.ref)->condition, Condition::absent);
    const auto made = ports.ensure(port);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(made->properties.at("number"), "20777");
    EXPECT_EQ(made->labels, port.labels);
    EXPECT_EQ(ports.find(port.ref), made);
    EXPECT_EQ(ports.owned("me", "container")->size(), 1U);
    EXPECT_TRUE(ports.owned("me", "vm")->empty());
    EXPECT_TRUE(ports.owned("other", "container")->empty());
    ASSERT_TRUE(ports.remove(port.ref));
    ASSERT_TRUE(ports.remove(port.ref));
    EXPECT_EQ(ports.find(port.ref)->condition, Condition::absent);
}

TEST(Ports, AMachineKeepsItsNumber) {
    fakes::TemporaryHome folder;
    Ports ports(folder.home());
    ASSERT_TRUE(ports.ensure(port_of("box", "20777")));
    EXPECT_EQ(ports.propose("box"), 20777);
    EXPECT_NE(ports.propose("other"), 20777);
    EXPECT_EQ(ports.ensure(port_of("box", "20778"))->properties.at("number"), "20777");
}

TEST(Ports, TwoMachinesNeverShareOne) {
    fakes::TemporaryHome folder;
    Ports ports(folder.home());
    ASSERT_TRUE(ports.ensure(port_of("box", "20777")));
    const auto second = ports.ensure(port_of("other", "20777"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::conflict);
    EXPECT_THAT(second.error().detail, testing::HasSubstr("box"));
    EXPECT_FALSE(second.error().hint.empty());
}

/// Somebody listens on a port of 127.0.0.1 that the kernel chose.
class Listener {
public:
    Listener() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* any = reinterpret_cast<sockaddr*>(&address);
        socklen_t length = sizeof address;
        if (::bind(descriptor_, any, length) == 0 && ::listen(descriptor_, 1) == 0 &&
            ::getsockname(descriptor_, any, &length) == 0)
            number = ntohs(address.sin_port);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { ::close(descriptor_); }
    int number = 0;

private:
    int descriptor_;
};

TEST(Ports, ANumberThatSomebodyListensOnIsAConflict) {
    fakes::TemporaryHome folder;
    Ports ports(folder.home());
    const Listener listener;
    ASSERT_NE(listener.number, 0);
    const auto made = ports.ensure(port_of("box", std::to_string(listener.number)));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::conflict);
    EXPECT_THAT(made.error().detail, testing::HasSubstr(std::to_string(listener.number)));
}

TEST(Ports, TornAndForeignFilesDoNotCount) {
    fakes::TemporaryHome folder;
    Ports ports(folder.home());
    ASSERT_TRUE(ports.ensure(port_of("box", "20777")));
    const auto reservations = folder.home().data / "ports";
    ASSERT_TRUE(write_file(reservations / "20778", "{\"name\": \"aloft-oth", Readable::by_owner));
    std::filesystem::copy_file(reservations / "20777", reservations / "20779");
    EXPECT_EQ(ports.owned("me", "container")->size(), 1U);
    EXPECT_TRUE(ports.ensure(port_of("third", "20778")));
}

TEST(Ports, ANumberThatIsNoneIsBadInput) {
    fakes::TemporaryHome folder;
    Ports ports(folder.home());
    for (const char* number : {"", "0", "70000", "../20777", "20777x"})
        EXPECT_EQ(ports.ensure(port_of("box", number)).error().kind, ErrorKind::bad_input) << number;
}

}  // namespace
}  // namespace aloft::local
