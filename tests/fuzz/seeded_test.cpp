#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "fuzz/properties.hpp"
#include "source_folder.hpp"

/// The fuzzers' properties over their corpus and over seeded mutations of it, the same ones in every run.
namespace aloft::fuzz {
namespace {

using Property = void (*)(std::string_view);

std::vector<std::string> corpus(const std::string& name) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry :
         std::filesystem::directory_iterator(aloft::tests::source_folder() / "tests/fuzz/corpus" / name))
        paths.push_back(entry.path());
    std::ranges::sort(paths);
    std::vector<std::string> inputs;
    for (const auto& path : paths) {
        std::ifstream stream(path, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    return inputs;
}

class Mutations {
public:
    Mutations(std::vector<std::string> inputs, unsigned seed) : inputs_(std::move(inputs)), engine_(seed) {}

    std::string next() {
        std::string input = any_input();
        for (std::size_t changes = 1 + below(4); changes > 0; --changes) mutate(input);
        return input;
    }

private:
    std::size_t below(std::size_t limit) { return engine_() % limit; }
    const std::string& any_input() { return inputs_[below(inputs_.size())]; }

    void mutate(std::string& input) {
        static const std::string pieces = "{}[]\"':,-?&*!|>#%@`~\n\t \\0aeE9.+\xEF\xBB\xBF\xFF\xC3\x80\r";
        const std::size_t at = below(input.size() + 1);
        const std::size_t length = std::min(below(16), input.size() - at);
        switch (below(5)) {
            case 0: input.erase(at, length); break;
            case 1: input.insert(at, 1, pieces[below(pieces.size())]); break;
            case 2: input.insert(at, input.substr(below(input.size() + 1), below(32))); break;
            case 3: splice(input, at); break;
            default:
                if (at < input.size()) input[at] = static_cast<char>(below(256));
        }
    }

    /// The beginning of one input with the end of another.
    void splice(std::string& input, std::size_t at) {
        const std::string& other = any_input();
        input = input.substr(0, at) + other.substr(below(other.size() + 1));
    }

    std::vector<std::string> inputs_;
    std::mt19937_64 engine_;
};

void expect_holds(Property property, const std::string& input) {
    try {
        property(input);
    } catch (const std::logic_error& broken) {
        ADD_FAILURE() << "does not hold: " << broken.what() << "\nfor " << ::testing::PrintToString(input);
    }
}

void run(const std::string& name, Property property, int mutations) {
    const std::vector<std::string> inputs = corpus(name);
    ASSERT_GE(inputs.size(), 5U);
    for (const std::string& input : inputs) expect_holds(property, input);
    Mutations mutated(inputs, 2026);
    for (int round = 0; round < mutations; ++round) expect_holds(property, mutated.next());
}

TEST(Seeded, Spec) { run("spec", read_any_spec, 20000); }
TEST(Seeded, Plan) { run("plan", read_any_plan, 5000); }
TEST(Seeded, Agent) { run("agent", read_any_agent_line, 20000); }
TEST(Seeded, Csv) { run("csv", read_any_csv, 20000); }
TEST(Seeded, CatalogText) { run("catalog_text", read_any_catalog_text, 20000); }
TEST(Seeded, SkyPilotCsv) { run("skypilot_csv", read_any_skypilot_csv, 10000); }
TEST(Seeded, Catalog) { run("catalog", open_any_catalog, 10000); }
TEST(Seeded, PriceList) { run("price_list", read_any_price_list, 10000); }
TEST(Seeded, World) { run("world", read_any_world, 10000); }
TEST(Seeded, SkuPage) { run("sku_page", read_any_sku_page, 10000); }
TEST(Seeded, PracticeRequest) { run("practice_request", answer_any_request, 400); }

}  // namespace
}  // namespace aloft::fuzz
