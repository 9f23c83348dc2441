#include "messengers/telegram/complaints.hpp"

#include <spdlog/spdlog.h>

namespace mostik::messengers::telegram {

void Complaints::say(const ApiError& error, core::Milliseconds next_attempt) {
    if (error.cancelled) return;
    const std::string words = in_words(error);
    if (words == last_) return;
    last_ = words;
    spdlog::error("telegram: {}; trying again, next in {} ms", words, next_attempt.count());
}

}  // namespace mostik::messengers::telegram
