#pragma once
#include <exception>
#include <string>
#include <type_traits>
#include <utility>

#include "core/result.hpp"
#include "ledger/database.hpp"

namespace aloft {

/// Does `work(session)` as one transaction: all of it is on the disk when this succeeds, and nothing of it otherwise.
/// The one place where exceptions of the database become failures.
template <class Work>
std::invoke_result_t<Work, soci::session&> in_transaction(Database& database, Access access, const std::string& doing,
                                                          Work&& work) {
    try {
        database.begin(access);
        auto result = std::forward<Work>(work)(database.session());
        if (result) {
            database.commit();
        } else {
            database.roll_back();
        }
        return result;
    } catch (const std::runtime_error& thrown) {
        Error error = database.explain(doing, thrown);
        database.roll_back();
        return std::unexpected(std::move(error));
    } catch (...) {
        database.roll_back();
        throw;
    }
}

}  // namespace aloft
