#pragma once

#include "tests/service/bot_process.hpp"
#include "tests/service/log_lines.hpp"
#include "tests/simulators/mattermost/simulator.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mostik::service_tests {

using simulators::mattermost::Account;
using simulators::mattermost::Post;
using simulators::mattermost::Simulator;

/// What a test's configuration says, as far as tests differ.
struct Wishes {
    std::vector<std::string> channels{"dev/ops"};
    std::vector<std::string> filter{"deploy"};
    std::string posted = "[save, respond]";  ///< the chain, as YAML in one line
    std::vector<std::string> chains{"post_edited: [save]", "post_deleted: [save]"};  ///< of other events
    std::string more;                  ///< further lines of the section `mattermost`
    std::string url;                   ///< empty: the simulated server's
    std::string file = "config.yaml";  ///< its name in the scene's folder
    std::uint16_t http_port = 0;       ///< of Mostik's own HTTP; 0: any free one
    std::string sections;              ///< further ones, after the section `mattermost`
};

/// A simulated server with a team "dev", a bot, two people and the channel "dev/ops" that all of them are in;
/// and a folder for the bot's configuration and database.
class Scene {
  public:
    explicit Scene(const simulators::mattermost::Options& options = {});

    LogLines log;
    storage::testing::ScratchFolder folder;
    Simulator server;
    std::string team;
    Account bot, alice, bob;
    std::string ops;

    /// Another channel of the team with everybody in it.
    std::string add_channel(const std::string& name);

    /// The text of a configuration with `token`; empty: the bot's.
    std::string config(const Wishes& wishes = {}, const std::string& token = {}) const;
    /// Writes it for a process: the token is read from MATTERMOST_TOKEN. Returns the file.
    std::filesystem::path write_config(const Wishes& wishes = {}) const;
    /// With the bot's token, and at `kill_point` (unless empty) the process ends by SIGKILL.
    BotProcess::Environment environment(const std::string& kill_point = {}) const;
    std::filesystem::path database() const { return folder.path() / "mostik.db"; }

    /// Posts of the past that nobody is told of, at `created_at` each or one millisecond after the other from
    /// there.
    void add_past(const std::string& channel, int count, std::int64_t first_at, const std::string& text,
                  std::int64_t step = 1);

    /// The ids, sorted, of what `save` has to store of these channels: people's posts that hold `needle`.
    std::vector<std::string> matching(const std::vector<std::string>& channels,
                                      const std::string& needle) const;

    /// What the bot has said in a channel, oldest first.
    std::vector<Post> answers_in(const std::string& channel) const;
    /// False when the bot does not say at least `count` times `text` in the channel.
    bool wait_for_answers(const std::string& channel, const std::string& text, std::size_t count = 1);
    std::size_t count_answers(const std::string& channel, const std::string& text) const;
};

}  // namespace mostik::service_tests
