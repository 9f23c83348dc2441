#pragma once

#include "core/address.hpp"
#include "core/config_section.hpp"
#include "core/template.hpp"
#include "messengers/registry.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mostik::bot {

struct NotificationSettings {
    core::ConfigNode senders;
    core::ConfigNode templates;
    core::ConfigNode target_events_processors;
};

const core::Section<NotificationSettings>& notifications_section();

/// The event types of notifications, for their chains.
const std::vector<std::string>& notification_event_types();

/// A message that is written beforehand, by language.
struct MessageTemplate {
    bool markdown = false;
    std::map<std::string, core::Template> titles;  ///< by language; "": any
    std::map<std::string, core::Template> bodies;  ///< the same; never empty

    /// In that language, else in any, else in `locale`, else in one that is there; nullptr: has none.
    static const core::Template* pick(const std::map<std::string, core::Template>& texts,
                                      const std::string& language, const std::string& locale);
};

/// What the configuration says about notifications: who sends them, where to, and which templates there are.
/// Immutable: any thread.
class NotificationRules {
  public:
    /// Reads the section `notifications`, which may be missing, and reports what is wrong with it.
    /// `messengers`: those that the configuration has.
    static std::shared_ptr<const NotificationRules> read(
        const core::ConfigNode& node, const std::string& locale,
        const std::vector<const messengers::MessengerType*>& messengers, core::Diagnostics& out);

    const NotificationSettings& settings() const { return settings_; }
    const std::string& locale() const { return locale_; }

    struct Sender {
        const messengers::MessengerType* messenger = nullptr;
        std::string default_target;  ///< empty: it has none
    };

    /// By the name of a sender, or the type of a messenger; nothing when there is none.
    std::optional<Sender> sender(const std::string& name) const;
    /// All that sender() finds.
    std::vector<std::string> sender_names() const;

    /// Where messages go that name nobody.
    std::vector<core::Address> default_addresses() const;

    /// The messenger of that type; nullptr when the configuration has none.
    const messengers::MessengerType* messenger(const std::string& type) const;

    /// nullptr when there is none of that name.
    const MessageTemplate* message_template(const std::string& name) const;
    std::vector<std::string> template_names() const;

  private:
    void read_senders(core::Diagnostics& out);
    void read_templates(core::Diagnostics& out);

    NotificationSettings settings_;
    std::string locale_;
    std::vector<const messengers::MessengerType*> messengers_;
    std::map<std::string, Sender> senders_;
    std::map<std::string, MessageTemplate> templates_;
};

}  // namespace mostik::bot
