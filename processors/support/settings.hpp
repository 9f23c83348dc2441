#pragma once

#include "core/address.hpp"
#include "core/config_section.hpp"
#include "core/template.hpp"
#include "core/translator.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::processors::support {

/// The names of the reactions to a ticket's first post that do what the commands do.
struct ReactionSettings {
    std::string take = "eyes";
    std::string close = "white_check_mark";
    std::string reopen = "arrows_counterclockwise";
    std::string block = "no_entry";
};

struct LimitSettings {
    std::int64_t messages = 30;
    core::Milliseconds per = std::chrono::minutes(1);
    std::int64_t file_mb = 20;
};

/// `support` as it is written.
struct Settings {
    std::string channel;
    bool any_message = false;
    core::Milliseconds reopen_window = std::chrono::hours(24 * 3);
    core::Milliseconds auto_close = std::chrono::hours(24 * 7);
    core::Milliseconds warn_before = std::chrono::hours(24);
    bool rating = true;
    LimitSettings limit;
    ReactionSettings reactions;
    core::ConfigNode canned;
};

const core::Section<Settings>& settings_section();

/// How the support desk works: the settings, checked, and what is made of them. Immutable: any thread.
class Policy {
  public:
    /// What is wrong with an address, or empty.
    using CheckAddress = std::function<std::string(const core::Address&)>;

    /// Reads the section `support` and reports what is wrong with it; nullptr when it is not there, or wrong.
    /// `locale`: the language of those whose own is not known.
    static std::shared_ptr<const Policy> read(const core::ConfigNode& node, const std::string& locale,
                                              const CheckAddress& check, core::Diagnostics& out);

    const Settings& settings() const { return settings_; }

    /// Where the specialists are.
    const core::Address& channel() const { return channel_; }

    /// The language to speak with somebody whose messenger says `wanted` ("ru", "pt-br"): the nearest that
    /// there is a catalogue of.
    std::string language_for(const std::string& wanted) const;

    /// Of a language that language_for() returned.
    const core::Translator& translator(const std::string& language) const;

    /// The canned answer of this name in the language, or in any; nullptr when there is none.
    const core::Template* canned(const std::string& name, const std::string& language) const;
    std::vector<std::string> canned_names() const;

    /// As it was written, to tell whether it has changed.
    const core::ConfigNode& written() const { return written_; }

  private:
    Settings settings_;
    core::Address channel_;
    std::string locale_;
    std::map<std::string, core::Translator> translators_;
    std::map<std::string, std::map<std::string, core::Template>> canned_;  // by name and language; "": any
    core::ConfigNode written_;
};

}  // namespace mostik::processors::support
