#include "processors/registry.hpp"

#include <algorithm>

namespace mostik::processors {

// Each in the file, or the folder, of its name.
ProcessorType log_type();
ProcessorType save_type();
ProcessorType respond_type();
ProcessorType forward_type();
ProcessorType support_type();
ProcessorType notify_type();

namespace {

std::vector<ProcessorType> with_entry_keys(std::vector<ProcessorType> types) {
    const auto& common = entry_section().keys();
    for (ProcessorType& type : types) type.keys.insert(type.keys.end(), common.begin(), common.end());
    return types;
}

}  // namespace

const core::Section<EntrySettings>& entry_section() {
    static const auto section = core::Section<EntrySettings>{}.key(
        "history", &EntrySettings::history,
        {.help =
             "Whether posts of the past, read at start or after a pause, are for this processor. Left out: "
             "`log` and `save` take them, others do not."});
    return section;
}

const std::vector<ProcessorType>& registry() {
    static const auto types = with_entry_keys({
        log_type(),
        save_type(),
        respond_type(),
        forward_type(),
        support_type(),
        notify_type(),
    });
    return types;
}

const ProcessorType* find_processor(std::string_view name) {
    const auto& types = registry();
    const auto found = std::find_if(types.begin(), types.end(), [&](const ProcessorType& type) {
        return type.name == name ||
               std::find(type.aliases.begin(), type.aliases.end(), name) != type.aliases.end();
    });
    return found == types.end() ? nullptr : &*found;
}

}  // namespace mostik::processors
