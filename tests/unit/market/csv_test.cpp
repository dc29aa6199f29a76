#include "market/csv.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace aloft::market {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Cells = std::vector<std::string>;

std::vector<Cells> rows_of(std::string_view text) {
    const auto csv = Csv::read(text, "prices.csv");
    if (!csv) return {{describe(csv.error())}};
    std::vector<Cells> rows;
    for (const CsvRow& row : csv->rows()) rows.emplace_back(row.cells.begin(), row.cells.end());
    return rows;
}

std::vector<int> lines_of(std::string_view text) {
    std::vector<int> lines;
    const auto csv = Csv::read(text, "prices.csv");
    for (const CsvRow& row : csv.value().rows()) lines.push_back(row.line);
    return lines;
}

TEST(Csv, CellsAreBetweenCommas) {
    EXPECT_THAT(rows_of("a,b,c\n1,,3\n"), ElementsAre(Cells{"a", "b", "c"}, Cells{"1", "", "3"}));
    EXPECT_THAT(rows_of("a,b,\n,"), ElementsAre(Cells{"a", "b", ""}, Cells{"", ""}));
    EXPECT_THAT(rows_of(""), ElementsAre());
}

TEST(Csv, LinesEndAsOnWindowsTooAndTheLastOneNeedNot) {
    EXPECT_THAT(rows_of("a,b\r\n\"1\",2\r\n3,\"4\"\r\n"),
                ElementsAre(Cells{"a", "b"}, Cells{"1", "2"}, Cells{"3", "4"}));
    EXPECT_THAT(rows_of("a,b\n1,2"), ElementsAre(Cells{"a", "b"}, Cells{"1", "2"}));
}

TEST(Csv, AByteOrderMarkIsNoPartOfTheFirstCell) {
    EXPECT_THAT(rows_of("\xEF\xBB\xBFname\n"), ElementsAre(Cells{"name"}));
}

TEST(Csv, BlankLinesAreNoRowsButCount) {
    EXPECT_THAT(rows_of("\na\n\r\n\nb\n\n"), ElementsAre(Cells{"a"}, Cells{"b"}));
    EXPECT_THAT(lines_of("\na\n\r\n\nb\n\n"), ElementsAre(2, 5));
}

TEST(Csv, QuotesHoldCommasLinesAndQuotes) {
    EXPECT_THAT(rows_of("\"{'Gpus': [1, 2]}\",x\n"), ElementsAre(Cells{"{'Gpus': [1, 2]}", "x"}));
    EXPECT_THAT(rows_of("\"say \"\"T4\"\"\",\"\"\n"), ElementsAre(Cells{"say \"T4\"", ""}));
    EXPECT_THAT(rows_of("\"two\nlines\",x\ny,z\n"), ElementsAre(Cells{"two\nlines", "x"}, Cells{"y", "z"}));
    EXPECT_THAT(lines_of("\"two\nlines\",x\ny,z\n"), ElementsAre(1, 3));
}

TEST(Csv, AMistakeIsToldWithItsLine) {
    const std::vector<std::tuple<std::string, int, std::string>> mistakes = {
        {"a,b\nc,\"d\ne\nf", 2, "never closed"},
        {"a\nb\n\"c\"d,e\n", 3, "behind a closing quote"},
        {"a\n5\" disk,b\n", 2, "middle of a cell"},
        {"\"a\"\rb\n", 1, "behind a closing quote"},
    };
    for (const auto& [text, line, what] : mistakes) {
        const auto csv = Csv::read(text, "prices.csv");
        ASSERT_FALSE(csv) << text;
        EXPECT_EQ(csv.error().kind, ErrorKind::bad_input);
        EXPECT_EQ(csv.error().doing, "reading prices.csv");
        EXPECT_THAT(csv.error().detail, HasSubstr("line " + std::to_string(line) + ":")) << text;
        EXPECT_THAT(csv.error().detail, HasSubstr(what)) << text;
    }
}

TEST(Csv, WhatWasReadStaysWhereItIsWhenTheWholeIsMoved) {
    auto read = Csv::read("plain,\"with \"\"quotes\"\"\"\n", "prices.csv");
    ASSERT_TRUE(read);
    const Csv moved = std::move(*read);
    EXPECT_EQ(moved.rows()[0].cells[0], "plain");
    EXPECT_EQ(moved.rows()[0].cells[1], "with \"quotes\"");
}

TEST(Csv, ManyRowsAreAllThere) {
    std::string text;
    for (int row = 0; row < 50'000; ++row) text += "g4dn.xlarge,T4,1,\"{'Gpus': []}\"," + std::to_string(row) + "\n";
    const auto csv = Csv::read(text, "prices.csv");
    ASSERT_TRUE(csv);
    ASSERT_EQ(csv->rows().size(), 50'000U);
    EXPECT_EQ(csv->rows()[49'999].line, 50'000);
    EXPECT_EQ(csv->rows()[49'999].cells[4], "49999");
}

TEST(Csv, AWrittenCellIsReadBack) {
    for (const std::string cell : {"plain", "", "a,b", "\"", "two\nlines", "\r", "'single'"}) {
        const std::string text = csv_cell(cell) + ",end\n";
        EXPECT_THAT(rows_of(text), ElementsAre(Cells{cell, "end"})) << text;
    }
    EXPECT_EQ(csv_cell("plain"), "plain");
}

}  // namespace
}  // namespace aloft::market
