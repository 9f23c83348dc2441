/// What claims and new rows cost while many others wait. Prints medians; a target that no test tier builds.
#include "storage/sqlite/open.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace mostik::storage;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

constexpr mostik::core::Time noon = mostik::core::from_millis(1'795'262'400'000);
constexpr mostik::core::Time lease = noon + 24h;

/// What several calls took.
class Stopwatch {
  public:
    template <class Work>
    auto operator()(Work work) {
        const auto begun = Clock::now();
        auto result = work();
        took_.push_back(Clock::now() - begun);
        return result;
    }
    double median_us() {
        std::sort(took_.begin(), took_.end());
        return std::chrono::duration<double, std::micro>(took_.at(took_.size() / 2)).count();
    }
    double total_ms() const {
        Clock::duration total{};
        for (const Clock::duration& each : took_) total += each;
        return std::chrono::duration<double, std::milli>(total).count();
    }

  private:
    std::vector<Clock::duration> took_;
};

/// A database with rows in `lines` lines.
class Waiting {
  public:
    Waiting(int lines, int rows, mostik::core::Milliseconds delay = 0ms, const std::string& to = "telegram") {
        add(lines, rows, delay, to);
    }

    void add(int lines, int rows, mostik::core::Milliseconds delay, const std::string& to) {
        transact([&](Outbox& outbox) {
            for (int row = 0; row < rows; ++row) {
                for (int line = 0; line < lines; ++line) enqueue(outbox, to, line, noon + delay);
            }
        });
    }

    void enqueue(Outbox& outbox, const std::string& to, int line, mostik::core::Time when) {
        OutboxDraft draft{.dedupe_key = "posted/" + std::to_string(++written_) + "/notify/0",
                          .caused_at = noon,
                          .to = {.messenger = to, .target = std::to_string(100'000 + line * 7919 % 100'003)},
                          .message = {.text = std::string(2000, 'x')}};
        if (when > noon) draft.not_before = when;
        outbox.enqueue(draft, noon);
    }

    void transact(const std::function<void(Outbox&)>& work) {
        database_->transact_blocking([&](UnitOfWork& unit) { work(unit.outbox()); });
    }

    /// Claims, and then delivers what was claimed; returns how many rows.
    int claim(Stopwatch& watch, int limit, const Admit& admit = {}, mostik::core::Time now = noon + 1s) {
        Claim claim;
        transact([&](Outbox& outbox) {
            claim = watch([&] { return outbox.claim_due(now, lease, limit, admit); });
        });
        transact([&](Outbox& outbox) {
            for (const OutboxRow& row : claim.rows) outbox.delivered(row.id, row.attempt, "remote", now);
        });
        return static_cast<int>(claim.rows.size());
    }

    /// One row is admitted, then the messenger is closed.
    int claim_one_of(const std::string& limited, Stopwatch& watch, mostik::core::Time now = noon + 1s) {
        bool open = true;
        return claim(
            watch, 16,
            [&](const OutboxRow& row) -> Admission {
                if (row.draft.to.messenger != limited || std::exchange(open, false)) return Admitted{};
                return NotBefore{now + 40ms, true};
            },
            now);
    }

  private:
    testing::ScratchFolder folder_;
    std::unique_ptr<Database> database_ = sqlite::open(folder_.path() / "bench.db", sqlite::Access::service);
    int written_ = 0;
};

constexpr int times = 200;

void limited_messenger() {
    Waiting waiting(10'000, 1);
    Stopwatch first, watch;
    waiting.claim_one_of("telegram", first);
    for (int i = 0; i < times; ++i) waiting.claim_one_of("telegram", watch);
    std::printf("a  10000 lines of a limited messenger: %8.1f us a claim (the first one %.1f)\n",
                watch.median_us(), first.median_us());
    waiting.add(1000, 1, 0ms, "mattermost");
    Stopwatch beside;
    waiting.claim_one_of("telegram", beside);
    Stopwatch both;
    for (int i = 0; i < 40; ++i) waiting.claim_one_of("telegram", both);
    std::printf("a' and 1000 of another one beside it:  %8.1f us a claim of 16\n", both.median_us());
}

void long_line() {
    Waiting waiting(1, 10'000);
    Stopwatch watch;
    for (int i = 0; i < times; ++i) waiting.claim(watch, 16);
    std::printf("b  one line of 10000 rows:             %8.1f us a claim\n", watch.median_us());
}

void postponed() {
    Waiting waiting(10'000, 1);
    Stopwatch first, watch, due;
    waiting.claim(first, 16, [](const OutboxRow&) { return NotBefore{noon + 1h, false}; });
    for (int i = 0; i < times; ++i) waiting.claim(watch, 16);
    waiting.claim_one_of("telegram", due, noon + 2h);
    std::printf(
        "c  10000 lines of the future:          %8.1f us a claim (put off in %.1f ms, due in %.1f ms)\n",
        watch.median_us(), first.total_ms(), due.total_ms());
}

void drained() {
    Waiting waiting(100, 100);
    Stopwatch watch, whole;
    int rows = 0;
    whole([&] {
        while (const int taken = waiting.claim(watch, 16)) rows += taken;
        return 0;
    });
    std::printf("d  100 lines of 100 rows drained:      %8.1f us a row, %.1f us a claim of 16\n",
                whole.total_ms() * 1000 / rows, watch.median_us());
}

void enqueued() {
    Waiting waiting(10'000, 1);
    Stopwatch call, whole, behind;
    for (int i = 0; i < 1000; ++i) {
        whole([&] {
            waiting.transact([&](Outbox& outbox) {
                call([&] {
                    waiting.enqueue(outbox, "telegram", 10'000 + i, noon);
                    return 0;
                });
            });
            return 0;
        });
    }
    for (int i = 0; i < 1000; ++i) {
        waiting.transact([&](Outbox& outbox) {
            behind([&] {
                waiting.enqueue(outbox, "telegram", i * 10, noon);
                return 0;
            });
        });
    }
    std::printf(
        "e  a row beside 10000 lines:           %8.1f us (its transaction %.1f us), in a line %.1f us\n",
        call.median_us(), whole.median_us(), behind.median_us());
}

}  // namespace

/// Runs all, or those whose letters are given.
int main(int argc, char** argv) {
    const std::string chosen = argc > 1 ? argv[1] : "abcde";
    if (chosen.find('a') != std::string::npos) limited_messenger();
    if (chosen.find('b') != std::string::npos) long_line();
    if (chosen.find('c') != std::string::npos) postponed();
    if (chosen.find('d') != std::string::npos) drained();
    if (chosen.find('e') != std::string::npos) enqueued();
}
