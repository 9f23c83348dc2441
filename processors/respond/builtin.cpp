#include "processors/respond/builtin.hpp"

#include "processors/respond/search.hpp"
#include "processors/when/command.hpp"

#include <algorithm>

#include <spdlog/fmt/fmt.h>

namespace mostik::processors::respond {

namespace {

// Texts are looked up by calls named `tr(…)` and `tr.plural(…)`: core/locale/mostik.pot is made by that
// pattern.

/// "{} posts" with its number put in.
std::string filled(const std::string& text, std::int64_t n) {
    return fmt::format(fmt::runtime(text), n);
}

/// The two largest units: "2 d 3 h", "4 min 5 s", "6 s".
std::string duration(core::Milliseconds length, const core::Translator& tr) {
    struct Unit {
        std::int64_t seconds;
        std::string text;
    };
    const std::vector<Unit> units = {
        {86'400, tr("{} d")}, {3'600, tr("{} h")}, {60, tr("{} min")}, {1, tr("{} s")}};

    std::int64_t rest = std::max<std::int64_t>(0, length / std::chrono::seconds{1});
    auto unit =
        std::find_if(units.begin(), units.end() - 1, [&](const Unit& u) { return rest >= u.seconds; });
    std::string text = filled(unit->text, rest / unit->seconds);
    rest %= unit->seconds;
    if (++unit != units.end() && rest >= unit->seconds)
        text += " " + filled(unit->text, rest / unit->seconds);
    return text;
}

std::string connection(const ServiceStatus& status, core::Time now, const core::Translator& tr) {
    if (!status.connected) return tr("Not connected.");
    if (status.last_heard_at == core::Time{}) return tr("Connected; nothing heard yet.");
    return fmt::format(fmt::runtime(tr("Connected; last heard {} ago.")),
                       duration(now - status.last_heard_at, tr));
}

std::string status_text(const ServiceStatus& status, core::Time now, const core::Translator& tr) {
    std::string text =
        fmt::format(fmt::runtime(tr("Running for {}.")), duration(now - status.started_at, tr));
    text += " " + connection(status, now, tr);
    const auto line = [&text](const std::string& format, std::int64_t n) {
        text += "\n- " + filled(format, n);
    };

    line(tr.plural("{} event handled", "{} events handled", status.events), status.events);
    line(tr.plural("{} post stored", "{} posts stored", status.stored_posts), status.stored_posts);
    line(tr.plural("{} message waiting to be sent", "{} messages waiting to be sent", status.outbox_waiting),
         status.outbox_waiting);
    if (status.uncertain_sends > 0) {
        line(tr.plural("{} message sent of which it is not known whether it arrived",
                       "{} messages sent of which it is not known whether they arrived",
                       status.uncertain_sends),
             status.uncertain_sends);
    }
    line(tr.plural("{} failed event", "{} failed events", status.failed_events), status.failed_events);
    line(tr.plural("{} reconnection", "{} reconnections", status.reconnects), status.reconnects);
    line(tr.plural("{} gap in what was heard", "{} gaps in what was heard", status.gaps), status.gaps);
    line(tr("lag: {} ms"), status.lag.count());
    if (const int left = status.history_channels_left; left > 0) {
        line(tr.plural("the past of {} channel is still being read",
                       "the past of {} channels is still being read", left),
             left);
    }
    return text;
}

std::string help_text(const std::vector<std::string>& configured, const core::Translator& tr) {
    std::string text = tr("I know these commands:");
    const auto listed = [&configured](const char* name) {
        return std::any_of(configured.begin(), configured.end(),
                           [&](const std::string& command) { return command_name(command) == name; });
    };
    const auto builtin = [&](const char* name, const std::string& help) {
        if (!listed(name)) text += fmt::format("\n- `{}`: {}", name, help);
    };
    for (const std::string& name : configured) text += fmt::format("\n- `{}`", name);
    builtin("help", tr("this list"));
    builtin("id", tr("the address of this chat, for the configuration"));
    builtin("ping", tr("whether I am here"));
    builtin("search", tr("what was written: `search deploy failed`, `search \"exact words\"`"));
    builtin("status", tr("how I am doing"));
    return text + "\n\n" + tr("Begin with `!`, or mention me, or write to me directly.");
}

/// The chat's address as routes name it, and the topic's where there is one.
std::string address_text(const core::Event& event) {
    const core::Channel& channel = event.channel;
    std::string text = "`" + event.messenger + ":" + channel.id + "`";
    if (!channel.topic.empty())
        text += "\n`" + event.messenger + ":" + channel.id + "/" + channel.topic + "`";
    return text;
}

}  // namespace

std::optional<core::Message> builtin_answer(const Inquiry& inquiry) {
    if (!inquiry.speech.command) return std::nullopt;
    const std::string& name = inquiry.speech.command->name;
    const Context& context = inquiry.context;
    if (name == "help") return core::Message{.text = help_text(inquiry.configured, context.translator)};
    if (name == "id") return core::Message{.text = address_text(inquiry.speech.event)};
    if (name == "ping") return core::Message{.text = "pong"};
    if (name == "search") return search_answer(inquiry.speech, inquiry.unit, context, inquiry.post_link);
    if (name == "status")
        return core::Message{.text = status_text(context.status(), context.now, context.translator)};
    return std::nullopt;
}

std::string hint(const Context& context) {
    const core::Translator& tr = context.translator;
    return tr("I do not know what to answer to this. Say `help` and I will tell what I can do.");
}

}  // namespace mostik::processors::respond
