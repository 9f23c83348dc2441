#include "bot/read_config.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <fstream>

#include <catch2/catch.hpp>

using namespace mostik;

TEST_CASE("without a name the configuration is the folder's, and else the installed one") {
    const storage::testing::ScratchFolder folder;
    const auto here = folder.path() / "config.yaml";
    const auto installed = folder.path() / "installed.yaml";
    CHECK(bot::usual_config_file(folder.path(), installed) == here);
    std::ofstream(installed) << "x";
    CHECK(bot::usual_config_file(folder.path(), installed) == installed);
    std::ofstream(here) << "x";
    CHECK(bot::usual_config_file(folder.path(), installed) == here);
}
