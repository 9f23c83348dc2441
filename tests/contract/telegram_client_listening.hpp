// A poller that listens to a simulated Telegram, and what it hears.
#pragma once

#include "core/net/signal.hpp"
#include "messengers/telegram/account.hpp"
#include "messengers/telegram/poller.hpp"
#include "tests/contract/telegram_client_stage.hpp"
#include "tests/service/log_lines.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

namespace mostik::contract {

// Takes events; commits them at once, or when it is let.
class HearingInlet final : public messengers::Inlet {
  public:
    explicit HearingInlet(const boost::asio::any_io_executor& executor) : let_(executor) {}

    boost::asio::awaitable<void> put(core::Event event) override {
        heard.push_back(std::move(event));
        co_return;
    }
    boost::asio::awaitable<void> settle() override {
        ++asked_to_settle;
        if (holds_) co_await let_.wait();
    }
    boost::asio::awaitable<void> put_gap(std::string /*messenger*/, std::string /*reason*/) override {
        co_return;
    }

    void hold() { holds_ = true; }
    void let_go() {
        holds_ = false;
        let_.notify();
    }
    std::vector<std::string> texts() const {
        std::vector<std::string> all;
        for (const core::Event& event : heard) {
            if (const core::Post* const post = core::post_of(event)) all.push_back(post->text);
        }
        return all;
    }

    std::vector<core::Event> heard;
    int asked_to_settle = 0;

  private:
    core::net::Signal let_;
    bool holds_ = false;
};

// Listens from start() to stop(), which returns when it has ended.
class Listening {
  public:
    // `pause`: after a question that fails.
    Listening(core::net::testing::Loop& loop, messengers::telegram::BotApi& api,
              std::chrono::milliseconds pause = std::chrono::milliseconds(5))
        : loop_(loop),
          account_(api),
          poller_(api, account_, clock_, timing(pause), menus_),
          inlet(loop.executor()) {}

    void start() {
        ended_ = false;
        boost::asio::co_spawn(
            loop_.executor(), poller_.listen(inlet),
            boost::asio::bind_cancellation_slot(
                stop_.slot(), [this](const std::exception_ptr&, const core::Error&) { ended_ = true; }));
    }
    void stop() {
        stop_.emit(boost::asio::cancellation_type::terminal);
        wait_until([this] { return ended_; });
    }
    // Runs everything until it is so; the test fails when it never is.
    void wait_until(const std::function<bool()>& so) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        const auto look = [&]() -> boost::asio::awaitable<bool> {
            while (!so()) {
                if (std::chrono::steady_clock::now() > deadline) co_return false;
                co_await core::net::pause(std::chrono::milliseconds(2));
            }
            co_return true;
        };
        REQUIRE(loop_.run(look));
    }
    bool ended() const { return ended_; }
    messengers::ReceiverStatus status() const { return poller_.status(); }

  private:
    static messengers::ReceiverTiming timing(std::chrono::milliseconds pause) {
        messengers::ReceiverTiming timing;
        timing.first_backoff = pause;
        timing.backoff_cap = pause * 4;
        return timing;
    }

    core::net::testing::Loop& loop_;
    core::SystemClock clock_;
    messengers::telegram::Account account_;
    std::vector<core::CommandMenu> menus_;  // none
    messengers::telegram::Poller poller_;
    boost::asio::cancellation_signal stop_;
    bool ended_ = true;

  public:
    HearingInlet inlet;
};

struct TelegramListeningStage : TelegramClientStage {
    explicit TelegramListeningStage(const tg::Options& options = {}) : TelegramClientStage(options) {}
    ~TelegramListeningStage() {
        if (!listening.ended()) listening.stop();
    }
    TelegramListeningStage(const TelegramListeningStage&) = delete;
    TelegramListeningStage& operator=(const TelegramListeningStage&) = delete;

    void wait_for_poll() {
        listening.wait_until([this] { return server.has_waiting_poll(); });
    }
    // The requests for updates that began a wait or confirmed something.
    std::vector<tg::RequestRecord> polls() const { return server.requests("getUpdates"); }

    service_tests::LogLines log;
    Listening listening{loop, api};
};

}  // namespace mostik::contract
