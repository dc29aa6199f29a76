#include "drivers/requirement.hpp"

#include <gmock/gmock.h>

namespace aloft::drivers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string words(const VersionRange& range) {
    return (range.from ? to_string(*range.from) : "") + ".." + (range.below ? to_string(*range.below) : "");
}

struct Case {
    const char* line;
    const char* name;
    const char* range;
};

TEST(Requirement, IsReadAsPipWritesIt) {
    for (const Case& each : std::initializer_list<Case>{
             {"torch", "torch", ".."},
             {"  Torch  # the framework", "torch", ".."},
             {"torch>=2", "torch", "2.."},
             {"torch >= 2.1, < 2.5", "torch", "2.1..2.5"},
             {"torch==2.3.*", "torch", "2.3..2.4"},
             {"torch==2.3.1", "torch", "2.3.1..2.3.1.1"},
             {"torch===2.3.1", "torch", "2.3.1..2.3.1.1"},
             {"torch~=2.4", "torch", "2.4..3"},
             {"torch~=2.4.1", "torch", "2.4.1..2.5"},
             {"torch<=2.14", "torch", "..2.14.1"},
             {"torch>2.14", "torch", "2.14.1.."},
             {"torch!=2.4", "torch", ".."},
             {"torch>=2; python_version < '3.9'", "torch", "2.."},
             {"torch>=2.0rc1", "torch", "2.0.."},
             {"torch (>=2)", "torch", "2.."},
             {"torch==2.5.1 \\", "torch", "2.5.1..2.5.1.1"},
             {"torch==2.5.1 --hash=sha256:00", "torch", "2.5.1..2.5.1.1"},
             {"torch @ https://example.org/torch.whl", "torch", ".."},
             {"scikit_learn>1", "scikit-learn", "1.1.."},
         }) {
        const auto read = requirement_from(each.line);
        ASSERT_TRUE(read) << each.line;
        EXPECT_EQ(read->name, each.name) << each.line;
        EXPECT_EQ(words(read->versions), each.range) << each.line;
    }
}

TEST(Requirement, HasExtrasAndABuild) {
    const auto read = requirement_from("TensorFlow[And_CUDA, extra]==2.21.*").value();
    EXPECT_THAT(read.extras, ElementsAre("and-cuda", "extra"));
    EXPECT_EQ(requirement_from("torch==2.5.1+cu121").value().build, "cu121");
    EXPECT_EQ(requirement_from("torch==2.5.1").value().build, "");
}

TEST(Requirement, IsNotEveryLine) {
    for (const char* line : {"", "# torch", "-r more.txt", "--index-url https://example.org", "./folder", "[torch]",
                             "torch[and", "https://example.org/torch.whl", "two words"})
        EXPECT_FALSE(requirement_from(line)) << line;
}

TEST(Requirements, OfAListAreItsLines) {
    const auto all = requirements_in("requirements.txt", "numpy\r\n# torch==1\ntorch>=2 \\\n    --hash=sha256:1\n");
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].words, "torch>=2");
}

TEST(Requirements, OfALockAreItsPackages) {
    const std::string lock =
        "version = 1\n\n[[package]]\nname = \"torch\"\nversion = \"2.9.0+cu126\"\n"
        "source = { registry = \"https://example.org\" }\ndependencies = [\n    { name = \"numpy\" },\n]\n\n"
        "[[package]]\nname = \"ours\"\nsource = { virtual = \".\" }\n";
    const auto all = requirements_in("uv.lock", lock);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].name, "torch");
    EXPECT_EQ(all[0].build, "cu126");
    EXPECT_EQ(words(all[0].versions), "2.9.0..2.9.0.1");
    EXPECT_EQ(requirements_in("sub/pylock.toml", "[[packages]]\nname = \"torch\"\nversion = \"2.9.0\"\n").size(), 1u);
}

TEST(Requirements, OfAProjectAreWhatItsListsName) {
    const auto all = requirements_in("pyproject.toml",
                                     "[project]\nname = \"ours\"\ndependencies = [\"numpy\",\n    \"torch>=2,<2.5\",\n"
                                     "    # \"tensorflow\",\n]\n");
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(words(all[1].versions), "2..2.5");
}

TEST(Requirements, OfOnePackageAreTakenTogether) {
    const std::vector<Requirement> all{*requirement_from("torch>=2"), *requirement_from("numpy"),
                                       *requirement_from("torch[opt]<2.5")};
    const auto torch = asked_of("torch", all);
    ASSERT_TRUE(torch);
    EXPECT_EQ(words(torch->versions), "2..2.5");
    EXPECT_THAT(torch->extras, ElementsAre("opt"));
    EXPECT_FALSE(asked_of("tensorflow", all));
    const auto forked = asked_of("torch", {*requirement_from("torch==2.2; sys_platform == 'darwin'"),
                                           *requirement_from("torch==2.9; sys_platform == 'linux'")});
    EXPECT_EQ(words(forked->versions), "..") << "markers tell them apart";
}

TEST(Versions, AreComparedByTheirPlaces) {
    const auto version = [](const char* text) { return version_from(text).value(); };
    EXPECT_LT(version("2.9"), version("2.14"));
    EXPECT_EQ(version("2"), version("2.0.0"));
    EXPECT_TRUE(begins_with(version("12.8"), version("12")));
    EXPECT_FALSE(begins_with(version("13.0"), version("12")));
    EXPECT_EQ(next(version("2.14")), version("2.15"));
    for (const char* text : {"", "x", ".5", "-1"}) EXPECT_FALSE(version_from(text)) << text;
    EXPECT_EQ(to_string(version("2.0rc1")), "2.0");
    EXPECT_TRUE((VersionRange{version("2"), version("2")}).is_empty());
}

}  // namespace
}  // namespace aloft::drivers
