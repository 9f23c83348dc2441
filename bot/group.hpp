#pragma once

#include "bot/claim.hpp"
#include "bot/heard_changes.hpp"
#include "bot/notifications/end.hpp"
#include "core/event.hpp"
#include "core/translator.hpp"
#include "processors/chain.hpp"
#include "storage/unit_of_work.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

/// What happens to events inside one transaction. Everything here runs on the storage thread.
namespace mostik::bot {

/// The chains of every messenger.
using ChainsOf = std::map<std::string, std::shared_ptr<const processors::Chains>>;

/// How events are treated: what the configuration says of it. Immutable, so that a group keeps what it began
/// with when the configuration changes.
struct Treatment {
    ChainsOf chains;
    core::Translator translator;  ///< to the language of the answers
};

/// Events of a messenger may have been missed: what each channel has been read up to is noted as a stretch to
/// read.
struct GapMark {
    std::string messenger;
    std::string reason;
};

/// What reading a stretch of the past changes beside the events themselves.
struct SpanProgress {
    storage::Span span;                      ///< with its new upper end
    bool finished = false;                   ///< the span is removed
    std::optional<core::Time> newest;        ///< of the span's first page: the channel was seen up to here
    std::optional<std::string> fingerprint;  ///< the channel's past is read with these settings from now on
};

/// The changes of a channel's posts are known up to this moment.
struct ChangesProgress {
    std::string messenger;
    std::string channel_id;
    core::Time known_until{};
};

/// A piece of the past, oldest first, and what having read it means.
struct HistoryBatch {
    std::vector<core::Event> events;
    std::variant<SpanProgress, ChangesProgress> progress;
    /// Since before it was asked for: Pipeline::hear_changes().
    std::shared_ptr<const HeardChanges> heard{};
};

/// Mostik's own events that are due are to be run.
struct OwnEventsDue {};

/// Notifications that somebody hands in and waits for: what cannot be stored now is his to repeat.
struct Submission {
    std::vector<core::Event> events;
};

using WorkItem =
    std::variant<core::Event, GapMark, HistoryBatch, OwnEventsDue, std::shared_ptr<const Submission>>;

enum class Treated {
    ok,         ///< its chain ran
    failed,     ///< a processor threw: the event is kept
    repeated,   ///< it was run before
    unhandled,  ///< no chain is named for its type
};

/// What became of an event.
struct TreatedEvent {
    std::string messenger;
    std::string type;
    Treated how = Treated::ok;
    std::chrono::steady_clock::duration took{};  ///< in the chain
    std::optional<core::Milliseconds> lag{};  ///< of a live one whose chain ran: from its own time to its run
};

/// What the chain of an event asked the outbox for.
struct WrittenMessage {
    storage::OutboxEntry entry;
    std::string event;  ///< core::id_of() it
};

struct GroupResult {
    std::int64_t events = 0;  ///< run through a chain
    std::int64_t failed = 0;
    std::set<std::string> gaps;                             ///< messengers of which a gap was noted
    std::optional<core::Milliseconds> lag;                  ///< of the last live event
    ClaimResult claimed;                                    ///< what was written and can leave at once
    std::optional<core::Time> next_own_event;               ///< when one is due, as it is after this group
    std::vector<std::vector<NotificationEnd>> submissions;  ///< of each submission, in their order
    std::vector<TreatedEvent> treated;                      ///< every event of it
    std::vector<WrittenMessage> written;                    ///< in order
    /// From the moment at which the transaction was asked for to its commit; whoever asks fills it in.
    std::chrono::steady_clock::duration took{};
};

/// What a group needs beside the transaction. `status` is a snapshot taken on the io thread.
struct GroupContext {
    std::shared_ptr<const Treatment> treatment;
    const core::Clock& clock;
    processors::ServiceStatus status;
    ClaimOptions claim;
};

/// Runs a group in the order given, each event in a savepoint of its own: once (the inbox knows what was
/// run), through the chain of its type; an event whose chain throws is kept among the failed ones, and the
/// next one runs. What the chains wrote to the outbox and can leave at once is claimed in the end, so that
/// one commit precedes its sending. Throws StorageError: then nothing of the group has happened.
GroupResult run_group(storage::UnitOfWork& unit, const std::vector<WorkItem>& items,
                      const GroupContext& context);

/// Runs again the failed events for which that was asked, at most `limit`; returns how many were tried.
int retry_failed(storage::UnitOfWork& unit, const GroupContext& context, int limit, GroupResult& result);

}  // namespace mostik::bot
