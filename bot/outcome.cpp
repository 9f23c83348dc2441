#include "bot/outcome.hpp"

#include "bot/message_lines.hpp"

#include <algorithm>

namespace mostik::bot {

namespace {

using namespace std::chrono_literals;

// The messenger's breaker lets nothing through meanwhile.
constexpr core::Milliseconds broken_config_delay = 5s;

/// One outcome being written down.
class Recording {
  public:
    Recording(storage::UnitOfWork& unit, const StepEnd& end) : unit_(unit), end_(end) {}

    bool operator()(const messengers::Delivered& delivered) {
        if (!end_.last) {
            // The next part's attempt begins here, in the same transaction.
            return outbox().part_done(row().id, row().attempt, end_.number, delivered.made,
                                      end_.now + end_.lease);
        }
        if (!end_.claimed.parts.empty()) {
            outbox().part_done(row().id, row().attempt, end_.number, delivered.made, end_.now + end_.lease);
        }
        const core::Address& to = end_.claimed.outgoing.to;
        if (row().insisted) unit_.chats().reached(to.messenger, end_.rules.chat_of(to));
        return outbox().delivered(row().id, row().attempt, first_id(delivered), end_.now);
    }

    bool operator()(const messengers::Retry& retry) {
        const bool paused = retry.scope != messengers::RetryScope::message;
        if (paused || !retry.counts) {
            const core::Time then = end_.now + pause_delay(row().attempt, retry.after, end_.jitter);
            if (paused) pause(retry.scope, then);
            return outbox().postpone(row().id, row().attempt, then, retry.reason, end_.now);
        }
        const core::Time due = end_.now + retry_delay(row().failures + 1, retry.after, end_.jitter);
        if (given_up()) return outbox().failed(row().id, row().attempt, last_words(retry.reason), end_.now);
        return outbox().retry(row().id, row().attempt, due, retry.reason, end_.now);
    }

    bool operator()(const messengers::Rejected& rejected) {
        if (rejected.rejection == messengers::RejectionClass::broken_config) {
            return outbox().postpone(row().id, row().attempt, end_.now + broken_config_delay, rejected.reason,
                                     end_.now);
        }
        if (rejected.rejection == messengers::RejectionClass::dead_address) {
            const core::Address& to = end_.claimed.outgoing.to;
            unit_.chats().suppress(to.messenger, end_.rules.chat_of(to), rejected.reason, end_.now);
        }
        return outbox().failed(row().id, row().attempt, rejected.reason, end_.now);
    }

    bool operator()(const messengers::Moved& moved) {
        const core::Address& to = end_.claimed.outgoing.to;
        unit_.chats().moved(to.messenger, end_.rules.chat_of(to), moved.to.target, end_.now);
        return outbox().postpone(row().id, row().attempt, end_.now,
                                 "the chat has moved to " + core::to_string(moved.to), end_.now);
    }

    bool operator()(const messengers::Unknown& unknown) {
        // A change that is made twice is made once.
        if (end_.step.operation != core::Operation::send) {
            return (*this)(messengers::Retry{.reason = unknown.reason});
        }
        const bool hold = end_.when_uncertain == messengers::WhenUncertain::hold || given_up();
        return outbox().uncertain(row().id, row().attempt,
                                  end_.now + retry_delay(row().failures + 1, std::nullopt, end_.jitter), hold,
                                  unknown.reason, end_.now);
    }

    void link(const messengers::Delivered& delivered) {
        const core::Address& to = end_.claimed.outgoing.to;
        if (end_.step.operation == core::Operation::remove) {
            unit_.links().forget_copy({to.messenger, delivered.channel_id, end_.step.remote_id});
            return;
        }
        if (!row().draft.source || end_.step.operation != core::Operation::send) return;
        for (const core::Made& made : delivered.made) {
            record(link_of(*row().draft.source, made.part, delivered, made, 0));
        }
        int part = 0;
        for (const std::string& joined : row().joined_sources) {
            core::MessageRef source = *row().draft.source;
            source.message_id = joined;
            if (!delivered.made.empty())
                record(link_of(source, 0, delivered, delivered.made.front(), ++part));
        }
    }

