#include "core/net/curl_multi.hpp"

#include <stdexcept>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

namespace asio = boost::asio;
using Descriptor = asio::posix::stream_descriptor;

namespace mostik::core::net {

struct CurlMulti::Watch {
    Watch(const asio::any_io_executor& executor, curl_socket_t socket) : descriptor(executor, socket) {}
    // curl owns the socket.
    ~Watch() { release(); }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    void release() {
        if (descriptor.is_open()) descriptor.release();
    }

    Descriptor descriptor;
    int wanted = 0;
    bool reading = false;
    bool writing = false;
};

CurlMulti::CurlMulti(const asio::any_io_executor& executor)
    : executor_(executor), multi_(curl_multi_init()), timer_(executor) {
    if (multi_ == nullptr) throw std::runtime_error("libcurl: cannot create a multi handle");
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlMulti::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlMulti::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

CurlMulti::~CurlMulti() {
    *alive_ = false;
    for (const auto& [easy, listeners] : transfers_) curl_multi_remove_handle(multi_, easy);
    curl_multi_cleanup(multi_);
}

void CurlMulti::add(CURL* easy, OnDone done, OnFinished finished) {
    transfers_[easy] = {std::move(done), std::move(finished)};
    curl_multi_add_handle(multi_, easy);
}

void CurlMulti::remove(CURL* easy) {
    if (transfers_.erase(easy) != 0) curl_multi_remove_handle(multi_, easy);
}

int CurlMulti::on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self, void* /*watch*/) {
    static_cast<CurlMulti*>(self)->watch(socket, what);
    return 0;
}

int CurlMulti::on_timer(CURLM* /*multi*/, long timeout_ms, void* self) {
    auto* const multi = static_cast<CurlMulti*>(self);
    multi->timer_.cancel();
    if (timeout_ms < 0) return 0;
    multi->timer_.expires_after(std::chrono::milliseconds(timeout_ms));
    multi->timer_.async_wait([multi, alive = multi->alive_](const boost::system::error_code& error) {
        if (!error && *alive) multi->drive(CURL_SOCKET_TIMEOUT, 0);
    });
    return 0;
}

void CurlMulti::watch(curl_socket_t socket, int what) {
    if (what == CURL_POLL_REMOVE) {
        const auto found = watches_.find(socket);
        if (found == watches_.end()) return;
        found->second->wanted = 0;
        found->second->release();
        watches_.erase(found);
        return;
    }
    auto& watch = watches_[socket];
    if (!watch) watch = std::make_shared<Watch>(executor_, socket);
    watch->wanted = what;
    if ((what & CURL_POLL_IN) != 0) wait(watch, Descriptor::wait_read);
    if ((what & CURL_POLL_OUT) != 0) wait(watch, Descriptor::wait_write);
}

void CurlMulti::wait(const std::shared_ptr<Watch>& watch, Descriptor::wait_type type) {
    bool& waiting = type == Descriptor::wait_read ? watch->reading : watch->writing;
    if (std::exchange(waiting, true)) return;
    watch->descriptor.async_wait(
        type, [this, alive = alive_, watch, type](const boost::system::error_code& error) {
            (type == Descriptor::wait_read ? watch->reading : watch->writing) = false;
            const int event = type == Descriptor::wait_read ? CURL_POLL_IN : CURL_POLL_OUT;
            if (!*alive || !watch->descriptor.is_open() || (watch->wanted & event) == 0) return;
            const int select = type == Descriptor::wait_read ? CURL_CSELECT_IN : CURL_CSELECT_OUT;
            drive(watch->descriptor.native_handle(), error ? CURL_CSELECT_ERR : select);
            // Driving may have ended this object, or made curl let go of the socket.
            if (*alive && watch->descriptor.is_open() && (watch->wanted & event) != 0) wait(watch, type);
        });
}

void CurlMulti::drive(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
    collect_finished();
}

void CurlMulti::collect_finished() {
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* const easy = message->easy_handle;
        const CURLcode code = message->data.result;
        const auto found = transfers_.find(easy);
        if (found == transfers_.end()) continue;
        const Listeners listeners = std::move(found->second);
        transfers_.erase(found);
        if (listeners.finished) listeners.finished();
        curl_multi_remove_handle(multi_, easy);
        // Posted: `done` may resume code that destroys this object or starts other transfers.
        asio::post(executor_, [done = listeners.done, code] { done(code); });
    }
}

}  // namespace mostik::core::net
