#pragma once
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "system/clock.hpp"
#include "system/home.hpp"
#include "system/interruption.hpp"
#include "system/random.hpp"

namespace aloft::fakes {

/// Time stands still until somebody waits. Threads may share it.
class FakeClock final : public Clock {
public:
    Instant now() override { return Instant(std::chrono::seconds(1'790'000'000)) + elapsed(); }
    std::chrono::milliseconds elapsed() override { return std::chrono::milliseconds(elapsed_.load()); }
    void sleep(std::chrono::milliseconds duration) override { elapsed_ += duration.count(); }

private:
    std::atomic<std::chrono::milliseconds::rep> elapsed_{0};
};

/// Counts up: different every time, the same in every run. Threads may share it.
class FakeRandom final : public Random {
public:
    std::uint64_t next() override {
        std::uint64_t before = value_;
        while (!value_.compare_exchange_weak(before, after(before))) {
        }
        return after(before) >> 33U;
    }

private:
    static std::uint64_t after(std::uint64_t value) { return value * 6364136223846793005ULL + 1442695040888963407ULL; }

    std::atomic<std::uint64_t> value_ = 1;
};

class FakeInterruption final : public Interruption {
public:
    bool requested() const override { return requested_; }
    void heard() const override { requested_ = false; }
    void request() { requested_ = true; }
    void forget() { requested_ = false; }

private:
    mutable std::atomic<bool> requested_ = false;
};

class RecordedEvents final : public EventSink {
public:
    void show(const Event& event) override { events.push_back(event); }
    std::vector<Event> events;

    std::vector<std::string> notices() const {
        std::vector<std::string> texts;
        for (const Event& event : events)
            if (const auto* notice = std::get_if<Notice>(&event)) texts.push_back(notice->text);
        return texts;
    }
};

/// A home of its own that goes with the test.
class TemporaryHome {
public:
    TemporaryHome() {
        // In memory where there is such a place: a ledger that syncs to a disk is slow, and no test here cuts the power.
        const std::filesystem::path memory = "/dev/shm";
        const auto place = std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
        std::string pattern = (place / "aloft-test-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    TemporaryHome(const TemporaryHome&) = delete;
    TemporaryHome& operator=(const TemporaryHome&) = delete;
    ~TemporaryHome() { std::filesystem::remove_all(folder_); }
    Home home() const { return Home{folder_, folder_ / "cache"}; }

private:
    std::filesystem::path folder_;
};

}  // namespace aloft::fakes
