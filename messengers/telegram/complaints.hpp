#pragma once

#include "messengers/telegram/bot_api.hpp"

#include <string>

namespace mostik::messengers::telegram {

/// What goes wrong between Telegram and us, in the log: each trouble once, until it is over or another one
/// comes.
class Complaints {
  public:
    void say(const ApiError& error, core::Milliseconds next_attempt);
    void over() { last_.clear(); }

  private:
    std::string last_;
};

}  // namespace mostik::messengers::telegram
