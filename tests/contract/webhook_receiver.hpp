// The other end of a webhook: takes one request per connection and answers as told.
#pragma once

#include "tests/contract/wire_client.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace mostik::contract {

struct Received {
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};

class WebhookReceiver {
  public:
    WebhookReceiver();
    ~WebhookReceiver();
    WebhookReceiver(const WebhookReceiver&) = delete;
    WebhookReceiver& operator=(const WebhookReceiver&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
    // The next requests get these answers ("500 Internal Server Error\r\nRetry-After: 7\r\n", "200 OK\r\n"),
    // the others an empty 200. "" closes the connection without an answer.
    void answer_next(std::string head, std::string body = {});
    // As soon as there are so many requests, or after 10 s.
    std::vector<Received> wait_for(std::size_t count);

  private:
    struct Reply {
        std::string head;
        std::string body;
    };
    void run();
    void serve(int connection);

    int listener_;
    std::uint16_t port_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Reply> replies_;
    std::vector<Received> received_;
    std::thread thread_;
};

}  // namespace mostik::contract
