#include "tests/unit/storage/outbox_model.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace mostik::storage::testing {

namespace {

using Row = OutboxModel::Row;

bool is_pending(const Row& row) {
    return row.state == OutboxState::queued || row.state == OutboxState::sending ||
           row.state == OutboxState::uncertain;
}

bool in_line(const Row& row) {
    return is_pending(row) && !row.held;
}

bool never_left(const Row& row) {
    return row.state == OutboxState::queued && row.attempt == 0;
}

bool stands_before(const Row& one, const Row& other) {
    return std::tie(one.joined_at, one.id) < std::tie(other.joined_at, other.id);
}

bool goes_before(const Row* one, const Row* other) {
    if (one->draft.priority != other->draft.priority) return one->draft.priority > other->draft.priority;
    return stands_before(*one, *other);
}

void earliest(std::optional<core::Time>& known, core::Time other) {
    known = std::min(known.value_or(other), other);
}

const Row* original_among(const std::vector<Row>& rows) {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [](const Row& row) { return row.draft.operation == Operation::send; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace

Row* OutboxModel::find(OutboxId id) {
    const auto found =
        std::find_if(rows_.begin(), rows_.end(), [id](const Row& row) { return row.id == id; });
    return found == rows_.end() ? nullptr : &*found;
}

OutboxId OutboxModel::insert(const OutboxDraft& draft, bool held, core::Time now) {
    Row row{.id = ++last_id_, .draft = draft, .held = held};
    if (row.draft.order_key.empty()) row.draft.order_key = core::to_string(draft.to);
    const core::Time begins_at = std::max(now, draft.not_before.value_or(now));
    row.joined_at = begins_at > now ? begins_at : end_of_line(row.draft.order_key, now);
    row.due_at = begins_at + draft.gather;
    rows_.push_back(row);
    return row.id;
}

std::optional<OutboxId> OutboxModel::enqueue(OutboxDraft draft, core::Time now) {
    if (draft.operation == Operation::send) {
        const auto album = std::find_if(rows_.rbegin(), rows_.rend(), [&](const Row& row) {
            return !draft.album.empty() && row.draft.album == draft.album && row.draft.to == draft.to &&
                   never_left(row);
        });
        if (album == rows_.rend()) return insert(draft, false, now);
        album->due_at = now + draft.gather;
        return album->id;
    }
    const std::vector<Row> rows = pending_of(draft);
    const Row* const original = original_among(rows);
    if (draft.operation == Operation::edit) {
        const auto changed = std::find_if(rows.rbegin(), rows.rend(), [](const Row& row) {
            return never_left(row) &&
                   (row.draft.operation == Operation::send || row.draft.operation == Operation::edit);
        });
        if (changed != rows.rend()) return changed->id;
    }
    if (draft.operation == Operation::remove) {
        const auto removes = [](const Row& row) { return row.draft.operation == Operation::remove; };
        for (const Row& row : rows) {
            if (never_left(row) && !removes(row)) cancel(row.id, now);
        }
        if (std::any_of(rows.begin(), rows.end(), removes)) return std::nullopt;
        if (original != nullptr && never_left(*original)) return std::nullopt;
    }
    const bool joins_its_line = draft.operation == Operation::edit || draft.operation == Operation::remove;
    if (original != nullptr && joins_its_line) draft.order_key = original->draft.order_key;
    return insert(draft, original != nullptr && original->held, now);
}

std::vector<Row> OutboxModel::pending_of(const OutboxDraft& draft) const {
    std::vector<Row> found;
    std::copy_if(rows_.begin(), rows_.end(), std::back_inserter(found), [&](const Row& row) {
        return is_pending(row) && draft.source && row.draft.source == draft.source &&
               row.draft.to == draft.to;
    });
    return found;
}

core::Time OutboxModel::end_of_line(const std::string& line, core::Time now) const {
    core::Time end = now;
    for (const Row& row : rows_) {
        if (in_line(row) && row.draft.order_key == line && !row.draft.not_before)
            end = std::max(end, row.joined_at);
    }
    return end;
}

std::vector<Row*> OutboxModel::heads() {
    std::map<std::string, Row*> lines;
    for (Row& row : rows_) {
        if (!in_line(row)) continue;
        Row*& head = lines[row.draft.order_key];
        if (head == nullptr || stands_before(row, *head)) head = &row;
    }
    std::vector<Row*> all;
    for (const auto& [line, head] : lines) all.push_back(head);
    return all;
}

OutboxModel::Claimed OutboxModel::claim_due(core::Time now, core::Time lease_until, int limit,
                                            const Decide& decide) {
    Claimed claimed;
    std::erase_if(rows_, [](const Row& row) { return row.forgotten && row.state != OutboxState::sending; });
    for (Row& row : rows_) {
        if (row.state != OutboxState::queued || !row.draft.not_after || *row.draft.not_after >= now) continue;
        row.state = OutboxState::expired;
        row.held = false;
        row.due_at = now;
        claimed.over.push_back(row.id);
    }
    std::vector<Row*> due = heads();
    std::erase_if(due,
                  [&](const Row* row) { return row->state == OutboxState::sending || row->due_at > now; });
    std::sort(due.begin(), due.end(), goes_before);
    std::set<std::string> closed;
    for (Row* const row : due) {
        if (closed.contains(row->draft.to.messenger)) continue;
        if (static_cast<int>(claimed.rows.size()) >= limit) {
            earliest(claimed.look_again, now);
            break;
        }
        claimed.asked.push_back(row->id);
        const Admission admission = decide(row->id);
        if (const auto* later = std::get_if<NotBefore>(&admission)) {
            earliest(claimed.look_again, later->at);
            if (later->whole_messenger) closed.insert(row->draft.to.messenger);
            if (!later->whole_messenger) row->due_at = later->at;
        } else if (std::holds_alternative<NeverAdmitted>(admission)) {
            row->state = OutboxState::failed;
            row->due_at = now;
            claimed.over.push_back(row->id);
            earliest(claimed.look_again, now);
        } else {
            row->state = OutboxState::sending;
            row->attempt += 1;
            row->lease_until = lease_until;
            claimed.rows.push_back(row->id);
        }
    }
    for (const Row* const head : heads()) {
        if (head->state == OutboxState::sending) earliest(claimed.look_again, head->lease_until);
        if (head->state != OutboxState::sending && head->due_at > now)
            earliest(claimed.look_again, head->due_at);
    }
    for (const Row& row : rows_) {
        if (row.state != OutboxState::queued || !row.draft.not_after) continue;
        earliest(claimed.look_again, *row.draft.not_after + std::chrono::milliseconds(1));
    }
    std::sort(claimed.over.begin(), claimed.over.end());
    return claimed;
}

bool OutboxModel::finish(OutboxId id, int attempt, OutboxState state, core::Time at, bool hold,
                         core::Time now) {
    Row* const row = find(id);
    if (row == nullptr || row->attempt != attempt) return false;
    if (row->state != OutboxState::sending && row->state != OutboxState::uncertain) return false;
    const bool too_late = state == OutboxState::queued && row->state == OutboxState::sending &&
                          row->draft.not_after && *row->draft.not_after < at;
    if (too_late) state = OutboxState::expired;
    if (!transition_allowed(row->state, state)) return false;
    const bool was_held = row->held;
    row->state = state;
    row->due_at = is_final(state) ? now : at;
    row->held = hold;
    if (hold) hold_operations_on(*row);
    if (was_held && !hold) release_operations_on(*row, now);
    return true;
}

bool OutboxModel::part_done(OutboxId id, int attempt, core::Time lease_until) {
    Row* const row = find(id);
    if (row == nullptr || row->attempt != attempt || row->state != OutboxState::sending) return false;
    row->lease_until = lease_until;
    return true;
}

void OutboxModel::hold_operations_on(const Row& row) {
    if (row.draft.operation != Operation::send) return;
    for (const Row& waiting : pending_of(row.draft)) {
        if (waiting.id != row.id && waiting.state == OutboxState::queued) find(waiting.id)->held = true;
    }
}

void OutboxModel::release_operations_on(const Row& row, core::Time now) {
    if (row.draft.operation != Operation::send) return;
    for (const Row& waiting : pending_of(row.draft)) {
        if (waiting.id == row.id || !waiting.held) continue;
        const core::Time end = end_of_line(waiting.draft.order_key, now);
        find(waiting.id)->joined_at = end;
        find(waiting.id)->held = false;
    }
}

bool OutboxModel::cancel(OutboxId id, core::Time now) {
    Row* const row = find(id);
    if (row == nullptr) return false;
    if (row->state != OutboxState::queued && row->state != OutboxState::uncertain) return false;
    const bool was_held = std::exchange(row->held, false);
    row->state = OutboxState::cancelled;
    row->due_at = now;
    if (was_held) release_operations_on(*row, now);
    return true;
}

bool OutboxModel::requeue(OutboxId id, core::Time now) {
    Row* const row = find(id);
    if (row == nullptr) return false;
    if (row->state != OutboxState::failed && row->state != OutboxState::uncertain) return false;
    row->joined_at = end_of_line(row->draft.order_key, now);
    row->state = OutboxState::queued;
    row->due_at = now;
    if (std::exchange(row->held, false)) release_operations_on(*row, now);
    return true;
}

void OutboxModel::end_leases(core::Time now) {
    for (Row& row : rows_) {
        if (row.state == OutboxState::sending) row.lease_until = std::min(row.lease_until, now);
    }
}

int OutboxModel::forget(core::Time before) {
    return static_cast<int>(std::erase_if(rows_, [before](const Row& row) {
        return is_final(row.state) && row.state != OutboxState::failed && row.due_at < before;
    }));
}

void OutboxModel::forget_person(const core::Address& person, core::Time now) {
    const auto under_way = [now](const Row& row) {
        return row.state == OutboxState::sending && row.lease_until >= now;
    };
    for (Row& row : rows_) {
        if (row.draft.to == person && under_way(row)) row.forgotten = true;
    }
    std::erase_if(rows_, [&](const Row& row) { return row.draft.to == person && !under_way(row); });
}

}  // namespace mostik::storage::testing
