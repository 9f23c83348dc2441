#pragma once

#include "core/event.hpp"
#include "core/translator.hpp"
#include "processors/chain.hpp"
#include "storage/unit_of_work.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

/// What happens to events inside one transaction. Everything here runs on the storage thread.
namespace mostik::bot {

/// The chains of every messenger: immutable, so that a group keeps the ones it began with.
using ChainsOf = std::map<std::string, std::shared_ptr<const processors::Chains>>;

/// Events of a messenger may have been missed: what each channel has been read up to is noted as a stretch to
/// read.
struct GapMark {
    std::string messenger;
    std::string reason;
};

/// What reading a stretch of the past changes beside the events themselves.
struct SpanProgress {
    storage::Span span;                      ///< with its new upper end
    bool finished = false;                   ///< the span is removed
    std::optional<core::Time> newest;        ///< of the span's first page: the channel was seen up to here
    std::optional<std::string> fingerprint;  ///< the channel's past is read with these settings from now on
};

/// The changes of a channel's posts are known up to this moment.
struct ChangesProgress {
    std::string messenger;
    std::string channel_id;
    core::Time known_until{};
};

/// A piece of the past, oldest first, and what having read it means.
struct HistoryBatch {
    std::vector<core::Event> events;
    std::variant<SpanProgress, ChangesProgress> progress;
};

using WorkItem = std::variant<core::Event, GapMark, HistoryBatch>;

struct GroupResult {
    std::int64_t events = 0;  ///< run through a chain
    std::int64_t failed = 0;
    std::set<std::string> gaps;             ///< messengers of which a gap was noted
    std::optional<core::Milliseconds> lag;  ///< of the last live event
};

/// What a group needs beside the transaction. `status` is a snapshot taken on the io thread.
struct GroupContext {
    const ChainsOf& chains;
    const core::Clock& clock;
    const core::Translator& translator;
    processors::ServiceStatus status;
};

/// Runs a group in the order given, each event in a savepoint of its own: once (the inbox knows what was
/// run), through the chain of its type; an event whose chain throws is kept among the failed ones, and the
/// next one runs. Throws StorageError: then nothing of the group has happened.
GroupResult run_group(storage::UnitOfWork& unit, const std::vector<WorkItem>& items,
                      const GroupContext& context);

/// Runs again the failed events for which that was asked, at most `limit`; returns how many were tried.
int retry_failed(storage::UnitOfWork& unit, const GroupContext& context, int limit);

}  // namespace mostik::bot
