// A call of a method, and what most methods need to read from it.
#pragma once

#include "tests/simulators/telegram/parameters.hpp"
#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/server.hpp"

#include <string>
#include <vector>

namespace mostik::simulators::telegram {

struct Call {
    Server& server;
    const Parameters& parameters;
    std::string description;  // of a success; usually none

    World& world() const { return server.world; }
};

// ---- text (call_text.cpp)
enum class Missing { refused, empty };
// Parsed but not yet normalized; its size and its markup are checked.
FormattedText read_text(const Call& call, const std::string& name, const std::string& entities_name,
                        Missing missing);
// The same for an item of an album.
FormattedText read_text(const Call& call, const std::string& text, const std::string& parse_mode,
                        const Json& entities, Missing missing);
constexpr std::size_t max_text = 4096;  // code points
constexpr std::size_t max_caption = 1024;

// ---- chat and place (call_place.cpp)
enum class Access { read, write };
// The chat that a parameter names, if the bot may go there.
Chat& read_chat(const Call& call, Access access, const std::string& name = "chat_id");
Message& read_message(const Call& call, Chat& chat, const char* not_found);
UserId read_user(const Call& call);

// Where a message goes and what comes with it.
struct Place {
    Chat* chat = nullptr;
    MessageId thread = 0;
    MessageId reply_to = 0;
    Json quote;
    Json reply_markup;
};
// Checks in the server's order: reply parameters, reply markup, chat, topic, reply target.
Place read_place(const Call& call);
Json read_reply_markup(const Call& call);

// What the server finds out last: rights ("text messages", "photos", ...), buttons, and flood limits.
void check_last(const Call& call, const Place& place, const std::string& what, int messages = 1);
void check_buttons(const Json& reply_markup);

// A message of the bot, without content.
Message draft(const Call& call, const Place& place);

}  // namespace mostik::simulators::telegram
