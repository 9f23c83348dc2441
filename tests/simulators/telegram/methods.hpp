// The methods of the Bot API, a function each; the table is in methods.cpp.
#pragma once

#include "tests/simulators/telegram/call.hpp"

#include <string_view>
#include <vector>

namespace mostik::simulators::telegram {

struct Method {
    std::string_view name;
    Json (*run)(Call&);
};
// All but getUpdates, which may wait.
const std::vector<Method>& methods();
// As it is spelled officially; empty: there is none of this name in any case.
std::string_view method_named(std::string_view name);

// Runs one; `name` is official.
net::Response run_method(Server& server, std::string_view name, const Parameters& parameters);

namespace methods_detail {

// methods_account.cpp
Json get_me(Call& call);
Json set_webhook(Call& call);
Json delete_webhook(Call& call);
Json get_webhook_info(Call& call);
Json set_my_commands(Call& call);
Json get_my_commands(Call& call);
Json delete_my_commands(Call& call);

// methods_send.cpp
Json send_message(Call& call);
Json send_chat_action(Call& call);
Json forward_message(Call& call);
Json copy_message(Call& call);

// methods_media.cpp
Json send_photo(Call& call);
Json send_document(Call& call);
Json send_video(Call& call);
Json send_audio(Call& call);
Json send_voice(Call& call);
Json send_animation(Call& call);
Json send_sticker(Call& call);
Json get_file(Call& call);

// methods_album.cpp
Json send_media_group(Call& call);

// methods_edit.cpp
Json edit_message_text(Call& call);
Json edit_message_caption(Call& call);
Json edit_message_reply_markup(Call& call);
Json delete_message(Call& call);
Json delete_messages(Call& call);
Json answer_callback_query(Call& call);
Json set_message_reaction(Call& call);

// methods_chat.cpp
Json get_chat(Call& call);
Json get_chat_member(Call& call);
Json get_chat_administrators(Call& call);
Json leave_chat(Call& call);
Json create_forum_topic(Call& call);
Json edit_forum_topic(Call& call);
Json close_forum_topic(Call& call);
Json reopen_forum_topic(Call& call);
Json delete_forum_topic(Call& call);

}  // namespace methods_detail
}  // namespace mostik::simulators::telegram
