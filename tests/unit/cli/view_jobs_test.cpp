#include "cli/view_jobs.hpp"

#include <gmock/gmock.h>

#include "golden.hpp"

namespace aloft::cli {
namespace {

using ::testing::HasSubstr;

Job job(int id, JobState state, std::optional<int> code = std::nullopt) {
    return {.id = id,
            .command = "python train.py --epochs 3",
            .state = state,
            .exit_code = code,
            .began = "2026-09-21T14:00:00Z",
            .ended = state == JobState::running ? std::nullopt : std::optional<std::string>("2026-09-21T14:05:00Z")};
}

const Instant now{std::chrono::seconds(1'790'000'000)};

TEST(JobsTable, ShowsWhatBecameOfEach) {
    const std::vector<Job> jobs{job(1, JobState::done, 0), job(2, JobState::failed, 137), job(3, JobState::cancelled),
                                job(4, JobState::cut_off), job(5, JobState::running)};
    aloft::tests::expect_file("tests/golden/cli/jobs.txt", jobs_table("lab", jobs, now, Paint{}, 80));
}

TEST(JobsTable, WithoutJobsSaysHowToRunOne) {
    EXPECT_THAT(jobs_table("lab", {}, now, Paint{}, 80), HasSubstr("aloft run lab -- COMMAND"));
}

TEST(JobsTable, AMomentAgoIsJustNow) {
    EXPECT_THAT(jobs_table("lab", {job(1, JobState::done, 0)}, now - std::chrono::minutes(8), Paint{}, 80),
                HasSubstr("5m ago  just now  python"));
}

TEST(JobSentence, SaysWhatToDoNext) {
    EXPECT_THAT(job_sentence("lab", job(5, JobState::running)), HasSubstr("aloft logs lab 5 --follow"));
    EXPECT_THAT(job_sentence("lab", job(2, JobState::failed, 137)), HasSubstr("exit code 137"));
    EXPECT_THAT(job_sentence("lab", job(2, JobState::failed)), HasSubstr("its end could not be written down"));
    EXPECT_THAT(job_sentence("lab", job(4, JobState::cut_off)), HasSubstr("went down"));
}

TEST(JobExitCode, IsTheJobsOwn) {
    EXPECT_EQ(exit_code_of(job(1, JobState::done, 0)), 0);
    EXPECT_EQ(exit_code_of(job(2, JobState::failed, 3)), 3);
    EXPECT_EQ(exit_code_of(job(3, JobState::cancelled)), 130);
    EXPECT_NE(exit_code_of(job(4, JobState::cut_off)), 0);
}

TEST(BroughtBackView, NamesWhatIsMissing) {
    EXPECT_EQ(brought_back_view({"/p", {"w.npz", "loss.csv"}, {"logs/"}}),
              "brought back to /p: w.npz, loss.csv\nwarning: the output logs/ was not made\n");
}

}  // namespace
}  // namespace aloft::cli
