#include "bot/message_lines.hpp"

#include "tests/service/log_lines.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::bot;
using messengers::Retry;
using messengers::Unknown;
using messengers::WhenUncertain;
using storage::OutboxState;

namespace {

storage::OutboxRow sent() {
    storage::OutboxRow row;
    row.id = 17;
    row.draft = storage::testing::draft_to("c1", "hello");
    row.draft.ticket = 42;
    row.state = OutboxState::sending;
    row.attempt = 3;
    return row;
}

storage::OutboxRow after(OutboxState state, const std::string& reason = {}) {
    storage::OutboxRow row = sent();
    row.state = state;
    row.reason = reason;
    return row;
}

}  // namespace

TEST_CASE("that a message is given up is told, whatever its last attempt came to") {
    const service_tests::LogLines log;
    const Retry again{.reason = "the server is down"};
    tell_outcome(sent(), WhenUncertain::ask, again, after(OutboxState::queued));
    CHECK(log.count("message 17 ticket 42: send to mattermost:c1 not delivered yet (attempt 3)") == 1);
    CHECK(log.count("is over") == 0);
    tell_outcome(sent(), WhenUncertain::ask, again, after(OutboxState::failed, "given up after 3 attempts"));
    CHECK(log.count("message 17 ticket 42: send to mattermost:c1 is over: failed: given up after 3") == 1);
    tell_outcome(sent(), WhenUncertain::ask, again, after(OutboxState::expired));
    CHECK(log.count("is over: expired") == 1);
    // A refusal and a delivery are the end already.
    tell_outcome(sent(), WhenUncertain::ask, messengers::Rejected{}, after(OutboxState::failed));
    tell_outcome(sent(), WhenUncertain::ask, messengers::Delivered{}, after(OutboxState::delivered));
    CHECK(log.count("is over") == 2);
}

TEST_CASE("what follows an attempt without an answer is told as it is") {
    const service_tests::LogLines log;
    const Unknown silence{"no answer"};
    tell_outcome(sent(), WhenUncertain::ask, silence, after(OutboxState::uncertain));
    CHECK(log.count("it is looked for before it is sent again") == 1);
    tell_outcome(sent(), WhenUncertain::resend, silence, after(OutboxState::uncertain));
    CHECK(log.count("it is sent again and may arrive twice") == 1);
    storage::OutboxRow held = after(OutboxState::uncertain);
    held.held = true;
    tell_outcome(sent(), WhenUncertain::resend, silence, held);
    CHECK(log.count("it is held: see `mostik outbox list`") == 1);
    tell_outcome(sent(), WhenUncertain::resend, silence, after(OutboxState::queued));
    CHECK(log.count("it is tried again") == 1);
    tell_outcome(sent(), WhenUncertain::resend, silence, after(OutboxState::failed, "given up"));
    CHECK(log.count("it is not tried again") == 1);
    CHECK(log.count("is over: failed: given up") == 1);
}
