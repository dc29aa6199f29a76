#pragma once
#include <condition_variable>
#include <mutex>

namespace aloft::gcp {

/// Lets so many in at once; who comes then waits until another has left. Thread-safe. (std::counting_semaphore of GCC 12
/// may sleep through a release.)
class FewAtOnce {
public:
    explicit FewAtOnce(int most) : free_(most) {}

    template <class Act>
    auto in_turn(Act act) {
        const Turn turn(*this);
        return act();
    }

private:
    class Turn {
    public:
        explicit Turn(FewAtOnce& turns) : turns_(turns) {
            std::unique_lock lock(turns_.mutex_);
            turns_.left_.wait(lock, [this] { return turns_.free_ > 0; });
            --turns_.free_;
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            const std::scoped_lock lock(turns_.mutex_);
            ++turns_.free_;
            turns_.left_.notify_one();
        }

    private:
        FewAtOnce& turns_;
    };

    std::mutex mutex_;
    std::condition_variable left_;
    int free_;
};

}  // namespace aloft::gcp
