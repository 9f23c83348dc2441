#pragma once

#include <stdexcept>

namespace mostik::storage {

/// The database did not do what was asked (disk full, corrupt, locked by another). The open transaction is
/// to be given up as a whole: after SQLITE_FULL everything in it may already be rolled back.
class StorageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Another `mostik run` works on the database.
class DatabaseInUse : public StorageError {
  public:
    using StorageError::StorageError;
};

}  // namespace mostik::storage
