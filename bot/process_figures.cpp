#include "bot/process_figures.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace mostik::bot {

namespace {

double seconds_by(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// When the system was booted, in seconds since 1970. (A service need not be able to read /proc/stat.)
double booted_at() {
    return seconds_by(CLOCK_REALTIME) - seconds_by(CLOCK_BOOTTIME);
}

std::optional<double> started_at() {
    constexpr int fields_before = 19;  // of the third, which follows the name in brackets, to the 22nd
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream rest(line.substr(name_end + 1));
    std::string field;
    for (int i = 0; i < fields_before; ++i) rest >> field;
    double ticks = 0;
    if (!(rest >> ticks)) return std::nullopt;
    return booted_at() + ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::optional<std::int64_t> resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t all_pages = 0;
    std::int64_t pages = 0;
    if (!(file >> all_pages >> pages)) return std::nullopt;
    return pages * ::sysconf(_SC_PAGESIZE);
}

std::optional<std::int64_t> open_fds() {
    std::error_code error;
    std::filesystem::directory_iterator entries("/proc/self/fd", error);
    if (error) return std::nullopt;
    std::int64_t count = -1;  // looking takes one
    for (; entries != std::filesystem::directory_iterator(); entries.increment(error)) {
        if (error) return std::nullopt;
        ++count;
    }
    return count;
}

}  // namespace

ProcessFigures process_figures() {
    static const std::optional<double> start = started_at();
    return {start, resident_bytes(), open_fds()};
}

}  // namespace mostik::bot
