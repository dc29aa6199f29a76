#pragma once
#include <chrono>
#include <filesystem>
#include <memory>

#include "core/result.hpp"
#include "ledger/database.hpp"

namespace aloft {

/// How long a call waits for another process that writes.
inline constexpr std::chrono::milliseconds patience_with_other_writers{30'000};

/// Opens the SQLite file that holds a ledger, making it and its folder at first use. All that is special to SQLite
/// stays in sqlite_file.cpp.
///
/// It keeps a rollback journal (persisted, synchronous=FULL), not a write-ahead log. Either is on the disk when a
/// commit returns. A write-ahead log saves about two syncs a commit, and an `up` has some thirty commits; but it must
/// write to be read: `aloft status` would fail on a full or read-only disk, and a home folder on NFS would corrupt it.
///
/// A file that is there and can only be read opens: reading works, and the first write fails with words.
Result<std::unique_ptr<Database>> open_sqlite_file(const std::filesystem::path& file,
                                                   std::chrono::milliseconds patience = patience_with_other_writers);

}  // namespace aloft
