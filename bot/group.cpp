#include "bot/group.hpp"

#include "core/log_subject.hpp"

#include <algorithm>
#include <stdexcept>

namespace mostik::bot {

namespace {

// Posts of concurrent authors may be committed with a creation time a little below one that was seen already
// (tests/fixtures/mattermost/ws_ordering.json); what is read twice does no harm.
constexpr std::chrono::seconds overlap{10};

/// Carries a chain's failure out of its savepoint, which it rolls back.
class ChainFailed : public std::runtime_error {
  public:
    explicit ChainFailed(processors::ProcessorFailure what)
        : std::runtime_error(what.reason), failure(std::move(what)) {}
    processors::ProcessorFailure failure;
};

storage::EventKey key_of(const core::Event& event) {
    return {event.messenger, event.happened_at, event.type, event.identity};
}

core::LogSubject about(const core::Event& event) {
    return {std::nullopt, core::id_of(event), std::nullopt};
}

const processors::Chain* chain_of(const core::Event& event, const GroupContext& context) {
    const ChainsOf& chains = context.treatment->chains;
    const auto found = chains.find(event.messenger);
    return found == chains.end() ? nullptr : found->second->find(event.type);
}

/// The chain in a savepoint; what it failed with, or nothing.
std::optional<processors::ProcessorFailure> run_chain(storage::UnitOfWork& unit, const core::Event& event,
                                                      const processors::Chain& chain,
                                                      const GroupContext& context) {
    const processors::Context processor_context{
        context.clock.now(), context.treatment->translator, [&] {
            processors::ServiceStatus status = context.status;
            const storage::OutboxCounts outbox = unit.outbox().counts();
            status.stored_posts = unit.posts().count();
            status.outbox_waiting = outbox.queued + outbox.sending + outbox.uncertain;
            status.uncertain_sends = outbox.uncertain_attempts;
            status.failed_events = unit.failed_events().count();
            return status;
        }};
    try {
        unit.savepoint([&] {
            auto failure = chain.run(event, unit, processor_context);
            if (failure) throw ChainFailed(std::move(*failure));
        });
    } catch (const ChainFailed& failed) {
        return failed.failure;
    }
    return std::nullopt;
}

void keep_failed(storage::UnitOfWork& unit, const core::Event& event,
                 const processors::ProcessorFailure& failure, core::Time now) {
    storage::FailedEvent failed;
    failed.messenger = event.messenger;
    failed.type = event.type;
    failed.identity = event.identity;
    failed.event = core::to_json(event);
    failed.processor = failure.processor;
    failed.reason = failure.reason;
    failed.failed_at = now;
    unit.failed_events().record(failed);
    core::log_about(spdlog::level::err, about(event),
                    "failed in {}: {}; it is kept: see `mostik failed list`", failure.processor,
                    failure.reason);
}

/// History bypasses the inbox: what it writes is an upsert. A notification is known by its reference.
bool uses_inbox(const core::Event& event) {
    return event.origin != core::Origin::history && !event.identity.empty() &&
           !std::holds_alternative<core::Notification>(event.body);
}

/// That the chat lives, or where it is now; nothing is written when that was known.
void note_chat(storage::UnitOfWork& unit, const core::Event& event, core::Time now) {
    const core::Channel& channel = event.channel;
    if (channel.id.empty() || event.origin == core::Origin::history) return;
    if (const auto* moved = std::get_if<core::ChatMoved>(&event.body)) {
        unit.chats().moved(event.messenger, channel.id, moved->to, now);
        return;
    }
    const auto* const membership = std::get_if<core::MembershipChanged>(&event.body);
    if (membership != nullptr && membership->member.self && !membership->added) return;
    storage::Chat chat{.messenger = event.messenger, .id = channel.id, .kind = channel.kind};
    if (channel.direct) {
        chat.name =
            event.author.self || event.author.name.empty() ? channel.display_name : "@" + event.author.name;
        if (chat.kind.empty()) chat.kind = "direct";
    } else {
        chat.name = channel.team.empty() ? channel.display_name : channel.team + "/" + channel.name;
        if (chat.kind.empty()) chat.kind = "channel";
    }
    if (unit.chats().heard(chat, now))
        core::log_about(spdlog::level::info, about(event),
                        "{}:{} is heard of again: messages can be sent there", event.messenger, channel.id);
}

/// Runs the event unless it was run before; what it failed with, or nothing.
std::optional<processors::ProcessorFailure> treat(storage::UnitOfWork& unit, const core::Event& event,
                                                  const GroupContext& context, GroupResult& result) {
    note_chat(unit, event, context.clock.now());
    TreatedEvent& treated = result.treated.emplace_back();
    treated.messenger = event.messenger;
    treated.type = event.type;
    const processors::Chain* const chain = chain_of(event, context);
    if (chain == nullptr || chain->steps().empty()) {
        treated.how = Treated::unhandled;
        return std::nullopt;
    }
    if (uses_inbox(event) && unit.inbox().contains(key_of(event))) {
        treated.how = Treated::repeated;
        return std::nullopt;
    }
    const std::int64_t changes = unit.changes();
    const std::size_t entries = unit.outbox().journal().size();
    const auto begun = std::chrono::steady_clock::now();
    auto failure = run_chain(unit, event, *chain, context);
    treated.took = std::chrono::steady_clock::now() - begun;
    ++result.events;
    if (failure) {
        treated.how = Treated::failed;
        ++result.failed;
        return failure;
    }
    const auto& journal = unit.outbox().journal();
    for (std::size_t i = entries; i < journal.size(); ++i)
        result.written.push_back({journal[i], core::id_of(event)});
    // An event that wrote nothing can be run again without harm, and leaves no trace.
    if (uses_inbox(event) && unit.changes() != changes)
        unit.inbox().record(key_of(event), context.clock.now());
    // What is handed in has no time of its own before it is here.
    if (event.origin == core::Origin::live && !std::holds_alternative<core::Notification>(event.body))
        result.lag = treated.lag = context.clock.now() - event.happened_at;
    return std::nullopt;
}

/// The same for events that nobody waits for: one that fails is kept. Returns false then.
bool run_event(storage::UnitOfWork& unit, const core::Event& event, const GroupContext& context,
               GroupResult& result) {
    const auto failure = treat(unit, event, context, result);
    if (failure) keep_failed(unit, event, *failure, context.clock.now());
    return !failure;
}

/// What was seen up to now of each channel, to be written once for a group.
class Heads {
  public:
    void note(const core::Event& event) {
        if (event.origin != core::Origin::live || !std::holds_alternative<core::Posted>(event.body)) return;
        core::Time& head = heads_[{event.messenger, event.channel.id}];
        head = std::max(head, event.happened_at);
    }

