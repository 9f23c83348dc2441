#include "bot/commands.hpp"
#include "bot/config.hpp"

#include <algorithm>
#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;

namespace mostik::bot {

namespace {

using nlohmann::ordered_json;

void print_json(const ordered_json& value) {
    std::cout << value.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

void print_problems(const core::Diagnostics& diagnostics, const CheckOptions& options) {
    if (!options.json) {
        std::cout << diagnostics.to_string();
        return;
    }
    for (const core::Problem& problem : diagnostics.problems()) {
        const bool error = problem.severity == core::Problem::Severity::error;
        print_json({{"kind", error ? "error" : "warning"},
                    {"line", problem.mark.line},
                    {"column", problem.mark.column},
                    {"text", problem.text}});
    }
}

void print_left_out(const Config& config, const CheckOptions& options) {
    for (const LeftOut& each : config.left_out) {
        const std::string text = each.section + " is left out: " + each.reason;
        if (options.json) {
            print_json({{"kind", "note"}, {"text", text}});
        } else {
            std::cout << "note: " << text << '\n';
        }
    }
}

messengers::CheckWishes wishes_of(const Config& config, const MessengerPlan& plan, bool say_hello) {
    messengers::CheckWishes wishes{.say_hello = say_hello};
    const auto add = [&plan](std::vector<core::Address>& list, const core::Address& address) {
        const bool known = std::find(list.begin(), list.end(), address) != list.end();
        if (address.messenger == plan.type->name && !known) list.push_back(address);
    };
    for (const processors::Route& route : config.routes->all()) {
        add(wishes.from, route.from);
        add(wishes.to, route.to);
    }
    if (config.support) {
        add(wishes.from, config.support->channel());
        add(wishes.to, config.support->channel());
    }
    for (const core::Address& address : config.notifications->default_addresses()) add(wishes.to, address);
    return wishes;
}

/// Asks the servers; false when something is not as the configuration promises.
bool check_online(const Config& config, const CheckOptions& options) {
    asio::io_context io(1);
    const core::SystemClock clock;
    bool all_ok = true;
    // A coroutine that takes it by reference outlives the expression it is called in.
    const messengers::ReportCheck report = [&](const messengers::CheckLine& line) {
        all_ok = all_ok && line.ok;
        if (options.json) {
            print_json({{"kind", line.ok ? "ok" : "error"}, {"text", line.text}});
        } else {
            std::cout << (line.ok ? "ok     " : "FAILED ") << line.text << std::endl;
        }
    };
    for (const MessengerPlan& plan : config.messengers) {
        const auto messenger = plan.messenger->build(io.get_executor(), clock, {});
        const messengers::CheckWishes wishes = wishes_of(config, plan, options.say_hello);
        if (messenger->online_check() == nullptr) continue;
        std::exception_ptr failure;
        asio::co_spawn(io, messenger->online_check()->check(wishes, report),
                       [&failure](std::exception_ptr error) { failure = error; });
        io.run();
        io.restart();
        if (failure) std::rethrow_exception(failure);
    }
    return all_ok;
}

}  // namespace

int run_check(const std::filesystem::path& config_file, const CheckOptions& options) {
    spdlog::set_level(spdlog::level::off);
    core::Diagnostics diagnostics(config_file.string());
    const std::optional<Config> config = load_config(config_file, Need::everything, diagnostics);
    print_problems(diagnostics, options);
    if (!config) {
        const auto errors = std::count_if(
            diagnostics.problems().begin(), diagnostics.problems().end(),
            [](const core::Problem& problem) { return problem.severity == core::Problem::Severity::error; });
        if (!options.json) std::cout << errors << (errors == 1 ? " error\n" : " errors\n");
        return 2;
    }
    print_left_out(*config, options);
    if (!options.json) std::cout << config_file.string() << ": the configuration is right\n";
    if (!options.online) return 0;
    return check_online(*config, options) ? 0 : 1;
}

}  // namespace mostik::bot