  private:
    const storage::OutboxRow& row() const { return end_.claimed.row; }
    storage::Outbox& outbox() { return unit_.outbox(); }
    bool given_up() const { return row().failures + 1 >= end_.max_attempts; }

    std::string last_words(const std::string& reason) const {
        return "given up after " + std::to_string(row().failures + 1) + " attempts: " + reason;
    }

    std::string first_id(const messengers::Delivered& delivered) const {
        for (const storage::OutboxPart& part : end_.claimed.parts) {
            if (!part.made.empty()) return part.made.front().message_id;
        }
        return delivered.made.empty() ? std::string{} : delivered.made.front().message_id;
    }

    void pause(messengers::RetryScope scope, core::Time until) {
        const auto buckets = end_.rules.buckets(end_.claimed.outgoing.to);
        const std::size_t which = scope == messengers::RetryScope::messenger ? 0 : 1;
        if (which < buckets.size()) unit_.rate_limits().pause(buckets[which].name, until);
    }

    storage::Link link_of(const core::MessageRef& source, int source_part,
                          const messengers::Delivered& delivered, const core::Made& made, int part) const {
        storage::Link link;
        link.origin = {.message = source, .part = source_part, .thread_id = "", .kind = ""};
        const auto& reply_to = row().draft.message.reply_to;
        const bool same_chat =
            reply_to && reply_to->messenger == source.messenger && reply_to->channel_id == source.channel_id;
        if (same_chat) link.origin.thread_id = reply_to->message_id;
        link.copy = {.message = {end_.claimed.outgoing.to.messenger, delivered.channel_id, made.message_id},
                     .part = part,
                     .thread_id = made.thread_id,
                     .kind = made.kind};
        link.place = {row().draft.to, row().draft.order_key};
        return link;
    }

    void record(const storage::Link& link) {
        if (unit_.links().record(link, end_.now)) return;
        core::log_about(spdlog::level::warn, subject_of(row()),
                        "{} {} is linked to another message already: replies to it go there",
                        link.copy.message.messenger, link.copy.message.message_id);
    }

    storage::UnitOfWork& unit_;
    const StepEnd& end_;
};

}  // namespace

core::Milliseconds retry_delay(int attempt, std::optional<core::Milliseconds> asked, double jitter) {
    constexpr core::Milliseconds first = 1s;
    constexpr core::Milliseconds cap = 30s;
    const int doublings = std::clamp(attempt - 1, 0, 16);
    const core::Milliseconds full = std::min(cap, first * (1L << doublings));
    const auto shortened = std::chrono::duration_cast<core::Milliseconds>(full * (1.0 - jitter / 4));
    return asked ? std::max(shortened, *asked) : shortened;
}

core::Milliseconds pause_delay(int attempt, std::optional<core::Milliseconds> asked, double jitter) {
    if (!asked) return retry_delay(attempt, asked, jitter);
    if (*asked == 0ms) return 0ms;
    // Asking a moment too early makes the wait longer.
    constexpr core::Milliseconds margin = 250ms;
    constexpr core::Milliseconds most = 30s;
    const core::Milliseconds full = std::min(most, margin * (1L << std::clamp(attempt - 1, 0, 10)));
    return *asked + std::chrono::duration_cast<core::Milliseconds>(full * (1.0 - jitter / 4));
}

Next record_outcome(storage::UnitOfWork& unit, const StepEnd& end, const messengers::SendOutcome& outcome) {
    Recording recording(unit, end);
    if (!std::visit(recording, outcome)) return Next::ignored;
    if (const auto* delivered = std::get_if<messengers::Delivered>(&outcome)) {
        recording.link(*delivered);
        if (!end.last) return Next::next_step;
    }
    const auto row = unit.outbox().find(end.claimed.row.id);
    if (row) tell_owner(unit, *row, end.now);
    return Next::over;
}

}  // namespace mostik::bot
