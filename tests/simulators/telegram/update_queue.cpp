#include "tests/simulators/telegram/update_queue.hpp"

#include "tests/simulators/telegram/shapes.hpp"

#include <algorithm>
#include <array>

namespace mostik::simulators::telegram {

namespace {

constexpr std::array<std::string_view, 3> off_by_default{"chat_member", "message_reaction",
                                                         "message_reaction_count"};
constexpr std::array<std::string_view, 23> known_kinds{"message",
                                                       "edited_message",
                                                       "channel_post",
                                                       "edited_channel_post",
                                                       "business_connection",
                                                       "business_message",
                                                       "edited_business_message",
                                                       "deleted_business_messages",
                                                       "message_reaction",
                                                       "message_reaction_count",
                                                       "inline_query",
                                                       "chosen_inline_result",
                                                       "callback_query",
                                                       "shipping_query",
                                                       "pre_checkout_query",
                                                       "purchased_paid_media",
                                                       "poll",
                                                       "poll_answer",
                                                       "my_chat_member",
                                                       "chat_member",
                                                       "chat_join_request",
                                                       "chat_boost",
                                                       "removed_chat_boost"};

template <class List>
bool contains(const List& list, std::string_view value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

void UpdateQueue::push(Happening happening) {
    const bool wanted =
        allowed_ ? contains(*allowed_, happening.kind) : !contains(off_by_default, happening.kind);
    if (!wanted || updates_.size() >= max_updates) return;
    Update update;
    update.id = next_id_;
    update.json = shapes::dump({{"update_id", next_id_}, {happening.kind, std::move(happening.payload)}});
    if (update.json.size() > max_update_bytes) return;
    ++next_id_;
    update.kind = std::move(happening.kind);
    update.lane = std::move(happening.lane);
    update.expires_at = happening.expires_at;
    updates_.push_back(std::move(update));
}

void UpdateQueue::allow(const std::string& text) {
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) return;
    std::vector<std::string> kinds;
    for (const auto& name : list) {
        if (name.is_string() && contains(known_kinds, name.get<std::string>())) kinds.push_back(name);
    }
    allowed_ = std::nullopt;
    if (!kinds.empty()) allowed_ = std::move(kinds);
}

void UpdateQueue::expire() {
    const auto now = now_();
    updates_.erase(std::remove_if(updates_.begin(), updates_.end(),
                                  [&](const Update& update) { return update.expires_at <= now; }),
                   updates_.end());
}

std::vector<const Update*> UpdateQueue::take(std::int64_t offset, std::size_t limit) {
    expire();
    const auto head = updates_.empty() ? next_id_ : updates_.front().id;
    if (offset < 0) {
        const auto last = static_cast<std::size_t>(-offset);
        if (updates_.size() > last)
            updates_.erase(updates_.begin(), updates_.end() - static_cast<long>(last));
    } else if (offset != 0) {
        const bool strange = offset > next_id_ + 10 || offset < head - static_cast<std::int64_t>(max_updates);
        while (!strange && !updates_.empty() && updates_.front().id < offset) updates_.pop_front();
    }
    std::vector<const Update*> result;
    std::size_t bytes = 0;
    for (const auto& update : updates_) {
        if (result.size() >= limit || (bytes + update.json.size() > max_answer_bytes && !result.empty()))
            break;
        bytes += update.json.size();
        result.push_back(&update);
    }
    return result;
}

void UpdateQueue::forget(std::int64_t id) {
    updates_.erase(std::remove_if(updates_.begin(), updates_.end(),
                                  [&](const Update& update) { return update.id == id; }),
                   updates_.end());
}

const std::deque<Update>& UpdateQueue::pending() {
    expire();
    return updates_;
}

}  // namespace mostik::simulators::telegram
