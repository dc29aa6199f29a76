#include "system/watch.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "fakes/fake_system.hpp"
#include "system/local_socket.hpp"

namespace aloft {
namespace {

TEST(Watch, WakesForWhatGrowsAndForWhatAppearsAndForTheBell) {
    const fakes::TemporaryHome home;
    const auto folder = home.home().data;
    const auto watch = Watch::begin().value();
    watch->add(folder).value();
    std::ofstream file(folder / "file");
    EXPECT_EQ(watch->wait(), Watch::Woken::by_change);
    file << "some" << std::flush;
    EXPECT_EQ(watch->wait(), Watch::Woken::by_change);
    std::filesystem::rename(folder / "file", folder / "other");
    EXPECT_EQ(watch->wait(), Watch::Woken::by_change);
    std::thread rings([&] { watch->ring(); });
    EXPECT_EQ(watch->wait(), Watch::Woken::by_change);
    rings.join();
    EXPECT_FALSE(watch->add(folder / "none"));
}

TEST(Watch, WakesWhenTheOtherSideHasGone) {
    const fakes::TemporaryHome home;
    auto listener = Listener::at(home.home().data / "socket").value();
    auto there = std::optional(connect_to(home.home().data / "socket").value());
    const auto here = listener.accept().value();
    const auto watch = Watch::begin().value();
    std::thread goes([&] { there.reset(); });
    EXPECT_EQ(watch->wait(here.descriptor()), Watch::Woken::by_hang_up);
    goes.join();
}

TEST(LocalSocket, IsTheOwnersAloneAndKnowsWhoIsThere) {
    const fakes::TemporaryHome home;
    const auto path = home.home().data / "socket";
    EXPECT_EQ(connect_to(path).error().kind, ErrorKind::unreachable);
    auto first = std::optional(Listener::at(path).value());
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(Listener::at(path).error().kind, ErrorKind::conflict);
    first.reset();
    // What a dead process left behind is in nobody's way.
    auto second = Listener::at(path).value();
    auto there = connect_to(path).value();
    auto here = second.accept().value();
    EXPECT_EQ(here.peer(), ::getuid());
    EXPECT_TRUE(there.write("hello"));
    std::array<char, 16> bytes{};
    EXPECT_EQ(here.read(bytes), 5U);
    there = Stream(-1);
    EXPECT_EQ(here.read(bytes), 0U);
    EXPECT_FALSE(here.write(std::string(1'000'000, 'x'))) << "and no signal ends the process";
    EXPECT_FALSE(Listener::at(home.home().data / std::string(200, 'x')));
}

}  // namespace
}  // namespace aloft
