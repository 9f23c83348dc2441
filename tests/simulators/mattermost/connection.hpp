// What the server keeps of one websocket, without its socket: numbering, queues, and what resuming needs.
// It outlives the socket. Facts: tests/fixtures/mattermost/ws_resume.json, ws_slow_reader.json.
#pragma once

#include "tests/simulators/mattermost/event.hpp"
#include "tests/simulators/mattermost/model.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mostik::simulators::mattermost {

// An event's frame but for its number; shared by all who get it.
class EventText {
  public:
    explicit EventText(const Event& event);
    std::string numbered(std::int64_t seq, bool for_admin) const;
    // typing, status_change and channel_viewed are dropped when a queue is half full.
    bool is_critical() const { return critical_; }

  private:
    std::string text_;
    std::string text_for_admins_;
    bool critical_;
};

class Connection {
  public:
    static constexpr std::size_t max_waiting = 256;
    static constexpr std::size_t drop_from = 128;  // waiting; beyond it only critical events are queued
    static constexpr std::size_t kept_sent = 128;

    Connection(std::string id, std::string user_id, std::string token, bool admin);

    const std::string& id() const { return id_; }
    const std::string& user_id() const { return user_id_; }
    const std::string& token() const { return token_; }

    // Called when something is waiting; empty while no socket is attached.
    std::function<void()> wake;
    bool is_open() const { return static_cast<bool>(wake); }

    // False: one too many is waiting, and the server gives the connection up.
    bool push(const std::shared_ptr<const EventText>& event);
    void push_reply(std::string text);
    void lose_next(int count) { to_lose_ += count; }

    struct Frame {
        std::string text;
        bool lost = false;  // numbered and kept as if sent, but not to be written
    };
    // The next frame, numbered by leaving the queue.
    std::optional<Frame> next();

    // Continues from the event that has number `seq`. False: it is not kept any more, or was never sent.
    // Then the connection gets `new_id` and numbers from 0, and what was waiting goes on waiting.
    // seq 0 always succeeds, repeats nothing, and restarts the numbering.
    bool resume(std::int64_t seq, std::string new_id);
    // hello precedes whatever waits already.
    void push_hello(const std::shared_ptr<const EventText>& hello);
    void detach();

  private:
    struct Waiting {
        std::shared_ptr<const EventText> event;  // null: a reply or a repeated frame
        std::string text;
        bool lost = false;
    };
    struct Sent {
        std::int64_t seq = 0;
        std::string text;
    };

    std::string id_;
    std::string user_id_;
    std::string token_;
    bool admin_;
    std::int64_t next_seq_ = 0;
    int to_lose_ = 0;
    std::size_t waiting_events_ = 0;
    std::deque<Waiting> waiting_;
    std::deque<Sent> sent_;
};

}  // namespace mostik::simulators::mattermost
