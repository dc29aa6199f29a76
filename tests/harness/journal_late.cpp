// The real aloft, but for its journal: see fakes/late_journal.hpp.

#include <memory>
#include <string>
#include <vector>

#include "fakes/late_journal.hpp"
#include "main/compose.hpp"

int main(int count, char** words) {
    std::unique_ptr<aloft::fakes::LateJournal> journal;
    return aloft::run_aloft(std::vector<std::string>(words + 1, words + count),
                            [&](aloft::Ledger& ledger) -> aloft::Journal& {
                                journal = std::make_unique<aloft::fakes::LateJournal>(ledger);
                                return *journal;
                            });
}
