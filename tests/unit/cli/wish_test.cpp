#include "cli/wish.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "cli/view_mistakes.hpp"
#include "fakes/fake_system.hpp"

namespace aloft::cli {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;

class Wish : public ::testing::Test {
protected:
    std::filesystem::path write(const std::string& name, const std::string& text) {
        const std::filesystem::path path = folder_.home().data / name;
        std::ofstream(path) << text;
        return path;
    }
    std::filesystem::path absent() { return folder_.home().data / "absent.yaml"; }
    static Words words(const std::vector<std::string>& given) { return *sort_words(*find_verb("up"), given); }

private:
    fakes::TemporaryHome folder_;
};

TEST_F(Wish, WithoutWordsIsASensibleMachine) { EXPECT_EQ(wish_from(words({}), {}, absent()), Spec{.name = "aloft"}); }

TEST_F(Wish, FlagsSayAll) {
    const auto spec = wish_from(words({"--name", "lab", "--on", "local", "--kind", "vm", "--cpus", "4", "--memory",
                                       "8GB", "--disk", "40GB", "--gpu", "T4:2"}),
                                absent());
    EXPECT_EQ(spec, (Spec{.name = "lab",
                          .on = "local",
                          .kind = MachineKind::vm,
                          .cpus = 4,
                          .memory = gibibytes(8),
                          .disk = gibibytes(40),
                          .gpu = GpuWish{"T4", 2}}));
    const auto lasting =
        wish_from(words({"--type", "n1-standard-8", "--address", "static", "--deadline", "1d12h", "--gpu", "none"}), {},
                  absent());
    EXPECT_EQ(lasting, (Spec{.name = "aloft",
                             .machine_type = "n1-standard-8",
                             .address = PublicAddress::fixed,
                             .deadline = std::chrono::hours(36),
                             .gpu = GpuWish{"none", 1}}));
    EXPECT_EQ(wish_from(words({"--deadline", "none"}), {}, absent())->deadline, std::chrono::seconds(0));
    EXPECT_THAT(wish_from(words({"--deadline", "tomorrow"}), {}, absent()).error().detail,
                ::testing::HasSubstr("--deadline cannot be 'tomorrow'"));
    EXPECT_EQ(wish_from(words({"--gpu", "any"}), {}, absent())->gpu, (GpuWish{"any", 1}));
}

TEST_F(Wish, FlagsWinOverTheFile) {
    const auto file = write("train.yaml", "name: lab\nmachine:\n  cpus: 2\n  memory: 4GB\n");
    const auto spec = wish_from(words({file.string(), "--cpus", "8"}), {}, absent());
    ASSERT_TRUE(spec);
    EXPECT_EQ(spec->name, "lab");
    EXPECT_THAT(spec->cpus, Optional(Eq(8)));
    EXPECT_THAT(spec->memory, Optional(Eq(gibibytes(4))));
}

TEST_F(Wish, TheUsualFileIsReadWhenItIsThere) {
    EXPECT_EQ(wish_from(words({}), {}, write("aloft.yaml", "name: lab\n"))->name, "lab");
}

TEST_F(Wish, AFileThatIsNotThereIsSaid) {
    const auto spec = wish_from(words({absent().string()}), {}, absent());
    ASSERT_FALSE(spec);
    EXPECT_EQ(spec.error().kind, ErrorKind::not_found);
    EXPECT_THAT(spec.error().doing, HasSubstr("absent.yaml"));
}

TEST_F(Wish, MistakesOfTheFileAreToldAllAtOnceWithTheirLines) {
    const auto file = write("bad.yaml", "name: Lab!\nmachine:\n  memroy: 4GB\n");
    const auto spec = wish_from(words({file.string()}), {}, absent());
    ASSERT_FALSE(spec);
    EXPECT_EQ(spec.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(spec.error().detail, HasSubstr("2 mistakes\n"));
    EXPECT_THAT(spec.error().detail, HasSubstr(file.string() + ":1:7: "));
    EXPECT_THAT(spec.error().detail, HasSubstr("      memroy: 4GB\n      ^"));
}

TEST_F(Wish, MistakesOfFlagsAreToldAllAtOnce) {
    const auto spec =
        wish_from(words({"--cpus", "some", "--memory", "-1", "--name", "Lab!", "--gpu", "T4:none"}), {}, absent());
    ASSERT_FALSE(spec);
    EXPECT_EQ(spec.error().kind, ErrorKind::bad_input);
    for (const std::string part :
         {"--cpus cannot be 'some'", "--memory cannot be '-1'", "--name cannot be 'Lab!'", "--gpu cannot be 'T4:none'"})
        EXPECT_THAT(spec.error().detail, HasSubstr(part));
}

TEST_F(Wish, KnowsWhetherAnythingIsSaid) {
    EXPECT_FALSE(says_a_wish(words({"--yes", "--json"})));
    EXPECT_TRUE(says_a_wish(words({"--disk", "1GB"})));
    EXPECT_TRUE(says_a_wish(words({"train.yaml"})));
}

TEST(Mistakes, PointAtTheirPlace) {
    EXPECT_EQ(mistakes_view({{2, 3, "no"}}, "f", "a\n\tbad\r\n"), "f:2:3: no\n    \tbad\n    \t ^");
    EXPECT_EQ(mistakes_view({{9, 1, "past the end"}}, "f", "a\n"), "f:9:1: past the end");
    EXPECT_EQ(mistakes_view({{1, 1, "one"}, {1, 99, "two"}}, "f", "ab"),
              "f:1:1: one\n    ab\n    ^\nf:1:99: two\n    ab\n      ^");
}

}  // namespace
}  // namespace aloft::cli
