#include "bot/cli.hpp"

#include "bot/cli_desk.hpp"
#include "bot/cli_send.hpp"
#include "bot/commands.hpp"
#include "bot/config.hpp"
#include "bot/read_config.hpp"

#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#ifndef MOSTIK_VERSION
#define MOSTIK_VERSION "unknown"
#endif

namespace mostik::bot {

int run_command_line(int argc, const char* const* argv) {
    CLI::App app("Mostik: a bridge between Mattermost and Telegram that remembers, answers and delivers.",
                 "mostik");
    app.require_subcommand(1);
    app.set_version_flag("--version", "mostik " MOSTIK_VERSION);
    std::string config_file = usual_config_file("").string();
    int exit_code = 0;
    const auto with_config = [&config_file](CLI::App* command) {
        command->add_option("-c,--config", config_file, "The configuration file")->capture_default_str();
    };

    auto* const run = app.add_subcommand("run", "Run the service, until Ctrl-C or SIGTERM");
    with_config(run);
    run->callback([&] { exit_code = run_service(config_file); });

    CheckOptions check_options;
    auto* const check = app.add_subcommand("check", "Check the configuration: every problem at once");
    with_config(check);
    auto* const online =
        check->add_flag("--online", check_options.online, "Ask the servers too: token, identity, channels");
    check
        ->add_flag("--post", check_options.say_hello,
                   "With --online: say hello in mattermost.test_channel_id")
        ->needs(online);
    check->add_flag("--json", check_options.json, "Print the problems as JSON");
    check->callback([&] { exit_code = run_check(config_file, check_options); });

    SearchOptions search_options;
    std::vector<std::string> words;
    auto* const search = app.add_subcommand("search", "Search the stored posts");
    with_config(search);
    search
        ->add_option("text", words,
                     "What to look for: words in any form; \"several words\" in quotes stand together")
        ->required();
    search->add_option("--channel", search_options.channel, "Only in this channel: its name or id");
    search->add_option("--author", search_options.author, "Only what this person wrote: name or id");
    search->add_option("--limit", search_options.limit, "How many at most")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    search->add_flag("--deleted", search_options.deleted, "Posts that were deleted, too");
    search->add_flag("--json", search_options.json, "Print JSON, one object a line");
    search->callback([&] {
        for (const std::string& word : words)
            search_options.text += (search_options.text.empty() ? "" : " ") + word;
        exit_code = run_search(config_file, search_options);
    });

    auto* const failed = app.add_subcommand("failed", "Events whose processing failed: they are kept");
    failed->require_subcommand(1);
    bool json = false;
    int limit = 100;
    auto* const list = failed->add_subcommand("list", "Show them, newest first");
    with_config(list);
    list->add_flag("--json", json, "Print JSON, one object a line");
    list->add_option("--limit", limit, "How many at most")->capture_default_str()->check(CLI::PositiveNumber);
    list->callback([&] { exit_code = list_failed(config_file, json, limit); });

    std::int64_t id = 0;
    bool all = false;
    auto* const retry = failed->add_subcommand("retry", "Have the service run them again");
    with_config(retry);
    auto* const id_option = retry->add_option("id", id, "Which one, by its number in the list");
    auto* const all_option = retry->add_flag("--all", all, "All of them");
    id_option->excludes(all_option);
    retry->callback([&] {
        if (!all && id_option->empty()) throw CLI::RequiredError("an id, or --all,");
        exit_code = retry_failed_events(config_file, all ? std::nullopt : std::optional(id));
    });

    add_send_command(app, config_file, exit_code);

    OutboxListOptions outbox_options;
    bool outbox_json = false;
    std::int64_t outbox_id = 0;
    bool outbox_all = false;
    auto* const outbox = app.add_subcommand("outbox", "Messages on their way out, and what became of them");
    outbox->require_subcommand(1);
    auto* const outbox_list = outbox->add_subcommand("list", "Show them, newest first");
    with_config(outbox_list);
    outbox_list->add_option("--state", outbox_options.state, "Only those in this state")
        ->check(
            CLI::IsMember({"queued", "sending", "delivered", "failed", "expired", "cancelled", "uncertain"}));
    outbox_list->add_option("--to", outbox_options.to, "Only those to this address");
    outbox_list->add_option("--limit", outbox_options.limit, "How many at most")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    outbox_list->add_flag("--json", outbox_options.json, "Print JSON, one object a line");
    outbox_list->callback([&] { exit_code = list_outbox(config_file, outbox_options); });

    auto* const outbox_show = outbox->add_subcommand("show", "Show one with all its attempts");
    with_config(outbox_show);
    outbox_show->add_option("id", outbox_id, "Which one, by its number in the list")->required();
    outbox_show->add_flag("--json", outbox_json, "Print JSON");
    outbox_show->callback([&] { exit_code = show_outbox(config_file, outbox_id, outbox_json); });

    auto* const outbox_retry =
        outbox->add_subcommand("retry", "Have the service send again what failed, or is of unknown outcome");
    with_config(outbox_retry);
    auto* const outbox_id_option = outbox_retry->add_option("id", outbox_id, "Which one");
    outbox_id_option->excludes(outbox_retry->add_flag("--all", outbox_all, "All that failed"));
    outbox_retry->callback([&] {
        if (!outbox_all && outbox_id_option->empty()) throw CLI::RequiredError("an id, or --all,");
        exit_code = retry_outbox(config_file, outbox_all ? std::nullopt : std::optional(outbox_id));
    });

    auto* const outbox_cancel = outbox->add_subcommand("cancel", "Take back one that has not left");
    with_config(outbox_cancel);
    outbox_cancel->add_option("id", outbox_id, "Which one")->required();
    outbox_cancel->callback([&] { exit_code = cancel_outbox(config_file, outbox_id); });

    bool chats_json = false;
    auto* const chats =
        app.add_subcommand("chats", "The chats and channels that were heard of: addresses for routes");
    with_config(chats);
    chats->add_flag("--json", chats_json, "Print JSON, one object a line");
    chats->callback([&] { exit_code = list_chats(config_file, chats_json); });

    add_desk_commands(app, config_file, exit_code);

    bool docs = false;
    bool schema = false;
    auto* const config = app.add_subcommand("config", "Print what the configuration may hold");
    auto* const docs_flag = config->add_flag("--docs", docs, "As docs/config.md");
    config->add_flag("--schema", schema, "As config.schema.json, for editors")->excludes(docs_flag);
    config->callback([&] { std::cout << (schema ? config_json_schema() : config_markdown()); });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return exit_code;
}

}  // namespace mostik::bot
