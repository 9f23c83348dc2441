#pragma once

#include "messengers/messenger.hpp"
#include "messengers/telegram/bot_api.hpp"

#include <string>

namespace mostik::messengers::telegram {

/// What a failed call means for the message (tests/fixtures/telegram/samples, one for each kind). Telegram
/// tells most of its refusals apart by words only; they are compared without regard to case.
SendOutcome judge(const ApiError& error, core::Operation operation, const core::Address& to);

/// Does the server say, in whatever words, `words`? All lower case.
bool says(const ApiError& error, std::string_view words);

}  // namespace mostik::messengers::telegram