    void write(storage::UnitOfWork& unit) {
        for (const auto& [channel, head] : heads_)
            unit.cursors().advance(channel.first, channel.second, head);
        heads_.clear();
    }

  private:
    std::map<std::pair<std::string, std::string>, core::Time> heads_;
};

void open_gap(storage::UnitOfWork& unit, const std::string& messenger, core::Time now) {
    const std::vector<storage::Span> open = unit.cursors().open_spans(messenger);
    for (const storage::ChannelCursor& cursor : unit.cursors().all(messenger)) {
        // One that has not begun yet reaches back further already.
        const bool covered = std::any_of(open.begin(), open.end(), [&](const storage::Span& span) {
            return span.catch_up && span.channel_id == cursor.channel_id && span.upper_id.empty();
        });
        if (covered) continue;
        storage::Span span;
        span.messenger = messenger;
        span.channel_id = cursor.channel_id;
        span.lower = std::max(cursor.heard_since, cursor.head - overlap);
        span.catch_up = true;
        span.opened_at = now;
        unit.cursors().open_span(span);
    }
}

/// By the server's clock where it has said something, since ours may be ahead of it.
core::Time first_heard(const SpanProgress& progress) {
    if (!progress.newest) return {};
    const core::Time ours = progress.span.catch_up ? progress.span.lower : progress.span.opened_at;
    return std::min(ours, *progress.newest + std::chrono::milliseconds(1));
}

void write_progress(storage::UnitOfWork& unit, const SpanProgress& progress) {
    const storage::Span& span = progress.span;
    if (progress.fingerprint) {
        // Live events may have moved the head of a channel that is read again.
        const auto known = unit.cursors().find(span.messenger, span.channel_id);
        const core::Time head =
            std::max(known ? known->head : core::Time{}, progress.newest.value_or(core::Time{}));
        unit.cursors().put({.messenger = span.messenger,
                            .channel_id = span.channel_id,
                            .head = head,
                            .heard_since = known ? known->heard_since : first_heard(progress),
                            // What is read for the first time is read as it is now.
                            .changes_known_until = known ? known->changes_known_until : span.opened_at,
                            .fingerprint = *progress.fingerprint});
    } else if (progress.newest) {
        unit.cursors().advance(span.messenger, span.channel_id, *progress.newest);
    }
    if (progress.finished) {
        unit.cursors().close_span(span.id);
    } else {
        unit.cursors().update_span(span);
    }
}

void write_progress(storage::UnitOfWork& unit, const ChangesProgress& progress) {
    unit.cursors().note_changes_known(progress.messenger, progress.channel_id, progress.known_until);
}

void run_own_events(storage::UnitOfWork& unit, const GroupContext& context, GroupResult& result) {
    constexpr int at_once = 64;
    for (const auto& [number, event] : unit.own_events().due(context.clock.now(), at_once)) {
        run_event(unit, event, context, result);
        unit.own_events().remove(number);
    }
}

/// Whoever hands it in is told of a failure: it is not kept, or it would be sent once more when he repeats
/// it.
NotificationEnd run_submitted(storage::UnitOfWork& unit, const core::Event& event,
                              const GroupContext& context, GroupResult& result) {
    const auto& reference = std::get<core::Notification>(event.body).reference;
    NotificationEnd known = stored_end(unit, reference);
    if (known.notification) {
        result.treated.push_back({event.messenger, event.type, Treated::repeated});
        core::log_about(spdlog::level::info, about(event),
                        "was handed in before: nothing is sent for it now");
        return known;
    }
    auto failure = treat(unit, event, context, result);
    if (failure) {
        core::log_about(spdlog::level::err, about(event), "failed in {}: {}; nothing of it was taken",
                        failure->processor, failure->reason);
    }
    NotificationEnd end = stored_end(unit, reference);
    end.failure = std::move(failure);
    return end;
}

std::vector<NotificationEnd> run_submission(storage::UnitOfWork& unit, const Submission& submission,
                                            const GroupContext& context, GroupResult& result) {
    std::vector<NotificationEnd> ends;
    ends.reserve(submission.events.size());
    for (const core::Event& event : submission.events) {
        ends.push_back(run_submitted(unit, event, context, result));
    }
    return ends;
}

}  // namespace

GroupResult run_group(storage::UnitOfWork& unit, const std::vector<WorkItem>& items,
                      const GroupContext& context) {
    GroupResult result;
    Heads heads;
    const std::int64_t changes = unit.changes();
    for (const WorkItem& item : items) {
        if (const auto* event = std::get_if<core::Event>(&item)) {
            run_event(unit, *event, context, result);
            heads.note(*event);
        } else if (const auto* gap = std::get_if<GapMark>(&item)) {
            // What came before the gap was seen, what comes after it says nothing about what is missing.
            heads.write(unit);
            open_gap(unit, gap->messenger, context.clock.now());
            result.gaps.insert(gap->messenger);
        } else if (const auto* batch = std::get_if<HistoryBatch>(&item)) {
            for (const core::Event& past : batch->events) run_event(unit, past, context, result);
            std::visit([&unit](const auto& progress) { write_progress(unit, progress); }, batch->progress);
        } else if (const auto* submission = std::get_if<std::shared_ptr<const Submission>>(&item)) {
            result.submissions.push_back(run_submission(unit, **submission, context, result));
        } else {
            run_own_events(unit, context, result);
        }
    }
    heads.write(unit);
    if (context.claim.room > 0 && unit.changes() != changes) result.claimed = claim(unit, context.claim);
    result.next_own_event = unit.own_events().next_due();
    return result;
}

int retry_failed(storage::UnitOfWork& unit, const GroupContext& context, int limit, GroupResult& result) {
    const std::vector<storage::FailedEvent> requested = unit.failed_events().requested(limit);
    for (const storage::FailedEvent& failed : requested) {
        const core::Event event = core::event_from_json(failed.event);
        if (!run_event(unit, event, context, result)) continue;
        unit.failed_events().remove(failed.id);
        core::log_about(spdlog::level::info, about(event), "was run again and succeeded");
    }
    return static_cast<int>(requested.size());
}

}  // namespace mostik::bot
