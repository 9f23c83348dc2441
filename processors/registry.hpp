#pragma once

#include "core/command_menu.hpp"
#include "core/config_section.hpp"
#include "core/text_filter.hpp"
#include "processors/processor.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::processors {

/// Leads to a post in its messenger; empty when nothing does.
using PostLink = std::function<std::string(const std::string& channel_id, const std::string& post_id)>;

/// What processors are built from, beside their own settings.
class Routes;
namespace support {
class Policy;
}

struct Ingredients {
    core::TextFilter filter;  ///< `filter_messages_contains` of the messenger whose chain this is
    PostLink post_link;       ///< of that messenger
    std::shared_ptr<const Routes> routes;            ///< of the whole configuration; none: nothing is carried
    std::shared_ptr<const support::Policy> support;  ///< none: there is no support desk
    bool tells_in_chat = false;  ///< people there are told in the chat what could not be carried
    int earlier =
        0;  ///< processors of the same type before it in its chain: what two of them write must not collide
};

/// A processor of this program: all that configuration, documentation and the pipeline need to know of it.
struct ProcessorType {
    std::string_view name;
    std::vector<std::string_view> aliases;  ///< names that earlier configurations used
    std::string_view help;
    bool takes_history = false;  ///< sees events of origin history (others only when told `history: true`)
    bool takes_direct = false;   ///< sees direct messages to the bot
    bool once = false;           ///< a second one in a chain does nothing: it is warned of
    bool takes_own = false;      ///< is told what became of what it wrote to the outbox
    /// The commands that people can say to it, for a menu in the translator's language; nullptr: none.
    std::vector<core::MenuCommand> (*commands)(const core::Translator& tr) = nullptr;
    bool direct_only = false;         ///< they are for conversations with the bot
    std::vector<core::KeyInfo> keys;  ///< of its settings, for the documentation, entry_section()'s included

    /// Reads its settings (a null node: none given), reports what is wrong, and builds it; nullptr when it
    /// cannot be built.
    std::unique_ptr<Processor> (*build)(const core::ConfigNode& settings, const Ingredients& ingredients,
                                        core::Diagnostics& out);
};

/// What may be set for any processor beside its own settings: the chain reads these keys, and takes them out
/// before the processor reads the rest. The registry adds them to each type's `keys`.
struct EntrySettings {
    std::optional<bool> history;  ///< takes events of origin history or not; else as the type says
};
const core::Section<EntrySettings>& entry_section();

/// Every processor: a new one is a new file and a row here.
const std::vector<ProcessorType>& registry();

/// By name or alias; nullptr when there is none.
const ProcessorType* find_processor(std::string_view name);

}  // namespace mostik::processors
