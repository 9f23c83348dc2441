#include "tests/simulators/telegram/seed.hpp"

#include "tests/simulators/telegram/deeds.hpp"

namespace mostik::simulators::telegram {

void seed_demo(World& world) {
    UserOptions alice_options;
    alice_options.id = 777000101;
    alice_options.last_name = "Novak";
    alice_options.username = "alice_novak";
    const auto alice = deeds::add_user(world, "Alice", alice_options);
    UserOptions anna_options;
    anna_options.id = 777000102;
    anna_options.username = "anna_ops";
    anna_options.language_code = "ru";
    const auto anna = deeds::add_user(world, "Anna", anna_options);
    for (const auto user : {alice, anna}) deeds::open_private_chat(world, user);

    ChatOptions administrator;
    administrator.bot_status = "administrator";
    administrator.bot_rights = {"can_manage_topics", "can_delete_messages", "can_pin_messages",
                                "can_invite_users", "can_post_messages"};
    administrator.id = -1002200300400;
    deeds::add_chat(world, "supergroup", "Ops room", {alice, anna}, administrator);
    administrator.id = -1002200300500;
    administrator.is_forum = true;
    const auto support = deeds::add_chat(world, "supergroup", "Acme Support", {alice, anna}, administrator);
    world.create_topic(world.chat(support), alice, "General questions", 0, {});
    administrator.id = -1002200300600;
    administrator.is_forum = false;
    administrator.username = "acme_news";
    deeds::add_chat(world, "channel", "Acme News", {alice}, administrator);
}

}  // namespace mostik::simulators::telegram
