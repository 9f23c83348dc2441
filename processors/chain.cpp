#include "processors/chain.hpp"

#include <stdexcept>

namespace mostik::processors {

std::optional<ProcessorFailure> Chain::run(const core::Event& event, storage::UnitOfWork& unit,
                                           const Context& context) const {
    for (const Step& step : steps_) {
        if (event.origin == core::Origin::history && !step.takes_history) continue;
        if (event.channel.direct && !step.type->takes_direct) continue;
        const auto failure = [&](std::string reason) {
            return ProcessorFailure{std::string(step.type->name), std::move(reason)};
        };
        try {
            step.processor->process(event, unit, context);
        } catch (const storage::StorageError&) {
            throw;  // the whole transaction is lost, not this event
        } catch (const std::exception& e) {
            return failure(e.what());
        }
    }
    return std::nullopt;
}

const Chain* Chains::find(const std::string& event_type) const {
    auto found = chains_.find(event_type);
    if (found == chains_.end()) found = chains_.find("*");
    return found == chains_.end() ? nullptr : &found->second;
}

}  // namespace mostik::processors
