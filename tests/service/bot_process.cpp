#include "tests/service/bot_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <fcntl.h>
#include <iostream>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace mostik::service_tests {

namespace {

/// What exec wants: pointers to texts that live as long as this.
class Words {
  public:
    explicit Words(std::vector<std::string> words) : words_(std::move(words)) {
        for (std::string& word : words_) pointers_.push_back(word.data());
        pointers_.push_back(nullptr);
    }
    Words(const Words&) = delete;
    Words& operator=(const Words&) = delete;
    char* const* get() { return pointers_.data(); }

  private:
    std::vector<std::string> words_;
    std::vector<char*> pointers_;
};

std::vector<std::string> environment_with(const BotProcess::Environment& additions) {
    std::vector<std::string> result;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        if (!additions.contains(text.substr(0, text.find('=')))) result.push_back(text);
    }
    for (const auto& [name, value] : additions) result.emplace_back(name).append("=").append(value);
    return result;
}

std::vector<std::string> command_of(const std::vector<std::string>& arguments) {
    std::vector<std::string> command{MOSTIK_PROGRAM};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

}  // namespace

BotProcess::BotProcess(const std::vector<std::string>& arguments, const Environment& environment)
    : failures_before_(std::uncaught_exceptions()) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    Words command(command_of(arguments));
    Words variables(environment_with(environment));
    const int error = posix_spawn(&pid_, MOSTIK_PROGRAM, &actions, nullptr, command.get(), variables.get());
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    pipe_ = ends[0];
    if (error != 0) {
        close(pipe_);
        throw std::system_error(error, std::generic_category(), MOSTIK_PROGRAM);
    }
    reader_ = std::thread([this] { read_output(); });
}

BotProcess::~BotProcess() {
    if (!ended_with_) {
        signal(SIGKILL);
        while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    reader_.join();
    close(pipe_);
    if (std::uncaught_exceptions() > failures_before_) std::cerr << "mostik printed:\n" << output_ << '\n';
}

void BotProcess::read_output() {
    std::array<char, 4096> chunk{};
    for (;;) {
        const ssize_t size = read(pipe_, chunk.data(), chunk.size());
        if (size < 0 && errno == EINTR) continue;
        const std::lock_guard lock(mutex_);
        if (size > 0) output_.append(chunk.data(), static_cast<std::size_t>(size));
        closed_ = size <= 0;
        read_.notify_all();
        if (closed_) return;
    }
}

bool BotProcess::wait_for_output(const std::string& text, std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    const auto found = [&] { return output_.find(text) != std::string::npos; };
    read_.wait_for(lock, limit, [&] { return found() || closed_; });
    return found();
}

std::string BotProcess::output() const {
    const std::lock_guard lock(mutex_);
    return output_;
}

void BotProcess::signal(int number) const {
    if (!ended_with_) ::kill(pid_, number);
}

std::optional<int> BotProcess::wait(std::chrono::milliseconds limit) {
    if (ended_with_) return ended_with_;
    {
        // Its end of the pipe is closed by its end, and by nothing before.
        std::unique_lock lock(mutex_);
        if (!read_.wait_for(lock, limit, [this] { return closed_; })) return std::nullopt;
    }
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    ended_with_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return ended_with_;
}

int run_mostik(const std::vector<std::string>& arguments, const BotProcess::Environment& environment,
               std::string& output) {
    BotProcess process(arguments, environment);
    const auto code = process.wait();
    if (!code) throw std::runtime_error("mostik does not end");
    output = process.output();
    return *code;
}

}  // namespace mostik::service_tests
