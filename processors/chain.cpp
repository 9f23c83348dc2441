#include "processors/chain.hpp"

#include <algorithm>
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
            if (step.processor->process(event, unit, context) == Verdict::taken) break;
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

bool Chains::has(std::string_view processor) const {
    return std::any_of(chains_.begin(), chains_.end(), [&](const auto& entry) {
        const std::vector<Chain::Step>& steps = entry.second.steps();
        return std::any_of(steps.begin(), steps.end(),
                           [&](const Chain::Step& step) { return step.type->name == processor; });
    });
}

core::CommandMenu Chains::menu(const std::string& language) const {
    const core::Translator tr(language);
    core::CommandMenu menu{.language = language, .in_groups = {}, .direct = {}};
    for (const ProcessorType& type : registry()) {
        if (type.commands == nullptr || !has(type.name)) continue;
        std::vector<core::MenuCommand>& list = type.direct_only ? menu.direct : menu.in_groups;
        for (core::MenuCommand& command : type.commands(tr)) list.push_back(std::move(command));
    }
    for (const core::MenuCommand& command : menu.in_groups) {
        const bool taken =
            std::any_of(menu.direct.begin(), menu.direct.end(),
                        [&](const core::MenuCommand& other) { return other.name == command.name; });
        if (!taken) menu.direct.push_back(command);
    }
    return menu;
}

Chains Chains::of_own_events(const std::vector<std::shared_ptr<const Chains>>& all,
                             const Ingredients& ingredients) {
    const auto used = [&all](const ProcessorType& type) {
        return std::any_of(all.begin(), all.end(), [&](const std::shared_ptr<const Chains>& chains) {
            return chains->has(type.name);
        });
    };
    std::vector<Chain::Step> steps;
    core::Diagnostics none("");  // without settings nothing can be wrong with them
    for (const ProcessorType& type : registry()) {
        if (!type.takes_own || !used(type)) continue;
        auto processor = type.build({}, ingredients, none);
        if (processor) steps.push_back({.type = &type, .processor = std::move(processor), .settings = {}});
    }
    Chains own;
    own.chains_.emplace("*", std::move(steps));
    return own;
}

}  // namespace mostik::processors
