#pragma once

#include <functional>
#include <map>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <curl/curl.h>

namespace mostik::core::net {

/// libcurl's multi interface driven by Asio: curl names the sockets and the time it waits for, Asio waits.
/// One thread. Internal to core/net.
class CurlMulti {
  public:
    using OnDone = std::function<void(CURLcode)>;
    using OnFinished = std::function<void()>;

    explicit CurlMulti(const boost::asio::any_io_executor& executor);
    ~CurlMulti();
    CurlMulti(const CurlMulti&) = delete;
    CurlMulti& operator=(const CurlMulti&) = delete;

    /// Starts a transfer. `done` is called once, from the event loop, after the handle has left the multi
    /// handle; `finished` before that, while the handle still has its connection.
    void add(CURL* easy, OnDone done, OnFinished finished = {});

    /// Ends a transfer without calling its `done`.
    void remove(CURL* easy);

  private:
    struct Watch;
    struct Listeners {
        OnDone done;
        OnFinished finished;
    };

    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* watch);
    static int on_timer(CURLM* multi, long timeout_ms, void* self);

    void watch(curl_socket_t socket, int what);
    void wait(const std::shared_ptr<Watch>& watch, boost::asio::posix::stream_descriptor::wait_type type);
    void drive(curl_socket_t socket, int events);
    void collect_finished();

    boost::asio::any_io_executor executor_;
    CURLM* multi_;
    boost::asio::steady_timer timer_;
    std::map<curl_socket_t, std::shared_ptr<Watch>> watches_;
    std::map<CURL*, Listeners> transfers_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace mostik::core::net
