#pragma once

#include "core/clock.hpp"
#include "core/config_section.hpp"
#include "messengers/messenger.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace mostik::messengers {

/// How long a receiver waits for what. The defaults are for real servers; tests shorten them.
struct ReceiverTiming {
    core::Milliseconds hello_deadline{10'000};  ///< from the connection to the proof that the server knows us
    core::Milliseconds idle_timeout{40'000};    ///< a connection on which nothing arrives for so long is dead
    core::Milliseconds first_backoff{500};      ///< before the first reconnection; doubles …
    core::Milliseconds backoff_cap{30'000};     ///< … up to this
    core::Milliseconds long_poll{50'000};       ///< a server that is asked waits so long for something
    std::size_t queue_bytes = 64UL << 20U;      ///< heard and not processed yet; then events are discarded
    /// Between two looks at what the far side says of its calls to us, where it is the one that calls.
    core::Milliseconds look_at_calls{120'000};
};

/// How much of the past is wanted.
struct HistoryWish {
    std::int64_t limit = 0;                ///< posts per channel; 0: all
    core::Time since{};                    ///< nothing older; zero: no bound
    core::Milliseconds recover_window{};   ///< what was missed and is younger runs its whole chain
    core::Milliseconds reconcile_every{};  ///< between two looks at what became of posts; 0: only after a gap
    core::Milliseconds reconcile_over{};   ///< how far back such a look goes
};

/// A messenger's section of the configuration, read and checked. Immutable.
class ConfiguredMessenger {
  public:
    virtual ~ConfiguredMessenger() = default;

    /// Whom it talks to, for the log; no secret.
    virtual std::string server() const = 0;
    /// `target_events_processors`, for the processors' layer to read.
    virtual const core::ConfigNode& chains() const = 0;
    /// `filter_messages_contains`.
    virtual const std::vector<std::string>& filter() const = 0;
    virtual HistoryWish history() const = 0;
    /// Where people read a post; empty when the section does not tell.
    virtual std::string post_link(const std::string& channel_id, const std::string& post_id) const = 0;

    /// The keys whose values are others in `next`, which is of the same kind; of chains() nothing is said:
    /// whoever reads them compares them.
    virtual std::vector<core::KeyChange> changes(const ConfiguredMessenger& next) const = 0;

    /// The messenger itself: nothing is sent before its parts are used. This object and `clock` must outlive
    /// it.
    virtual std::unique_ptr<Messenger> build(const boost::asio::any_io_executor& executor,
                                             const core::Clock& clock,
                                             const ReceiverTiming& timing) const = 0;
};

/// A kind of messenger of this program: all that configuration, documentation and the service need to know of
/// it.
struct MessengerType {
    std::string_view name;  ///< of its section, and of its addresses
    std::string_view help;
    /// The key without which the section is of no use: where it is a variable that may be empty and is, the
    /// section counts as not written.
    std::string_view needed_key = "token";
    const std::vector<core::KeyInfo>& (*keys)() = nullptr;       ///< of the section
    const std::vector<std::string>& (*event_types)() = nullptr;  ///< by the messenger's own names

    /// What is wrong with the part of an address after the colon, and what was expected; empty: nothing.
    std::string (*check_address)(const std::string& target) = nullptr;
    bool tells_in_chat = false;  ///< people are told in the chat what became of what they wrote

    /// Reads the section and reports what is wrong with it. Relative paths begin at `base`.
    std::shared_ptr<const ConfiguredMessenger> (*read)(const core::ConfigNode& section,
                                                       const std::filesystem::path& base,
                                                       core::Diagnostics& out) = nullptr;
};

/// Every messenger: a new one is a new folder and a row here.
const std::vector<MessengerType>& registry();

}  // namespace mostik::messengers
