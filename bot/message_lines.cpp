#include "bot/message_lines.hpp"

namespace mostik::bot {

namespace {

namespace level = spdlog::level;
using core::log_about;

struct Telling {
    const storage::OutboxRow& row;
    messengers::WhenUncertain when_uncertain;
    const storage::OutboxRow& after;

    core::LogSubject subject() const { return subject_of(row); }
    std::string what() const {
        return std::string(core::to_string(row.draft.operation)) + " to " + core::to_string(row.draft.to);
    }

    void operator()(const messengers::Delivered& delivered) const {
        const std::string id = delivered.made.empty() ? row.remote_id : delivered.made.front().message_id;
        log_about(level::info, subject(), "{} delivered{} (attempt {})", what(),
                  id.empty() ? "" : " as " + id, row.attempt);
    }
    void operator()(const messengers::Retry& retry) const {
        log_about(level::warn, subject(), "{} not delivered yet (attempt {}): {}", what(), row.attempt,
                  retry.reason);
    }
    void operator()(const messengers::Rejected& rejected) const {
        log_about(level::err, subject(), "{} refused (attempt {}): {}", what(), row.attempt, rejected.reason);
    }
    void operator()(const messengers::Moved& moved) const {
        log_about(level::warn, subject(), "{}: the chat has moved to {}, which is used from now on", what(),
                  core::to_string(moved.to));
    }
    void operator()(const messengers::Unknown& unknown) const {
        log_about(level::warn, subject(), "{} may have arrived (attempt {}): {}; {}", what(), row.attempt,
                  unknown.reason, what_is_next());
    }

  private:
    const char* what_is_next() const {
        if (after.held) return "it is held: see `mostik outbox list`";
        // A change may be made twice.
        if (after.state == storage::OutboxState::queued) return "it is tried again";
        if (storage::is_final(after.state)) return "it is not tried again";
        return when_uncertain == messengers::WhenUncertain::ask ? "it is looked for before it is sent again"
                                                                : "it is sent again and may arrive twice";
    }
};

std::string_view became(storage::EntryKind kind) {
    switch (kind) {
        case storage::EntryKind::queued:
            return "queued";
        case storage::EntryKind::changed:
            return "changed before it left";
        case storage::EntryKind::cancelled:
            return "taken back before it left";
    }
    return "";
}

}  // namespace

core::LogSubject subject_of(const storage::OutboxRow& row) {
    return {row.id, "", row.draft.ticket};
}

void tell_written(const GroupResult& group) {
    for (const WrittenMessage& written : group.written) {
        const storage::OutboxEntry& entry = written.entry;
        const core::LogSubject subject{entry.id, written.event, entry.ticket};
        log_about(level::info, subject, "{} to {} {}", core::to_string(entry.operation),
                  core::to_string(entry.to), became(entry.kind));
    }
}

void tell_outcome(const storage::OutboxRow& row, messengers::WhenUncertain when_uncertain,
                  const messengers::SendOutcome& outcome, const storage::OutboxRow& after) {
    std::visit(Telling{row, when_uncertain, after}, outcome);
    const bool said = std::holds_alternative<messengers::Delivered>(outcome) ||
                      std::holds_alternative<messengers::Rejected>(outcome);
    if (!said && storage::is_final(after.state)) tell_over(after);
}

void tell_lapsed(const storage::OutboxRow& row) {
    log_about(level::warn, subject_of(row),
              "{} to {}: attempt {} ended without an answer: it may have arrived",
              core::to_string(row.draft.operation), core::to_string(row.draft.to), row.attempt);
}

void tell_over(const storage::OutboxRow& row) {
    log_about(level::err, subject_of(row), "{} to {} is over: {}{}", core::to_string(row.draft.operation),
              core::to_string(row.draft.to), storage::to_string(row.state),
              row.reason.empty() ? "" : ": " + row.reason);
}

}  // namespace mostik::bot
