// Every refusal among the samples is provoked and comes byte for byte, or there is a reason why not.
#include "tests/contract/telegram_refusals.hpp"

#include <filesystem>

#include <catch2/catch.hpp>

using namespace mostik::contract;

namespace {

const std::map<std::string, std::string> not_provoked = {
    {"400_album_failed", "on request only: api_error()"},
    {"400_album_item_failed", "on request only; an item that is no picture names IMAGE_PROCESS_FAILED"},
    {"400_chat_write_forbidden", "on request only"},
    {"400_entities_too_long", "on request only"},
    {"400_file_unavailable", "on request only"},
    {"400_logged_out", "logOut is not simulated"},
    {"400_message_id_invalid", "on request only"},
    {"400_no_write_access", "on request only"},
    {"400_reply_markup_too_long", "the limit is not known"},
    {"400_supergroups_only", "no such method is simulated"},
    {"409_conflict_other_set_webhook", "setWebhook takes no time here; on request only"},
    {"413_request_entity_too_large", "the front end answers with HTML, see the test of faults"},
    {"421_misdirected", "on request only"},
    {"429_too_many_requests_closing", "on request only"},
    {"500_internal_deleted", "on request only"},
    {"500_internal_restart", "on request only"},
    {"502_bad_gateway", "on request only"},
};

void check(const refusals::Table& table) {
    for (const auto& [name, provoke] : table) {
        TelegramStage stage;
        const auto answer = provoke(stage);
        INFO(name);
        CHECK(answer.body == sample_bytes("error_" + name));
        CHECK(std::to_string(answer.status) == name.substr(0, 3));
    }
}

}  // namespace

TEST_CASE("refusals of texts and buttons come byte for byte") {
    check(refusals::texts());
}
TEST_CASE("refusals because of chats come byte for byte") {
    check(refusals::chats());
}
TEST_CASE("refusals because of messages and topics come byte for byte") {
    check(refusals::messages());
}
TEST_CASE("refusals of files, commands, webhooks and callers come byte for byte") {
    check(refusals::files_and_others());
}

TEST_CASE("every refusal among the samples is provoked or has a reason") {
    const std::string prefix = "error_";
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(MOSTIK_FIXTURES) + "/telegram/samples")) {
        const auto stem = entry.path().stem().string();
        if (stem.compare(0, prefix.size(), prefix) != 0 || entry.path().extension() != ".json") continue;
        const auto name = stem.substr(prefix.size());
        INFO(name);
        CHECK(refusals::texts().count(name) + refusals::chats().count(name) +
                  refusals::messages().count(name) + refusals::files_and_others().count(name) +
                  not_provoked.count(name) ==
              1);
    }
}
