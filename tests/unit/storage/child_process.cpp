#include "tests/unit/storage/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace mostik::storage::testing {

ChildProcess::ChildProcess(const std::vector<std::string>& command, const std::string& environment) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::string setting = environment;

    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("no process");
    if (pid_ == 0) {
        dup2(ends[1], STDOUT_FILENO);
        if (!setting.empty()) putenv(setting.data());
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    close(ends[1]);
    output_ = ends[0];
}

ChildProcess::~ChildProcess() {
    kill();
    wait();
    close(output_);
}

std::optional<std::string> ChildProcess::line() {
    for (;;) {
        const auto end = buffer_.find('\n');
        if (end != std::string::npos) {
            std::string found = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            return found;
        }
        std::array<char, 4096> chunk{};
        const ssize_t size = read(output_, chunk.data(), chunk.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return std::nullopt;
        buffer_.append(chunk.data(), static_cast<std::size_t>(size));
    }
}

void ChildProcess::kill() const {
    if (!reaped_) ::kill(pid_, SIGKILL);
}

int ChildProcess::wait() {
    if (reaped_) return 0;
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace mostik::storage::testing
