#include "tests/simulators/telegram/markup.hpp"
#include "tests/simulators/telegram/refusal.hpp"

namespace mostik::simulators::telegram {

FormattedText parse_html(const std::string&) {
    throw not_simulated("parse_mode HTML");
}

}  // namespace mostik::simulators::telegram
