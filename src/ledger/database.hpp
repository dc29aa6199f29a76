#pragma once
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>

#include "core/error.hpp"

namespace soci {
class session;
}

namespace aloft {

enum class Access { reading, writing };

/// What the ledger needs to know of the database that it lives in. All else is plain SQL, the same for every one.
/// Except for explain() and roll_back(), everything may throw what SOCI throws.
class Database {
public:
    virtual ~Database() = default;
    virtual soci::session& session() = 0;

    /// Nothing was ever written to it.
    virtual bool is_new() = 0;
    /// Marks a new database as a ledger; part of the transaction that makes its first table.
    virtual void mark_as_ledger() = 0;
    /// From the source of randomness that the database brings.
    virtual std::uint64_t random_number() = 0;

    virtual void begin(Access access) = 0;
    virtual void commit() = 0;
    virtual void roll_back() noexcept = 0;

    /// What an exception that came out of SOCI or of our own rows means, in words for the person. To be asked before
    /// anything else is done with the database, which would forget what it knows of the failure.
    virtual Error explain(std::string doing, const std::exception& thrown) = 0;
    /// The ledger's content is not what aloft writes.
    virtual Error corrupt(std::string doing, const std::string& what) const = 0;
    /// "ledger FILE", for messages.
    virtual std::string description() const = 0;
};

/// Thrown by whoever reads rows: one holds what aloft never writes. Leaves the room as a failure, like SOCI's own.
class CorruptRow : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace aloft
