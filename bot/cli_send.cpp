#include "bot/cli_send.hpp"

#include "bot/commands.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

#include <CLI/CLI.hpp>

namespace mostik::bot {

namespace {

constexpr int usual_wait = 60;

/// What was given to --wait, which may have been the beginning of the text: then it is put there.
int seconds_of(const std::string& given, std::vector<std::string>& words) {
    int seconds = 0;
    const auto read = std::from_chars(given.data(), given.data() + given.size(), seconds);
    const bool whole = read.ec == std::errc{} && read.ptr == given.data() + given.size();
    if (whole && seconds > 0) return seconds;
    if (given.empty()) return usual_wait;
    if (whole || !words.empty())
        throw CLI::ValidationError("--wait", "expected a number of seconds, such as --wait=20");
    words.push_back(given);
    return usual_wait;
}

}  // namespace

void add_send_command(CLI::App& app, std::string& config_file, int& exit_code) {
    struct Given {
        SendOptions options;
        std::vector<std::string> words;
        std::vector<std::string> files;
        int priority = 0;
        std::string wait;
    };
    const auto given = std::make_shared<Given>();
    SendOptions& options = given->options;
    auto* const send =
        app.add_subcommand("send", "Send a message, through a running service or the next one");
    send->add_option("-c,--config", config_file, "The configuration file")->capture_default_str();
    send->add_option("text", given->words, "What to say; -: what standard input says");
    send->add_option("--to", options.to, "An address, such as telegram:123; may be repeated")
        ->type_name("ADDRESS")
        ->allow_extra_args(false);  // what follows is the text
    send->add_option("--sender", options.sender,
                     "Who sends it: a name of notifications.senders, or a messenger");
    send->add_option("--title", options.title, "A bold first line");
    send->add_option("--format", options.format, "How the text is read")
        ->check(CLI::IsMember({"text", "markdown"}));
    auto* const name = send->add_option("--template", options.template_name,
                                        "A template of the configuration, in place of a text");
    send->add_option("--data", options.data, "What the template is filled with: a JSON object")->needs(name);
    send->add_option("--locale", options.locale, "The template's language")->needs(name);
    send->add_option("--file", given->files, "A file to send along; may be repeated")
        ->type_name("FILE")
        ->allow_extra_args(false);  // what follows is the text
    send->add_option("--not-before", options.not_before, "Not earlier than, such as 2026-01-31T12:00:00Z");
    send->add_option("--not-after", options.not_after, "Not later than; then it has expired");
    auto* const priority =
        send->add_option("--priority", given->priority, "From -10 to 10, the higher the earlier");
    send->add_option("--idempotency-key", options.idempotency_key, "The same key again sends nothing again");
    auto* const wait =
        send->add_option("--wait", given->wait, "Wait until it is over: so many seconds, or 60")
            ->type_name("[SECONDS]")
            ->expected(0, 1);
    send->add_flag("--json", options.json, "Print JSON");
    send->callback([given, priority, wait, &config_file, &exit_code] {
        SendOptions& all = given->options;
        if (wait->count() > 0) all.wait_seconds = seconds_of(given->wait, given->words);
        if (given->words.size() > 1 &&
            std::find(given->words.begin(), given->words.end(), "-") != given->words.end())
            throw CLI::ValidationError("text", "either - or words, not both");
        for (const std::string& word : given->words) all.text += (all.text.empty() ? "" : " ") + word;
        for (const std::string& file : given->files) all.files.emplace_back(file);
        if (priority->count() > 0) all.priority = given->priority;
        exit_code = send_message(config_file, all);
    });
}

}  // namespace mostik::bot
