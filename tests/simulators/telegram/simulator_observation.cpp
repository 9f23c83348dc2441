// The part of Simulator that looks: snapshots, waiting, time, and misbehaviour on request.
#include "tests/simulators/telegram/simulator_implementation.hpp"

#include <algorithm>

namespace mostik::simulators::telegram {

// ---- snapshots

std::optional<Chat> Simulator::chat(ChatId id) const {
    return implementation_->run([&](Server& server) -> std::optional<Chat> {
        const auto* chat = server.world.find_chat(id);
        return chat == nullptr ? std::nullopt : std::optional(*chat);
    });
}

std::vector<Message> Simulator::messages_in(ChatId id) const {
    return implementation_->run([&](Server& server) {
        std::vector<Message> messages;
        if (const auto* chat = server.world.find_chat(id)) {
            for (const auto& entry : chat->messages) messages.push_back(entry.second);
        }
        return messages;
    });
}

std::vector<Message> Simulator::sent_by_bot(ChatId chat) const {
    auto messages = messages_in(chat);
    messages.erase(std::remove_if(messages.begin(), messages.end(),
                                  [](const Message& message) { return !message.by_bot; }),
                   messages.end());
    return messages;
}

std::optional<Message> Simulator::message(ChatId chat_id, MessageId id) const {
    return implementation_->run([&](Server& server) -> std::optional<Message> {
        const auto* chat = server.world.find_chat(chat_id);
        if (chat == nullptr || chat->messages.count(id) == 0) return std::nullopt;
        return chat->messages.at(id);
    });
}

std::vector<Topic> Simulator::topics_in(ChatId forum) const {
    return implementation_->run([&](Server& server) {
        std::vector<Topic> topics;
        if (const auto* chat = server.world.find_chat(forum)) {
            for (const auto& entry : chat->topics) topics.push_back(entry.second);
        }
        return topics;
    });
}

std::optional<std::string> Simulator::file_bytes(std::string_view file_id) const {
    return implementation_->run([&](Server& server) -> std::optional<std::string> {
        const auto* file = server.world.find_file(file_id);
        return file == nullptr ? std::nullopt : std::optional(file->bytes);
    });
}

std::optional<Callback> Simulator::callback(std::string_view id) const {
    return implementation_->run([&](Server& server) -> std::optional<Callback> {
        const auto* callback = server.world.find_callback(id);
        return callback == nullptr ? std::nullopt : std::optional(*callback);
    });
}

Json Simulator::commands(const std::string& scope, const std::string& language_code) const {
    return implementation_->run([&](Server& server) {
        const auto found = server.commands.find(scope + '|' + language_code);
        return found == server.commands.end() ? Json::array() : found->second;
    });
}

std::size_t Simulator::pending_updates() const {
    return implementation_->run([](Server& server) { return server.updates.pending().size(); });
}

std::optional<std::string> Simulator::webhook_url() const {
    return implementation_->run([](Server& server) -> std::optional<std::string> {
        const auto& settings = server.webhook.settings();
        return settings ? std::optional(settings->url) : std::nullopt;
    });
}

std::vector<RequestRecord> Simulator::requests() const {
    return implementation_->run([](Server& server) {
        return std::vector<RequestRecord>(server.requests().begin(), server.requests().end());
    });
}

std::vector<RequestRecord> Simulator::requests(std::string_view method) const {
    return implementation_->run([&](Server& server) {
        std::vector<RequestRecord> result;
        for (const auto& record : server.requests()) {
            if (record.method == method) result.push_back(record);
        }
        return result;
    });
}

void Simulator::forget_requests() {
    implementation_->run([](Server& server) { server.forget_requests(); });
}
bool Simulator::has_waiting_poll() const {
    return implementation_->run([](Server& server) { return server.has_waiting_poll(); });
}

// ---- waiting

bool Simulator::wait_for(const std::function<bool()>& predicate, std::chrono::milliseconds timeout) {
    return implementation_->wait_for(predicate, timeout);
}

std::optional<Message> Simulator::wait_for_message(ChatId chat,
                                                   const std::function<bool(const Message&)>& predicate,
                                                   std::chrono::milliseconds timeout) {
    std::optional<Message> found;
    const auto is_it = [&](const Message& message) { return !message.is_deleted && predicate(message); };
    wait_for(
        [&] {
            const auto messages = messages_in(chat);
            const auto message = std::find_if(messages.begin(), messages.end(), is_it);
            if (message != messages.end()) found = *message;
            return found.has_value();
        },
        timeout);
    return found;
}

bool Simulator::wait_for_request(std::string_view method, std::size_t count,
                                 std::chrono::milliseconds timeout) {
    return wait_for([&] { return requests(method).size() >= count; }, timeout);
}
bool Simulator::wait_for_poll(std::chrono::milliseconds timeout) {
    return wait_for([&] { return has_waiting_poll(); }, timeout);
}
bool Simulator::wait_for_confirmed(std::chrono::milliseconds timeout) {
    return wait_for([&] { return pending_updates() == 0; }, timeout);
}

// ---- time

Milliseconds Simulator::now() const {
    return implementation_->run([](Server& server) { return server.clock.now(); });
}
void Simulator::advance(std::chrono::milliseconds by) {
    implementation_->run([&](Server& server) { server.schedule.advance(by); });
}

// ---- misbehaviour

void Simulator::inject(Fault fault) {
    implementation_->run([&](Server& server) { server.faults.add(std::move(fault)); });
}
void Simulator::clear_faults() {
    implementation_->run([&](Server& server) { server.faults.clear(); });
}
void Simulator::refuse_connections() {
    implementation_->run([&](Server& server) { server.stop_listening(); });
}
void Simulator::accept_connections() {
    implementation_->run([&](Server& server) { server.listen(); });
}
void Simulator::refuse_connections_for(std::chrono::milliseconds real_time) {
    implementation_->run([&](Server& server) { server.refuse_connections_for(real_time); });
}
void Simulator::cut_polls(Cut how) {
    implementation_->run([&](Server& server) { server.cut_polls(how); });
}
void Simulator::cut_everything(Cut how) {
    implementation_->run([&](Server& server) { server.cut_everything(how); });
}
void Simulator::end_poll() {
    implementation_->run([&](Server& server) { server.poller.end_early(); });
}
void Simulator::conflict() {
    implementation_->run([&](Server& server) { server.poller.abort(Poller::other_poller); });
}
void Simulator::set_flood_limits(bool on) {
    implementation_->run([&](Server& server) { server.flood.on = on; });
}
void Simulator::pause_chat(ChatId chat, int seconds) {
    implementation_->run([&](Server& server) { server.flood.pause(chat, seconds); });
}
void Simulator::pause_all(int seconds) {
    implementation_->run([&](Server& server) { server.flood.pause_all(seconds); });
}
void Simulator::revoke_token(bool revoked) {
    implementation_->run([&](Server& server) { server.is_token_revoked = revoked; });
}

}  // namespace mostik::simulators::telegram
