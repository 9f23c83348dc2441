#include "bot/readiness.hpp"

#include "delivery_stage.hpp"

using namespace mostik;
using namespace mostik::bot;
using namespace mostik::bot::testing;
using namespace std::chrono_literals;

namespace {

LiveFigures working() {
    LiveFigures figures;
    messengers::ReceiverStatus heard;
    heard.connected = true;
    heard.alive_at = noon;
    heard.alive_every = 80s;
    figures.receivers = {{"mattermost", heard}};
    figures.senders = {{"mattermost", true}};
    return figures;
}

/// "mattermost receiver: not connected", a line for each part that is not ready.
std::vector<std::string> complaints(const LiveFigures& figures, core::Time now = noon) {
    std::vector<std::string> all;
    for (const PartState& part : judge(figures, now, 30s)) {
        if (!part.reason.empty()) all.push_back(part.name + ": " + part.reason);
    }
    return all;
}

using Complaints = std::vector<std::string>;

}  // namespace

TEST_CASE("a service of which every part works has nothing to complain of") {
    CHECK(complaints(working(), noon + 79s).empty());
    CHECK(judge(working(), noon, 30s).size() == 4);
}

TEST_CASE("a receiver is deaf before it is connected, without a connection, and on one that is silent") {
    LiveFigures figures = working();
    CHECK(complaints(figures, noon + 81s) == Complaints{"mattermost receiver: no sign of life for 81 s"});
    figures.receivers[0].second.connected = false;
    CHECK(complaints(figures) == Complaints{"mattermost receiver: not connected"});
    figures.receivers[0].second.alive_at = {};
    CHECK(complaints(figures) == Complaints{"mattermost receiver: not connected yet"});
}

TEST_CASE("a sender is not ready while its token is refused") {
    LiveFigures figures = working();
    figures.senders[0].second = false;
    CHECK(complaints(figures) ==
          Complaints{"mattermost sender: nothing is sent: its token or its rights are refused; see the log"});
}

TEST_CASE("delivery and pipeline may take their time, but not for ever") {
    LiveFigures figures = working();
    figures.delivery_overdue = figures.pipeline_busy = 30s;
    CHECK(complaints(figures).empty());
    figures.delivery_overdue = 31s;
    figures.pipeline_busy = 45s;
    CHECK(complaints(figures) == Complaints{"delivery: has not looked for messages for 31 s",
                                            "pipeline: what was heard waits for its commit for 45 s"});
}

TEST_CASE("delivery is overdue when all it may send at once hangs beyond the lease, and not before") {
    DeliveryStage stage;
    for (int i = 0; i < 16; ++i) {
        const std::string name = std::to_string(i);
        stage.sender.hold("m" + name);
        stage.enqueue("c" + name, "m" + name);
    }
    stage.start(1s);
    stage.wait_for_requests(16);
    CHECK(stage.delivery->overdue() == 0ms);
    stage.wait_until([&] { return stage.delivery->overdue() > 0ms; });
    stage.sender.release();
    stage.wait_until([&] { return stage.delivery->overdue() == 0ms; });
}
