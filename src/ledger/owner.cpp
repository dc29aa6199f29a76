#include "ledger/owner.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <system_error>
#include <tuple>

#include "ledger/meta_rows.hpp"
#include "ledger/private_place.hpp"
#include "ledger/soci.hpp"
#include "ledger/transaction.hpp"

namespace aloft {
namespace {

constexpr std::size_t length_of_an_owner = 8;

/// Every cloud takes letters as the value of a label.
bool is_owner(const std::string& text) {
    return text.size() == length_of_an_owner &&
           std::ranges::all_of(text, [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

/// 26^8 is so much smaller than 2^64 that no letter is favoured to speak of.
std::string owner_from(std::uint64_t number) {
    std::string owner(length_of_an_owner, 'a');
    for (char& letter : owner) {
        letter = static_cast<char>('a' + number % 26);
        number /= 26;
    }
    return owner;
}

/// A file that holds something else is not overwritten: it may be all that tells of what was made.
Result<std::optional<std::string>> owner_in(const std::filesystem::path& file, const std::string& doing) {
    const Result<std::optional<std::string>> line = read_line_of(file, doing);
    if (!line || !*line || is_owner(**line)) return line;
    return failure(ErrorKind::storage, doing,
                   fmt::format("{} holds no owner: expected {} letters", file.string(), length_of_an_owner),
                   "put back the line that it had, or delete it to begin as a new owner; what was made under the old "
                   "one is then no longer found by its labels");
}

Result<std::string> choose_owner(Database& database, const std::filesystem::path& file) {
    const std::string doing = "choosing the owner of a new ledger";
    // Within the transaction, so that of two that make the ledger at once one chooses and the other takes that.
    return in_transaction(database, Access::writing, doing, [&](soci::session& session) -> Result<std::string> {
        if (const auto chosen = read_meta(session, meta_owner)) return *chosen;
        const Result<std::optional<std::string>> kept = owner_in(file, doing);
        if (!kept) return failed(kept);
        const std::string owner = kept->value_or(owner_from(database.random_number()));
        if (!*kept) {
            if (auto written = write_line_to(file, owner, doing); !written) return failed(written);
        }
        write_meta(session, meta_owner, owner);
        return owner;
    });
}

}  // namespace

Result<std::string> settle_owner(Database& database, const std::filesystem::path& file) {
    const std::string doing = "reading the owner of the ledger";
    const auto known = in_transaction(
        database, Access::reading, doing,
        [](soci::session& session) -> Result<std::optional<std::string>> { return read_meta(session, meta_owner); });
    if (!known) return failed(known);
    if (!*known) return choose_owner(database, file);
    if (!is_owner(**known))
        return std::unexpected(database.corrupt(doing, fmt::format("its owner is \"{}\"", **known)));
    // A ledger that can only be read is still of use, so this may fail.
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown)) std::ignore = write_line_to(file, **known, doing);
    return **known;
}

}  // namespace aloft
