#pragma once

#include "core/address.hpp"
#include "core/clock.hpp"
#include "core/message.hpp"
#include "core/step.hpp"
#include "storage/tickets.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mostik::storage {

using OutboxId = std::int64_t;
using NotificationId = std::int64_t;
using core::Operation;

/// The life of a row; transition_allowed() is the whole of it.
enum class OutboxState {
    queued,     ///< waits for its time
    sending,    ///< claimed: an attempt with a lease
    delivered,  ///< the far side has it, `remote_id` says where
    failed,     ///< given up, with a reason
    expired,    ///< its `not_after` passed first
    cancelled,  ///< taken back before it left
    uncertain,  ///< bytes may have left and no answer came: the far side is to be asked, or a person decides
};

bool transition_allowed(OutboxState from, OutboxState to);
bool is_final(OutboxState state);
std::string_view to_string(OutboxState state);
/// Nothing for an unknown word.
std::optional<OutboxState> outbox_state_from(std::string_view text);

/// What a processor asks for.
struct OutboxDraft {
    std::string dedupe_key;  ///< event type + identity + processor + index
    core::Time caused_at{};  ///< when the cause happened; part of the unique key (time first)
    Operation operation = Operation::send;
    core::Address to;
    std::string order_key;  ///< first in, first out within it; empty: the address
    int priority = 0;       ///< of lines that are due at the same time the higher one goes first
    core::Message message;
    std::optional<core::Time> not_before;
    std::optional<core::Time> not_after;

    /// The message that a `send` carries, and whose copies an `edit` or a `remove` changes.
    std::optional<core::MessageRef> source;
    /// A `send` that can be joined by others of the same album and address waits so long for the next of
    /// them, at the head of its line.
    std::string album;
    core::Milliseconds gather{0};
    std::string owner;            ///< whoever is told what became of it, and what it is to him; empty: nobody
    bool tell_delivered = false;  ///< also when all went well
    std::optional<NotificationId> notification;  ///< that it was made of; nothing: of something else
    std::optional<TicketNumber> ticket;          ///< that it is about; nothing: about none
};

struct OutboxRow {
    OutboxId id = 0;
    std::string token;  ///< the marker that finds the message on the far side: 26 random characters of a-z0-9
    OutboxDraft draft;
    std::vector<std::string> joined_sources;  ///< further messages of the source's channel that joined it
    OutboxState state = OutboxState::queued;
    bool held = false;  ///< put aside until a person decides, or the message that it changes is decided on
    bool insisted = false;  ///< a person wants it to be tried, also where nothing could be sent before
    int attempt = 0;        ///< number of the current or last attempt; 0: none yet
    int failures = 0;       ///< attempts that count against the limit
    core::Time created_at{};
    core::Time due_at{};  ///< when a queued row may be claimed; of one that is over: when it was
    std::optional<core::Time> first_attempt_at;  ///< the earliest moment at which bytes may have left
    std::optional<core::Time> lease_until;       ///< of a row that is sending
    std::string remote_id;                       ///< of the (first) message that was made
    std::string reason;                          ///< of the last attempt that did not deliver
};

/// One request of a row that takes more than one.
struct OutboxPart {
    int number = 0;
    core::Step step;
    int attempt = 0;               ///< that did it; 0: not done yet
    std::vector<core::Made> made;  ///< by it
};

struct OutboxAttempt {
    int number = 0;
    core::Time started_at{};
    std::optional<core::Time> finished_at;  ///< nothing: under way, or the process ended before it did
    std::string outcome;                    ///< the state that it led to
    std::string reason;
};

struct OutboxCounts {
    std::int64_t queued = 0;
    std::int64_t sending = 0;
    std::int64_t delivered = 0;
    std::int64_t failed = 0;
    std::int64_t expired = 0;
    std::int64_t cancelled = 0;
    std::int64_t uncertain = 0;           ///< rows; those on hold among them
    std::int64_t uncertain_attempts = 0;  ///< sends of which it is not known whether they arrived, ever
};

/// May a row leave now? Asked once for each row that is due, in the order in which they would go.
struct Admitted {};
struct NotBefore {
    core::Time at{};
    bool whole_messenger = false;  ///< nothing else of this messenger may leave earlier
};
struct NeverAdmitted {
    std::string reason;  ///< the row fails with it
};
using Admission = std::variant<Admitted, NotBefore, NeverAdmitted>;
using Admit = std::function<Admission(const OutboxRow& row)>;

struct Claim {
    std::vector<OutboxRow> rows;           ///< sending, from now on
    std::vector<OutboxRow> over;           ///< failed or expired, from now on
    std::optional<core::Time> look_again;  ///< when the next row wants attention, as far as is known
};

struct OutboxFilter {
    std::optional<OutboxState> state;
    std::optional<core::Address> to;
    std::optional<core::Time> since;  ///< rows that were written then or later
    bool notifications_only = false;  ///< rows that were made of a notification
    std::optional<OutboxId> before;   ///< rows with smaller ids only
    int limit = 100;
};

/// A place where a message has been sent or is about to be.
struct CopyPlace {
    core::Address to;
    std::string order_key;

    friend bool operator==(const CopyPlace&, const CopyPlace&) = default;
};

