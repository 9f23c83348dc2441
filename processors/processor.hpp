#pragma once

#include "core/event.hpp"
#include "core/translator.hpp"
#include "storage/unit_of_work.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace mostik::processors {

/// What the running service knows about itself, for the `status` command.
struct ServiceStatus {
    core::Time started_at{};
    bool connected = false;
    core::Time last_heard_at{};  ///< zero: nothing heard yet
    std::int64_t events = 0;     ///< run through a chain since start
    std::int64_t reconnects = 0;
    std::int64_t gaps = 0;
    std::int64_t stored_posts = 0;
    std::int64_t outbox_waiting = 0;
    std::int64_t failed_events = 0;
    std::int64_t uncertain_sends = 0;  ///< attempts of which it is not known whether they arrived, ever
    core::Milliseconds lag{0};         ///< from an event's own time to its commit, of the last live event
    int history_channels_left = 0;     ///< channels whose past is still being read
};

/// What a processor may know beyond the event: the same for a whole group of events.
struct Context {
    core::Time now{};
    const core::Translator& translator;
    std::function<ServiceStatus()> status;
};

/// What a processor leaves to those after it.
enum class Verdict {
    pass_on,  ///< the event goes on along the chain
    taken,    ///< it is dealt with: the rest of the chain does not see it
};

/// One step of a chain. Synchronous, on the storage thread; reads and writes through the unit of work and
/// does no network I/O: what must be sent becomes an outbox row. What it throws rolls back the whole chain's
/// effects for this event; the event is then kept among the failed ones. A StorageError must pass through.
class Processor {
  public:
    virtual ~Processor() = default;
    virtual Verdict process(const core::Event& event, storage::UnitOfWork& unit, const Context& context) = 0;
};

}  // namespace mostik::processors
