#pragma once

#include "storage/sqlite/connection.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <thread>

namespace mostik::storage::sqlite {

/// When the write-ahead log is emptied into the database file.
struct WalLimits {
    int passive_pages = 1000;  ///< new pages after which a checkpoint runs beside the writer
    std::int64_t restart_bytes = 64LL * 1024 * 1024;  ///< size above which the writer stops for one
};

/// Keeps the write-ahead log of a writer short. PASSIVE checkpoints run on a thread and a connection of their
/// own and disturb nobody; while the writer never pauses they cannot let the log begin anew, so above a limit
/// the writer's thread does that. A checkpoint that fails loses nothing: it is logged and comes again.
class Checkpointer {
  public:
    /// Watches `writer`, which must outlive this. Call on the thread that uses it, or before there is one.
    explicit Checkpointer(Connection& writer, WalLimits limits = {});
    /// Waits for a running checkpoint.
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    /// On the writer's thread, outside of transactions: begins the log anew when it is too long.
    void between_transactions();

  private:
    static int on_commit(void* self, sqlite3* connection, const char* name, int pages);
    void serve(const std::stop_token& stop);

    Connection& writer_;
    const WalLimits limits_;
    const int restart_pages_;
    Connection connection_;

    // Of the writer's thread.
    int wal_pages_ = 0;
    int restart_at_ = 0;  ///< length in pages at which the log is to begin anew

    std::mutex mutex_;
    std::condition_variable_any grown_;
    int noted_pages_ = 0;  ///< length of the log when the last checkpoint was asked for
    bool checkpoint_due_ = false;
    std::jthread thread_;
};

}  // namespace mostik::storage::sqlite
