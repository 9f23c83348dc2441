#include "tests/simulators/telegram/markup.hpp"
#include "tests/simulators/telegram/refusal.hpp"

namespace mostik::simulators::telegram {

FormattedText parse_markdown(const std::string&) {
    throw not_simulated("parse_mode MarkdownV2");
}

}  // namespace mostik::simulators::telegram
