#include "messengers/registry.hpp"

#include "messengers/mattermost/mattermost.hpp"
#include "messengers/telegram/telegram.hpp"

namespace mostik::messengers {

const std::vector<MessengerType>& registry() {
    static const std::vector<MessengerType> types = {
        mattermost::mattermost_type(),
        telegram::telegram_type(),
    };
    return types;
}

}  // namespace mostik::messengers
