#pragma once

#include <filesystem>

namespace mostik::storage::sqlite {

/// The right to be the one service on a database: an flock on "FILE.lock", which ends with the process
/// however that ends. The file stays behind; it tells the process id of the last holder.
class ServiceLock {
  public:
    /// Errors: DatabaseInUse, naming the holder; StorageError when the lock file cannot be written.
    explicit ServiceLock(const std::filesystem::path& database);
    ~ServiceLock();
    ServiceLock(const ServiceLock&) = delete;
    ServiceLock& operator=(const ServiceLock&) = delete;

  private:
    int descriptor_ = -1;
};

}  // namespace mostik::storage::sqlite
