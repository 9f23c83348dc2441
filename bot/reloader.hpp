#pragma once

#include "bot/config.hpp"
#include "core/net/signal.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

namespace mostik::bot {

/// Told of readings. What is empty is not called.
struct ReloadReport {
    std::function<void()> asked;                          ///< somebody wants one: `ended` follows
    std::function<void(const std::string& words)> ended;  ///< how the service goes on, for people
};

/// Reads a changed configuration and has it applied, whole or not at all. A file with mistakes, or one that
/// changes what only a restart can change, is reported in the log and changes nothing. io thread only.
class Reloader {
  public:
    using Apply = std::function<void(const Config&)>;

    /// `running` was read from `file`; `apply` is called with what replaces it.
    Reloader(const boost::asio::any_io_executor& executor, std::filesystem::path file, Config running,
             Apply apply, ReloadReport report = {});

    /// The file may have changed: it is read when it has not been touched for a moment, and nothing more
    /// happens when it says what it said when it was last read.
    void file_touched();

    /// Somebody wants it to be read again now; variables and the files that they name may have changed too.
    void reload();

    /// Works until cancelled.
    boost::asio::awaitable<void> run();

  private:
    struct Reading;

    boost::asio::awaitable<void> settle();
    boost::asio::awaitable<void> read(bool in_any_case);
    std::string consider(const Reading& reading);
    static boost::asio::awaitable<Reading> read_file(std::filesystem::path file,
                                                     std::optional<std::string> seen, bool in_any_case);

    std::filesystem::path file_;
    Config running_;
    Apply apply_;
    ReloadReport report_;
    std::optional<std::string> seen_;  ///< digest of the file when it was last read; nothing: it could not be
    core::net::Signal wanted_;
    bool asked_ = false;
    boost::asio::thread_pool disk_{1};  ///< reading a file may take its time
};

}  // namespace mostik::bot
