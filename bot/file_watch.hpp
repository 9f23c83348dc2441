#pragma once

#include <filesystem>
#include <functional>
#include <map>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace mostik::bot {

/// Notices that a file may have another content, in whichever way it got it: written in place, replaced by a
/// rename as editors do, or behind a symbolic link that now leads elsewhere (also when a link on the way to
/// it does). Tells too often rather than too rarely. io thread only.
class FileWatch {
  public:
    FileWatch(const boost::asio::any_io_executor& executor, std::filesystem::path file);

    /// Calls `changed` once at the beginning, for what happened before, and then until cancelled. Where the
    /// system does not let it watch, that is logged, and it ends.
    boost::asio::awaitable<void> run(std::function<void()> changed);

  private:
    bool arm();
    bool watch(const std::filesystem::path& path, std::uint32_t events);
    bool read_events();
    bool may_concern(int folder, std::uint32_t what, const std::filesystem::path& name) const;

    std::filesystem::path file_;
    std::filesystem::path target_;  ///< what file_ leads to
    boost::asio::posix::stream_descriptor notices_;
    std::map<int, std::filesystem::path> watched_;
};

}  // namespace mostik::bot
