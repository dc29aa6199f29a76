#include "drivers/rule.hpp"

#include <gmock/gmock.h>

#include <set>

namespace aloft::drivers {
namespace {

using testing::HasSubstr;

Version version(std::string_view text) { return version_from(text).value(); }

TEST(Rule, ALineThatCannotBeReadIsNamed) {
    for (const char* line :
         {"generation Volta 7.0", "generation Volta 7.0 7.2 470 580 10.0 12.9 closed", "wheel torch",
          "wheel torch cu126 12.6 2.6 2.14", "branch 580 13.0 maybe", "branch x 13.0 yes", "driver_for 12 525 more",
          "weel torch cu126 12.6 2.6 - 7.0", "keyring debian12", "wheel torch cu126 12.6 2.6 - 7.0x"}) {
        const auto read = rule_from(std::string("# first\n") + line + "\n");
        ASSERT_FALSE(read) << line;
        EXPECT_THAT(read.error().detail, HasSubstr(std::string("line 2: ") + line));
    }
}

TEST(Rule, CodeRunsOnLaterCardsOfItsMajorCapability) {
    const std::vector<BuiltFor> built{{version("6.0"), false}, {version("8.6"), false}};
    EXPECT_TRUE(runs_on(built, version("6.0")));
    EXPECT_TRUE(runs_on(built, version("6.1")));
    EXPECT_FALSE(runs_on(built, version("7.0")));
    EXPECT_FALSE(runs_on(built, version("8.0")));
    EXPECT_TRUE(runs_on(built, version("8.9")));
    EXPECT_TRUE(runs_on({{version("9.0"), true}}, version("12.0"))) << "the driver compiles it";
    EXPECT_FALSE(runs_on({{version("9.0"), true}}, version("8.0")));
}

TEST(BuiltInRule, HasOneUsualBranchAndKeyringsThatAreChecksums) {
    const Rule& rule = built_in_rule();
    int usual = 0;
    for (const Branch& branch : rule.branches) usual += branch.usual ? 1 : 0;
    EXPECT_EQ(usual, 1);
    std::set<std::string> distributions;
    for (const Keyring& keyring : rule.keyrings) {
        EXPECT_EQ(keyring.sha256.size(), 64u) << keyring.distribution;
        EXPECT_EQ(keyring.sha256.find_first_not_of("0123456789abcdef"), std::string::npos) << keyring.distribution;
        EXPECT_TRUE(distributions.insert(keyring.distribution).second);
    }
}

TEST(BuiltInRule, IsConsistent) {
    const Rule& rule = built_in_rule();
    for (std::size_t i = 1; i < rule.generations.size(); ++i)
        EXPECT_LT(rule.generations[i - 1].to, rule.generations[i].from) << rule.generations[i].name;
    for (const Wheel& wheel : rule.wheels) {
        EXPECT_LE(wheel.oldest, wheel.newest.value_or(wheel.oldest)) << wheel.package << wheel.index;
        for (const BuiltFor& one : wheel.built_for) {
            const Generation* generation = generation_of(rule, one.capability);
            ASSERT_NE(generation, nullptr) << wheel.package << " " << to_string(one.capability);
            EXPECT_LE(generation->oldest_cuda, wheel.cuda) << wheel.package << wheel.index << generation->name;
            EXPECT_LE(wheel.cuda, generation->newest_cuda.value_or(wheel.cuda))
                << wheel.package << wheel.index << generation->name;
        }
    }
}

TEST(BuiltInRule, KnowsWhereAGenerationBegins) {
    EXPECT_EQ(generation_of(built_in_rule(), version("6.1"))->name, "Pascal");
    EXPECT_EQ(generation_of(built_in_rule(), version("8.9"))->name, "Ada-Lovelace");
    EXPECT_EQ(generation_of(built_in_rule(), version("4.0")), nullptr);
}

}  // namespace
}  // namespace aloft::drivers
