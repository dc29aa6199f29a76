#include "cli/verb_table.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/help.hpp"
#include "cli/verbs.hpp"

namespace aloft::cli {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::NotNull;
using ::testing::StartsWith;

TEST(VerbTable, EachVerbIsThereOnceAndDoesSomething) {
    std::set<std::string_view> names;
    for (const VerbDescription& verb : verb_table()) {
        EXPECT_TRUE(names.insert(verb.name).second) << verb.name;
        EXPECT_THAT(find_verb(verb.name), Eq(&verb));
        EXPECT_THAT(function_of(verb.name), NotNull()) << verb.name;
    }
    EXPECT_EQ(find_verb("fly"), nullptr);
    EXPECT_EQ(function_of("fly"), nullptr);
}

TEST(VerbTable, EachVerbIsExplainedWithAnExampleOfItself) {
    for (const VerbDescription& verb : verb_table()) {
        if (verb.group == Group::hidden) continue;
        EXPECT_THAT(verb.summary, Not(IsEmpty())) << verb.name;
        EXPECT_THAT(verb.description, Not(IsEmpty())) << verb.name;
        ASSERT_FALSE(verb.examples.empty()) << verb.name;
        for (const ExampleDescription& example : verb.examples)
            EXPECT_THAT(example.words, StartsWith("aloft " + std::string(verb.name)));
    }
}

TEST(VerbTable, OptionsAreUniqueWithinAVerbAndTellTheirWords) {
    for (const VerbDescription& verb : verb_table()) {
        std::set<std::string_view> names{help_option.name};
        std::set<char> letters{help_option.letter};
        for (const OptionDescription& option : verb.options) {
            EXPECT_TRUE(names.insert(option.name).second) << verb.name << " --" << option.name;
            if (option.letter != 0) {
                EXPECT_TRUE(letters.insert(option.letter).second) << verb.name << " -" << option.letter;
            }
            EXPECT_THAT(option.meaning, Not(IsEmpty())) << verb.name << " --" << option.name;
            EXPECT_EQ(option.completes == Completes::words, !option.words.empty()) << verb.name << " --" << option.name;
        }
    }
}

TEST(VerbTable, WhatCanPrintARecordSaysWhatIsInIt) {
    for (const VerbDescription& verb : verb_table()) {
        bool json = false;
        for (const OptionDescription& option : verb.options) json |= option.name == "json";
        EXPECT_EQ(json, !verb.fields.empty()) << verb.name;
    }
}

TEST(VerbTable, OnlyTheLastArgumentMayTakeTheRest) {
    for (const VerbDescription& verb : verb_table())
        for (std::size_t i = 0; i + 1 < verb.arguments.size(); ++i)
            EXPECT_NE(verb.arguments[i].count, Count::rest) << verb.name;
}

TEST(ExitCodes, EachKindHasACodeThatIsDocumented) {
    std::set<int> documented;
    for (const ExitCode& code : exit_codes()) documented.insert(code.code);
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::failed); ++kind) {
        const int code = exit_code(static_cast<ErrorKind>(kind));
        EXPECT_NE(code, all_well);
        EXPECT_TRUE(documented.contains(code)) << to_string(static_cast<ErrorKind>(kind)) << " " << code;
    }
    EXPECT_EQ(exit_code(ErrorKind::bad_input), 2);
    EXPECT_EQ(exit_code(ErrorKind::interrupted), 130);
}

TEST(Help, NamesAllVerbsOptionsAndCodes) {
    const std::string page = overview(Paint{}, 80);
    for (const ExitCode& code : exit_codes()) EXPECT_THAT(page, HasSubstr(std::to_string(code.code)));
    for (const VerbDescription& verb : verb_table()) {
        if (verb.group == Group::hidden) {
            EXPECT_THAT(page, Not(HasSubstr(std::string(verb.name))));
            continue;
        }
        EXPECT_THAT(page, HasSubstr(std::string(verb.summary)));
        const std::string help = help_for(verb, Paint{}, 80);
        for (const OptionDescription& option : verb.options)
            EXPECT_THAT(help, HasSubstr("--" + std::string(option.name)));
        for (const FieldDescription& field : verb.fields) EXPECT_THAT(help, HasSubstr(std::string(field.name)));
        EXPECT_THAT(help, HasSubstr("Example"));
    }
}

TEST(Help, FitsTheWidthWhereExamplesDo) {
    for (const VerbDescription& verb : verb_table()) {
        const std::string help = help_for(verb, Paint{}, 80).substr(0, help_for(verb, Paint{}, 80).find("\nExample"));
        for (std::size_t begin = 0; begin < help.size();) {
            const std::size_t end = help.find('\n', begin);
            EXPECT_LE(width_of(help.substr(begin, end - begin)), 80) << verb.name;
            begin = end == std::string::npos ? help.size() : end + 1;
        }
    }
}

}  // namespace
}  // namespace aloft::cli
