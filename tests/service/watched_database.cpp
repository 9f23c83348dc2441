#include "tests/service/watched_database.hpp"

namespace mostik::service_tests {

namespace {

/// The real repository behind a hook.
class WatchedPosts final : public storage::Posts {
  public:
    using Hook = std::function<void(const storage::StoredPost&)>;

    WatchedPosts(storage::Posts& inner, Hook hook) : inner_(inner), hook_(std::move(hook)) {}

    storage::SaveOutcome save(const storage::StoredPost& post) override {
        hook_(post);
        return inner_.save(post);
    }
    bool mark_deleted(const storage::PostKey& key, core::Time when) override {
        return inner_.mark_deleted(key, when);
    }
    int mark_replies_deleted(const storage::PostKey& root, const std::string& channel_id,
                             core::Time when) override {
        return inner_.mark_replies_deleted(root, channel_id, when);
    }
    bool add_reaction(const storage::PostRef& post, const storage::StoredReaction& reaction) override {
        return inner_.add_reaction(post, reaction);
    }
    bool remove_reaction(const storage::PostRef& post, const std::string& author_id, const std::string& emoji,
                         core::Time when) override {
        return inner_.remove_reaction(post, author_id, emoji, when);
    }
    std::vector<storage::StoredReaction> reactions(const storage::PostKey& key) override {
        return inner_.reactions(key);
    }
    std::optional<storage::StoredPost> find(const storage::PostKey& key) override { return inner_.find(key); }
    bool contains(const storage::PostKey& key) override { return inner_.contains(key); }
    std::vector<storage::PostVersion> versions(const storage::PostKey& key) override {
        return inner_.versions(key);
    }
    std::int64_t count() override { return inner_.count(); }
    std::vector<storage::StoredPost> latest(int limit) override { return inner_.latest(limit); }
    std::vector<storage::PostKey> latest_undeleted(const std::string& messenger,
                                                   const std::string& channel_id, int limit) override {
        return inner_.latest_undeleted(messenger, channel_id, limit);
    }

  private:
    storage::Posts& inner_;
    Hook hook_;
};

class WatchedUnit final : public storage::UnitOfWork {
  public:
    WatchedUnit(storage::UnitOfWork& inner, WatchedPosts::Hook hook)
        : inner_(inner), posts_(inner.posts(), std::move(hook)) {}

    storage::Posts& posts() override { return posts_; }
    storage::Search& search() override { return inner_.search(); }
    storage::Inbox& inbox() override { return inner_.inbox(); }
    storage::Outbox& outbox() override { return inner_.outbox(); }
    storage::Links& links() override { return inner_.links(); }
    storage::Chats& chats() override { return inner_.chats(); }
    storage::RateLimits& rate_limits() override { return inner_.rate_limits(); }
    storage::OwnEvents& own_events() override { return inner_.own_events(); }
    storage::Cursors& cursors() override { return inner_.cursors(); }
    storage::FailedEvents& failed_events() override { return inner_.failed_events(); }
    storage::Contacts& contacts() override { return inner_.contacts(); }
    storage::Tickets& tickets() override { return inner_.tickets(); }
    storage::Notifications& notifications() override { return inner_.notifications(); }
    void savepoint(const std::function<void()>& step) override { inner_.savepoint(step); }
    std::int64_t changes() const override { return inner_.changes(); }

  private:
    storage::UnitOfWork& inner_;
    WatchedPosts posts_;
};

}  // namespace

void WatchedDatabase::before_save(BeforeSave hook) {
    const std::lock_guard lock(mutex_);
    hook_ = std::move(hook);
}

void WatchedDatabase::before_read(std::function<void()> hook) {
    const std::lock_guard lock(mutex_);
    reading_hook_ = std::move(hook);
}

bool WatchedDatabase::wait_until(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        std::size_t seen = 0;
        {
            const std::lock_guard lock(mutex_);
            seen = transactions_;
        }
        // Without the lock: it may ask the database, whose thread takes it.
        if (condition()) return true;
        std::unique_lock lock(mutex_);
        if (!ended_.wait_until(lock, deadline, [&] { return transactions_ != seen; })) return false;
    }
}

void WatchedDatabase::transact_blocking(const std::function<void(storage::UnitOfWork&)>& work) {
    inner_->transact_blocking(work);
}

boost::asio::awaitable<void> WatchedDatabase::run(std::function<void(storage::UnitOfWork&)> work,
                                                  storage::Durability durability) {
    const auto watched = [this, &work](storage::UnitOfWork& unit) {
        WatchedUnit watched_unit(unit, [this](const storage::StoredPost& post) { run_hook(post); });
        work(watched_unit);
    };
    co_await inner_->transact(watched, durability);
    note_transaction();
}

boost::asio::awaitable<void> WatchedDatabase::run_reading(std::function<void(storage::UnitOfWork&)> work) {
    const auto all = [this, &work](storage::UnitOfWork& unit) {
        run_reading_hook();
        work(unit);
        return true;
    };
    co_await inner_->read(all);
}

void WatchedDatabase::note_transaction() {
    const std::lock_guard lock(mutex_);
    ++transactions_;
    ended_.notify_all();
}

void WatchedDatabase::run_hook(const storage::StoredPost& post) {
    BeforeSave hook;
    {
        const std::lock_guard lock(mutex_);
        hook = hook_;
    }
    if (hook) hook(post);
}

void WatchedDatabase::run_reading_hook() {
    std::function<void()> hook;
    {
        const std::lock_guard lock(mutex_);
        hook = reading_hook_;
    }
    if (hook) hook();
}

}  // namespace mostik::service_tests
