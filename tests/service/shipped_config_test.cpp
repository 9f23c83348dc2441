// deploy/config.yaml with a Telegram bot and no Mattermost: what a container does that is given one token.
#include "tests/contract/wire_client.hpp"
#include "tests/service/bot_process.hpp"
#include "tests/service/reserved_port.hpp"
#include "tests/simulators/telegram/simulator.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <csignal>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

namespace tg = simulators::telegram;

/// The file as it is shipped, but for the database, which is in `folder`.
std::filesystem::path shipped_config_in(const std::filesystem::path& folder) {
    std::ifstream stream(std::filesystem::path(MOSTIK_SOURCE_DIR) / "deploy/config.yaml");
    std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    const std::string place = "sqlite:/var/lib/mostik/";
    text.replace(text.find(place), place.size(), "sqlite:");
    std::ofstream(folder / "config.yaml") << text;
    return folder / "config.yaml";
}

}  // namespace

TEST_CASE("with Telegram's token alone the installed configuration runs, and answers people") {
    const storage::testing::ScratchFolder folder;
    tg::Simulator telegram;
    const auto anna = telegram.add_user("Anna");
    const ReservedPort port;
    const auto config = shipped_config_in(folder.path());
    const BotProcess::Environment environment{{"TG_BOT_TOKEN", telegram.token()},
                                              {"TG_API_ROOT", telegram.url()},
                                              {"SERVER_PORT", std::to_string(port.number())}};

    std::string said;
    REQUIRE(run_mostik({"check", "--config", config.string()}, environment, said) == 0);
    CHECK(said.find("note: mattermost is left out: its token, ${MATTERMOST_TOKEN:-}, is empty") !=
          std::string::npos);

    BotProcess process({"run", "--config", config.string()}, environment);
    REQUIRE(process.wait_for_output("mattermost is left out: its token, ${MATTERMOST_TOKEN:-}, is empty"));
    REQUIRE(telegram.wait_for_poll());
    CHECK(contract::fetch(port.number(), "GET", "/health_check").status == 200);
    telegram.start(anna);
    telegram.write(anna, anna, "/ping");
    CHECK(telegram.wait_for_message(anna, [](const tg::Message& message) {
        return message.by_bot && message.text.find("pong") != std::string::npos;
    }));
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
}

TEST_CASE("without any token it ends with exit code 2, which systemd does not repeat") {
    const storage::testing::ScratchFolder folder;
    std::string said;
    CHECK(run_mostik({"run", "--config", shipped_config_in(folder.path()).string()}, {}, said) == 2);
    CHECK(said.find("there is no messenger") != std::string::npos);
}

}  // namespace mostik::service_tests