enum class EntryKind {
    queued,     ///< a row was written
    changed,    ///< a row that waits says something else now, or more
    cancelled,  ///< a row that waited does not leave any more
};

/// What enqueue() did to a row.
struct OutboxEntry {
    OutboxId id = 0;
    EntryKind kind = EntryKind::queued;
    Operation operation = Operation::send;  ///< of the row
    core::Address to;
    std::optional<TicketNumber> ticket;
};

/// Messages on their way out. A row is claimed (attempt number and lease committed) before any byte leaves;
/// each outcome is guarded by the attempt's number, so that a late answer of an old attempt changes nothing:
/// such calls return false. All calls throw StorageError.
class Outbox {
  public:
    virtual ~Outbox() = default;

    /// Nothing when a row with this dedupe key is there already, or was (forget()), or nothing is left to do.
    ///
    /// An `edit` of what has not left yet changes the queued row instead, and joins an edit that waits; a
    /// `remove` cancels what has not left yet, with its edits, and is nothing beside another `remove` that
    /// has not ended. Operations on a message that is on hold are on hold with it. A `send` of an album joins
    /// the row of that album and address that waits.
    virtual std::optional<OutboxId> enqueue(const OutboxDraft& draft, core::Time now) = 0;

    /// What enqueue() has done in this transaction, in order; without what a savepoint has taken back.
    virtual const std::vector<OutboxEntry>& journal() const = 0;

    /// Where copies of `source` are still to be sent: rows that are queued, sending or uncertain.
    virtual std::vector<CopyPlace> pending_copies(const core::MessageRef& source) = 0;

    /// The messages of the same channel that answer `root` and have copies still to be sent, likewise.
    virtual std::vector<core::MessageRef> pending_replies(const core::MessageRef& root) = 0;

    /// Turns due rows to `sending` with the next attempt number: queued ones, and uncertain ones, about which
    /// the caller asks the far side before it sends, where it can be asked. Higher priority first, then
    /// oldest first; at most one per order key, none whose order key has an earlier row that is queued,
    /// sending or uncertain and not held. A row takes its place in the line when it is written, one with a
    /// `not_before` ahead when that has come. Rows past `not_after` become expired instead, and those of a
    /// person who was forgotten while they were being sent go (Contacts::forget). Without `admit` every row
    /// may leave.
    virtual Claim claim_due(core::Time now, core::Time lease_until, int limit, const Admit& admit = {}) = 0;

    /// Rows that are sending with a lease that is over: whoever had them is gone or stuck.
    virtual std::vector<OutboxRow> lapsed(core::Time now) = 0;

    /// At start, when nobody else can be sending: ends every lease at once.
    virtual int end_leases(core::Time now) = 0;

    virtual bool delivered(OutboxId id, int attempt, const std::string& remote_id, core::Time now) = 0;
    /// Queued again, and counted against the limit of attempts; a row that is sending and would be due only
    /// after its `not_after` becomes expired instead.
    virtual bool retry(OutboxId id, int attempt, core::Time due_at, const std::string& reason,
                       core::Time now) = 0;
    /// The same for what the message is not to blame for: counts nothing.
    virtual bool postpone(OutboxId id, int attempt, core::Time due_at, const std::string& reason,
                          core::Time now) = 0;
    virtual bool failed(OutboxId id, int attempt, const std::string& reason, core::Time now) = 0;
    virtual bool expired(OutboxId id, int attempt, core::Time now) = 0;
    /// `hold`: until a person decides; operations on the same message that wait are held with it.
    virtual bool uncertain(OutboxId id, int attempt, core::Time ask_at, bool hold, const std::string& reason,
                           core::Time now) = 0;

    /// What a row takes is planned once. Errors: StorageError when it was planned before.
    virtual void plan(OutboxId id, const std::vector<core::Step>& steps) = 0;
    virtual std::vector<OutboxPart> parts(OutboxId id) = 0;
    /// A part is done and, unless it was the last, the lease goes on. False when the attempt is over.
    virtual bool part_done(OutboxId id, int attempt, int number, const std::vector<core::Made>& made,
                           core::Time lease_until) = 0;

    /// Takes a queued row back, or gives an uncertain one up; false for others.
    virtual bool cancel(OutboxId id, core::Time now) = 0;

    /// A person's wish: a failed or uncertain row is queued again, last in the line of its order key.
    virtual bool requeue(OutboxId id, core::Time now) = 0;

    /// Removes what was delivered, cancelled or expired before `before`, with attempts and parts; returns how
    /// many rows, at most `limit`. What failed or is uncertain stays until a person decides. Of the rows that
    /// are gone, their dedupe keys stay, so that an event that is read again however late sends nothing
    /// again, and their uncertain attempts still count.
    virtual int forget(core::Time before, int limit) = 0;

    virtual std::optional<OutboxRow> find(OutboxId id) = 0;
    virtual std::vector<OutboxAttempt> attempts(OutboxId id) = 0;
    virtual std::vector<OutboxRow> latest(const OutboxFilter& filter) = 0;  ///< newest first
    virtual OutboxCounts counts() = 0;
    /// Since when the queued row that waits longest beyond its time is due; nothing when none is.
    virtual std::optional<core::Time> oldest_due(core::Time now) = 0;
};

}  // namespace mostik::storage
