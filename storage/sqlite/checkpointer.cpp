#include "storage/sqlite/checkpointer.hpp"

#include <string>

#include <spdlog/spdlog.h>
#include <sqlite3.h>

namespace mostik::storage::sqlite {

namespace {

int pages_of(Connection& connection, std::int64_t bytes) {
    return static_cast<int>(bytes / std::stoll(connection.fetch("PRAGMA page_size")));
}

/// Busy is no failure: somebody reads an old state, and the next checkpoint gets further.
void checkpoint(const Connection& connection, int mode) {
    const int code = sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, mode, nullptr, nullptr);
    if (code != SQLITE_OK && code != SQLITE_BUSY) {
        spdlog::warn("{}: a checkpoint failed and will be tried again: {}", connection.file().string(),
                     sqlite3_errmsg(connection.handle()));
    }
}

}  // namespace

Checkpointer::Checkpointer(Connection& writer, WalLimits limits)
    : writer_(writer),
      limits_(limits),
      restart_pages_(pages_of(writer, limits.restart_bytes)),
      connection_(writer.file()),
      restart_at_(restart_pages_),
      thread_([this](const std::stop_token& stop) { serve(stop); }) {
    // A log that begins anew also gives back what it took beyond the limit.
    writer.execute("PRAGMA journal_size_limit = " + std::to_string(limits.restart_bytes));
    sqlite3_wal_hook(writer.handle(), &Checkpointer::on_commit, this);
}

Checkpointer::~Checkpointer() {
    sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
}

int Checkpointer::on_commit(void* self, sqlite3*, const char*, int pages) {
    auto& checkpointer = *static_cast<Checkpointer*>(self);
    if (pages < checkpointer.wal_pages_) checkpointer.restart_at_ = checkpointer.restart_pages_;
    checkpointer.wal_pages_ = pages;

    const std::lock_guard lock(checkpointer.mutex_);
    if (pages < checkpointer.noted_pages_) checkpointer.noted_pages_ = 0;  // the log began anew
    if (pages - checkpointer.noted_pages_ >= checkpointer.limits_.passive_pages) {
        checkpointer.noted_pages_ = pages;
        checkpointer.checkpoint_due_ = true;
        checkpointer.grown_.notify_one();
    }
    return SQLITE_OK;
}

void Checkpointer::between_transactions() {
    if (wal_pages_ < restart_at_) return;
    checkpoint(writer_, SQLITE_CHECKPOINT_RESTART);
    // Should a long reader have prevented it, the next try waits until the log has grown some more; success
    // shows in the next commit's shorter log.
    restart_at_ = wal_pages_ + restart_pages_ / 4;
}

void Checkpointer::serve(const std::stop_token& stop) {
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            grown_.wait(lock, stop, [this] { return checkpoint_due_; });
            if (stop.stop_requested()) return;
            checkpoint_due_ = false;
        }
        checkpoint(connection_, SQLITE_CHECKPOINT_PASSIVE);
    }
}

}  // namespace mostik::storage::sqlite
