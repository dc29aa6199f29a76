#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <thread>

#include "fakes/fake_loop.hpp"
#include "serve/asio_loop.hpp"

namespace aloft::serve {
namespace {

using testing::ElementsAre;

TEST(AsioLoop, DoesWorkElsewhereAndWhatFollowsOnItself) {
    AsioLoop loop(2);
    std::thread::id worker, follower;
    loop.work([&] { worker = std::this_thread::get_id(); },
              [&] {
                  follower = std::this_thread::get_id();
                  loop.stop();
              });
    loop.run();
    EXPECT_EQ(follower, std::this_thread::get_id());
    EXPECT_NE(worker, follower);
}

TEST(AsioLoop, WorkThatHasBegunWhenItStopsIsWaitedFor) {
    AsioLoop loop(1);
    std::promise<void> begun, may_end;
    std::atomic<bool> done = false;
    loop.work(
        [&] {
            begun.set_value();
            may_end.get_future().wait();
            done = true;
        },
        [] { FAIL() << "the loop has stopped"; });
    loop.post([&] {
        begun.get_future().wait();
        loop.stop();
    });
    loop.run();
    EXPECT_FALSE(done);
    may_end.set_value();
    loop.finish_work();
    EXPECT_TRUE(done);
}

TEST(AsioLoop, TakesTasksFromAnyThread) {
    AsioLoop loop(1);
    int count = 0;
    std::vector<std::jthread> others;
    for (int i = 0; i < 4; ++i)
        others.emplace_back([&] {
            for (int j = 0; j < 100; ++j)
                loop.post([&] {
                    if (++count == 400) loop.stop();
                });
        });
    loop.run();
    EXPECT_EQ(count, 400);
}

TEST(AsioLoop, DoesTheEarlierFirst) {
    AsioLoop loop(1);
    std::vector<int> done;
    loop.after(std::chrono::milliseconds(20), [&] {
        done.push_back(2);
        loop.stop();
    });
    loop.after(std::chrono::milliseconds(1), [&] { done.push_back(1); });
    loop.run();
    EXPECT_THAT(done, ElementsAre(1, 2));
}

TEST(AsioLoop, MayBeRunAgain) {
    AsioLoop loop(1);
    for (int i = 0; i < 2; ++i) {
        loop.post([&] { loop.stop(); });
        loop.run();
    }
}

TEST(FakeLoop, PassesTimeFromTaskToTask) {
    fakes::FakeLoop loop;
    std::vector<int> done;
    loop.after(std::chrono::seconds(2), [&] {
        done.push_back(2);
        loop.after(std::chrono::seconds(2), [&] { done.push_back(4); });
    });
    loop.after(std::chrono::seconds(1), [&] { done.push_back(1); });
    loop.pass(std::chrono::seconds(3));
    EXPECT_THAT(done, ElementsAre(1, 2));
    loop.pass(std::chrono::seconds(1));
    EXPECT_THAT(done, ElementsAre(1, 2, 4));
}

TEST(FakeLoop, HoldsWork) {
    fakes::FakeLoop loop;
    std::vector<int> done;
    loop.hold_work();
    loop.work([&] { done.push_back(1); }, [&] { done.push_back(2); });
    loop.turn();
    EXPECT_EQ(loop.waiting_works(), 1U);
    loop.let_work_go();
    EXPECT_THAT(done, ElementsAre(1, 2));
}

}  // namespace
}  // namespace aloft::serve
