#include "bot/cli_desk.hpp"

#include "bot/commands.hpp"
#include "bot/terminal_question.hpp"

#include <functional>
#include <memory>

#include <CLI/CLI.hpp>

namespace mostik::bot {

namespace {

/// What the options of the commands are read into.
struct DeskOptions {
    TicketListOptions list;
    std::int64_t number = 0;
    bool show_json = false;
    ForgetOptions forget;
};

/// --json and --csv, of which one can be given; returns what says which.
std::function<TicketFormat(TicketFormat)> add_formats(CLI::App& command) {
    auto* const json = command.add_flag("--json")->description("Print JSON, one object a line");
    auto* const csv =
        command.add_flag("--csv")->description("Print a table for spreadsheets")->excludes(json);
    return [json, csv](TicketFormat otherwise) {
        if (json->count() > 0) return TicketFormat::json;
        return csv->count() > 0 ? TicketFormat::csv : otherwise;
    };
}

}  // namespace

void add_desk_commands(CLI::App& app, std::string& config_file, int& exit_code) {
    const auto options = std::make_shared<DeskOptions>();
    const auto with_config = [&config_file](CLI::App* command) {
        command->add_option("-c,--config", config_file, "The configuration file")->capture_default_str();
    };

    auto* const tickets = app.add_subcommand("tickets", "What people reported to the support desk");
    tickets->require_subcommand(1);
    auto* const list = tickets->add_subcommand("list", "Show those that are not closed, newest first");
    with_config(list);
    auto* const state = list->add_option("--state", options->list.state, "Only those in this state")
                            ->check(CLI::IsMember({"new", "open", "waiting", "closed"}));
    list->add_flag("--all", options->list.all, "Closed ones too")->excludes(state);
    list->add_option("--limit", options->list.limit, "How many at most")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    list->callback([options, &config_file, &exit_code, format = add_formats(*list)] {
        options->list.format = format(TicketFormat::text);
        exit_code = list_tickets(config_file, options->list);
    });

    auto* const show = tickets->add_subcommand("show", "Show one with its history and its conversation");
    with_config(show);
    show->add_option("number", options->number, "Which one")->required();
    show->add_flag("--json", options->show_json, "Print JSON");
    show->callback([options, &config_file, &exit_code] {
        exit_code = show_ticket(config_file, options->number, options->show_json);
    });

    auto* const exported =
        tickets->add_subcommand("export", "Print all tickets as a table, newest first; --csv unless --json");
    with_config(exported);
    exported->callback([&config_file, &exit_code, format = add_formats(*exported)] {
        exit_code = export_tickets(config_file, format(TicketFormat::csv));
    });

    auto* const forget =
        app.add_subcommand("forget", "Remove what is stored of a person who wrote to the bot");
    with_config(forget);
    forget->add_option("person", options->forget.person, "The person's address, such as telegram:123456789")
        ->required();
    forget->add_flag("--yes", options->forget.yes, "Do not ask");
    forget->callback([options, &config_file, &exit_code] {
        exit_code = forget_person(config_file, options->forget, ask_on_terminal);
    });
}

}  // namespace mostik::bot
