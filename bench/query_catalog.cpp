// query_catalog FILE ROUNDS: loads a catalog's file and asks it; prints seconds of loading with a first question, of one
// question in ROUNDS, and the most memory that was taken, one a line.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "market/listing.hpp"
#include "market/ranking.hpp"
#include "system/mapped_file.hpp"

namespace {

using namespace aloft;
using std::chrono::steady_clock;

double seconds_since(steady_clock::time_point began) {
    return std::chrono::duration<double>(steady_clock::now() - began).count();
}

/// The cheapest machine with one of a kind, as `aloft plan` looks for it.
std::int64_t cheapest(const market::Catalog& catalog, const char* gpu) {
    const market::Wish wish{.gpus = {gpu}, .count = 1, .spot = Spot::prefer};
    const auto ranking = rank(catalog, search(catalog, wish), wish, OfferOrder::price, {});
    return ranking.empty() ? 0 : ranking.front().candidate.bill.hour.micros;
}

int run(const char* file, int rounds) {
    const auto began = steady_clock::now();
    const auto mapped = MappedFile::open(file);
    if (!mapped) return std::fprintf(stderr, "%s\n", describe(mapped.error()).c_str()), 1;
    const auto catalog = market::Catalog::over(mapped->bytes(), file);
    if (!catalog) return std::fprintf(stderr, "%s\n", describe(catalog.error()).c_str()), 1;
    std::int64_t sum = cheapest(*catalog, "T4");
    const double first = seconds_since(began);
    constexpr const char* kinds[] = {"T4", "V100", "A100", "L4", "K80"};
    const auto many = steady_clock::now();
    for (int round = 0; round < rounds; ++round) sum += cheapest(*catalog, kinds[round % 5]);
    const double one = seconds_since(many) / rounds;
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf("%.9f\n%.9f\n%ld\n", first, one, used.ru_maxrss);
    return sum > 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) { return count == 3 ? run(words[1], std::atoi(words[2])) : 2; }
