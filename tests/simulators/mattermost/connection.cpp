#include "tests/simulators/mattermost/connection.hpp"

#include <algorithm>

namespace mostik::simulators::mattermost {

namespace {

std::string unnumbered(const Event& event, const Json& data) {
    Json omit_users = nullptr;
    for (const auto& id : event.broadcast.omit_users) omit_users[id] = true;
    const Json json = {{"event", event.name},
                       {"data", data},
                       {"broadcast",
                        {{"omit_users", omit_users},
                         {"user_id", event.broadcast.user_id},
                         {"channel_id", event.broadcast.channel_id},
                         {"team_id", event.broadcast.team_id}}}};
    auto text = dump(json);
    text.pop_back();  // the closing brace comes after the number
    return text;
}

}  // namespace

EventText::EventText(const Event& event)
    : text_(unnumbered(event, event.data)),
      critical_(event.name != "typing" && event.name != "status_change" && event.name != "channel_viewed") {
    if (event.data_for_admins.empty()) return;
    auto data = event.data;
    data.update(event.data_for_admins);
    text_for_admins_ = unnumbered(event, data);
}

std::string EventText::numbered(std::int64_t seq, bool for_admin) const {
    const auto& text = for_admin && !text_for_admins_.empty() ? text_for_admins_ : text_;
    return text + ",\"seq\":" + std::to_string(seq) + "}\n";
}

Connection::Connection(std::string id, std::string user_id, std::string token, bool admin)
    : id_(std::move(id)), user_id_(std::move(user_id)), token_(std::move(token)), admin_(admin) {}

bool Connection::push(const std::shared_ptr<const EventText>& event) {
    if (waiting_events_ >= drop_from && !event->is_critical()) return true;
    if (waiting_events_ >= max_waiting) return false;
    const bool lost = to_lose_ > 0;
    if (lost) --to_lose_;
    waiting_.push_back({event, {}, lost});
    ++waiting_events_;
    if (wake) wake();
    return true;
}

void Connection::push_reply(std::string text) {
    waiting_.push_back({nullptr, std::move(text), false});
    if (wake) wake();
}

void Connection::push_hello(const std::shared_ptr<const EventText>& hello) {
    waiting_.push_front({hello, {}, false});
    ++waiting_events_;
    if (wake) wake();
}

std::optional<Connection::Frame> Connection::next() {
    if (waiting_.empty()) return std::nullopt;
    auto item = std::move(waiting_.front());
    waiting_.pop_front();
    if (!item.event) return Frame{std::move(item.text), false};
    --waiting_events_;
    const auto seq = next_seq_++;
    sent_.push_back({seq, item.event->numbered(seq, admin_)});
    if (sent_.size() > kept_sent) sent_.pop_front();
    return Frame{sent_.back().text, item.lost};
}

bool Connection::resume(std::int64_t seq, std::string new_id) {
    if (seq == 0) {
        next_seq_ = 0;
        return true;
    }
    const auto first =
        std::find_if(sent_.begin(), sent_.end(), [&](const Sent& sent) { return sent.seq == seq; });
    if (first != sent_.end()) {
        for (auto sent = sent_.end(); sent != first;) {
            --sent;
            waiting_.push_front({nullptr, sent->text, false});
        }
        next_seq_ = sent_.back().seq + 1;
        return true;
    }
    if (sent_.empty() || sent_.back().seq == seq - 1) {
        next_seq_ = seq;
        return true;
    }
    id_ = std::move(new_id);
    next_seq_ = 0;
    sent_.clear();
    return false;
}

void Connection::detach() {
    wake = nullptr;
    waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                  [](const Waiting& item) { return item.event == nullptr; }),
                   waiting_.end());
}

}  // namespace mostik::simulators::mattermost
