#include "bot/metrics.hpp"
#include "bot/notifications/rules.hpp"
#include "messengers/registry.hpp"

#include <set>

namespace mostik::bot {

namespace {

using core::MetricKind;
using core::MetricLabel;

constexpr std::string_view own_messenger = "mostik";

/// Of what happens in this process.
const std::vector<double>& short_times() {
    static const std::vector<double> seconds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                0.025,  0.05,    0.1,    0.25,  0.5,    1,     5};
    return seconds;
}

/// Of what others take part in.
const std::vector<double>& long_times() {
    static const std::vector<double> seconds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                                1,     2.5,  5,     10,   30,  60,   300};
    return seconds;
}

/// All that the registry knows: what a server sends beyond that is "other".
std::vector<std::string> event_types() {
    std::set<std::string> types = {"outcome", "timer"};
    types.insert(notification_event_types().begin(), notification_event_types().end());
    for (const messengers::MessengerType& messenger : messengers::registry()) {
        const auto& known = messenger.event_types();
        types.insert(known.begin(), known.end());
    }
    return {types.begin(), types.end()};
}

/// Whose events there are beside those of messengers.
std::vector<std::string> with_own(std::vector<std::string> messengers) {
    messengers.emplace_back(own_messenger);
    messengers.emplace_back("notifications");
    return messengers;
}

}  // namespace

std::vector<core::MetricDeclaration> metric_table(const std::vector<std::string>& messengers) {
    const MetricLabel messenger{"messenger", messengers};
    const MetricLabel messenger_or_own{"messenger", with_own(messengers)};
    const MetricLabel type{"type", event_types()};
    const MetricLabel method{"method", {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}};
    const MetricLabel route{"route", {}};  // add_route()
    const MetricLabel status{"status",
                             {"200", "201", "202", "204", "207", "304", "400", "401", "403", "404", "405",
                              "408", "409", "413", "415", "422", "429", "431", "500", "501", "503", "505"}};
    return {
        {"mostik_build_info",
         MetricKind::gauge,
         "Always 1; the label tells the version that runs.",
         {{"version", {MOSTIK_VERSION}}}},

        {"mostik_events_total",
         MetricKind::counter,
         "Events: their chain ran (ok), a processor threw (failed), they had been run before (repeated), or "
         "no chain is named for them (unhandled).",
         {messenger_or_own, type, {"outcome", {"ok", "failed", "repeated", "unhandled"}}}},
        {"mostik_chain_duration_seconds",
         MetricKind::histogram,
         "What an event took in its chain.",
         {messenger_or_own},
         short_times()},
        {"mostik_group_commit_duration_seconds",
         MetricKind::histogram,
         "What a group of events took, from asking for its transaction to the end of its commit.",
         {},
         short_times()},
        {"mostik_group_events",
         MetricKind::histogram,
         "Events of a group, which share a transaction.",
         {},
         {0, 1, 2, 4, 8, 16, 32, 64, 128, 256}},
        {"mostik_group_failures_total", MetricKind::counter,
         "Transactions of groups that the database refused; they are tried again."},
        {"mostik_live_event_lag_seconds",
         MetricKind::histogram,
         "From the moment of a live event, by its messenger's clock, to its run here.",
         {messenger_or_own},
         long_times()},
        {"mostik_last_live_event_lag_seconds", MetricKind::gauge, "The same of the last live event."},
        {"mostik_pipeline_waiting_events", MetricKind::gauge, "Events that wait to be run."},
        {"mostik_pipeline_waiting_bytes", MetricKind::gauge, "The room that they take."},

        {"mostik_outbox_messages",
         MetricKind::gauge,
         "Messages in the outbox, as they stand.",
         {{"state", {"queued", "sending", "delivered", "failed", "expired", "cancelled", "uncertain"}}}},
        {"mostik_outbox_oldest_due_seconds", MetricKind::gauge,
         "How long the message has been due that waits longest beyond its time; 0: none does."},
        {"mostik_delivery_attempts_total",
         MetricKind::counter,
         "Ended attempts to send, a long message taking several; the class says why one was rejected.",
         {messenger,
          {"outcome", {"delivered", "retry", "rejected", "moved", "unknown"}},
          {"class", {"", "bad_message", "forbidden", "dead_address", "broken_config"}}}},
        {"mostik_delivery_attempt_duration_seconds",
         MetricKind::histogram,
         "What a request to send took.",
         {messenger},
         long_times()},
        {"mostik_uncertain_attempts_total", MetricKind::counter,
         "Attempts of which it is not known whether they arrived; counted since the database began."},

        {"mostik_receiver_connected",
         MetricKind::gauge,
         "1 while the messenger is heard, 0 while not.",
         {messenger}},
        {"mostik_receiver_silence_seconds",
         MetricKind::gauge,
         "How long nothing has been heard; missing before the first time.",
         {messenger}},
        {"mostik_receiver_gaps_total",
         MetricKind::counter,
         "Times at which events may have been missed; what is missing is read again.",
         {messenger}},
        {"mostik_receiver_reconnects_total",
         MetricKind::counter,
         "Connections after the first one.",
         {messenger}},
        {"mostik_receiver_malformed_total",
         MetricKind::counter,
         "Frames and updates that could not be read.",
         {messenger}},

        {"mostik_failed_events", MetricKind::gauge, "Events that failed and are kept."},
        {"mostik_stored_posts", MetricKind::gauge, "Posts in the database."},
        {"mostik_tickets",
         MetricKind::gauge,
         "Tickets of the support desk.",
         {{"state", {"new", "open", "waiting", "closed"}}}},

        {"mostik_http_requests_total",
         MetricKind::counter,
         "Answers on Mostik's own HTTP port.",
         {method, route, status}},
        {"mostik_http_request_duration_seconds",
         MetricKind::histogram,
         "From a request's headers to the end of its answer.",
         {method, route},
         long_times()},
        {"mostik_http_connections", MetricKind::gauge, "Open connections to Mostik's own HTTP port."},

        {"mostik_scrape_errors_total", MetricKind::counter,
         "Times at which this page had to leave out what the database knows."},
        {"process_start_time_seconds", MetricKind::gauge, "Start of the process, since 1970 in UTC."},
        {"process_resident_memory_bytes", MetricKind::gauge, "Memory of the process that is in RAM."},
        {"process_open_fds", MetricKind::gauge, "File descriptors that the process has open."},
    };
}

}  // namespace mostik::bot
