#include "bot/file_watch.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/inotify.h>
#include <unistd.h>

#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace mostik::bot {

namespace {

constexpr std::uint32_t in_a_folder = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR;

fs::path folder_of(const fs::path& file) {
    const fs::path folder = file.parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

}  // namespace

FileWatch::FileWatch(const asio::any_io_executor& executor, fs::path file)
    : file_(std::move(file)), notices_(executor) {
    const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor >= 0) notices_.assign(descriptor);
}

asio::awaitable<void> FileWatch::run(std::function<void()> changed) {
    if (!notices_.is_open() || !arm()) {
        spdlog::warn("{} cannot be watched ({}): after a change send SIGHUP", file_.string(),
                     std::strerror(errno));
        co_return;
    }
    changed();
    for (;;) {
        co_await notices_.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
        if (!read_events()) continue;
        // Links may lead elsewhere now, and the file be another one.
        arm();
        changed();
    }
}

/// Watches the folder in which the file is named, and what that name leads to. False when not even the first
/// can be watched.
bool FileWatch::arm() {
    const bool named = watch(folder_of(file_), in_a_folder);
    const int reason = errno;
    std::error_code gone;
    const fs::path target = fs::canonical(file_, gone);
    if (!gone) {
        target_ = target;
        watch(folder_of(target), in_a_folder);
        // A file that is mounted on its own is written from another folder.
        watch(target, IN_CLOSE_WRITE);
    }
    errno = reason;
    return named;
}

bool FileWatch::watch(const fs::path& path, std::uint32_t events) {
    const int number = ::inotify_add_watch(notices_.native_handle(), path.c_str(), events);
    if (number < 0) return false;
    watched_[number] = path;
    return true;
}

/// Takes what has happened; false when it cannot concern the file.
bool FileWatch::read_events() {
    alignas(inotify_event) std::array<char, 4096> buffer{};
    bool concerns = false;
    for (;;) {
        const ssize_t size = ::read(notices_.native_handle(), buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return concerns;
        for (const char* at = buffer.data(); at < buffer.data() + size;) {
            inotify_event event{};
            std::memcpy(&event, at, sizeof event);
            const char* const name = at + sizeof event;
            at = name + event.len;
            concerns = concerns || event.len == 0 || may_concern(event.wd, event.mask, name);
            if ((event.mask & IN_IGNORED) != 0) watched_.erase(event.wd);
        }
    }
}

/// Something in a watched folder: the file itself, or what may lead to it.
bool FileWatch::may_concern(int folder, std::uint32_t what, const fs::path& name) const {
    const auto watched = watched_.find(folder);
    if (watched == watched_.end() || (what & IN_ISDIR) != 0) return true;
    std::error_code ignored;
    if (fs::is_symlink(watched->second / name, ignored)) return true;
    // A new file is complete when it is closed.
    const bool complete = (what & IN_CREATE) == 0;
    return complete && (name == file_.filename() || name == target_.filename());
}

}  // namespace mostik::bot
