#include "bot/treatment.hpp"

namespace mostik::bot {

std::shared_ptr<const Treatment> treatment_of(const Config& config) {
    ChainsOf chains;
    for (const MessengerPlan& plan : config.messengers) {
        if (plan.chains) chains[std::string(plan.type->name)] = plan.chains;
    }
    if (config.own_chains) chains["mostik"] = config.own_chains;
    if (config.notification_chains) chains["notifications"] = config.notification_chains;
    return std::make_shared<const Treatment>(Treatment{std::move(chains), core::Translator(config.locale)});
}

}  // namespace mostik::bot
