#pragma once

#include "core/address.hpp"
#include "core/event.hpp"
#include "core/message.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>

/// The seams between Mostik and whom it talks to. An ability that not every messenger has is an interface of
/// its own. Everything here runs on the io thread, as coroutines that end soon after they are cancelled.
namespace mostik::messengers {

/// Where a receiver puts what it hears.
class Inlet {
  public:
    virtual ~Inlet() = default;

    /// Takes the event, in order; waits while the pipeline is full.
    virtual boost::asio::awaitable<void> put(core::Event event) = 0;

    /// From here on continuity is not known: events may have been missed between what was put before and what
    /// will be put after. Takes its place in the order; recovery begins when it is reached.
    virtual boost::asio::awaitable<void> put_gap(std::string messenger, std::string reason) = 0;
};

/// What a receiver tells of itself, for status and health.
struct ReceiverStatus {
    bool connected = false;
    core::Time last_heard_at{};
    std::int64_t reconnects = 0;
    std::int64_t gaps = 0;
    std::int64_t malformed = 0;  ///< frames that could not be read
};

/// Listens.
class Receiver {
  public:
    virtual ~Receiver() = default;

    /// Listens, and reconnects, until cancelled. Returns an error only when going on cannot help (the token
    /// is not accepted); the message says what to do.
    virtual boost::asio::awaitable<core::Error> listen(Inlet& inlet) = 0;

    virtual ReceiverStatus status() const = 0;
};

/// A channel whose past can be read.
struct HistoryChannel {
    core::Channel channel;
    core::Time last_post_at{};
    std::int64_t posts = 0;  ///< about how many there are; for progress
};

/// Where the next, older page begins: posts created before the anchor post, less `skip_pages` pages.
struct HistoryAnchor {
    std::string post_id;  ///< empty: the newest page
    core::Time created_at{};
    int skip_pages = 0;
};

struct HistoryPage {
    std::vector<core::Event> events;  ///< newest first; some may repeat the page before
    std::size_t listed = 0;           ///< posts on the page, before any were left out
    std::optional<core::Time> oldest;
    bool last = false;   ///< there is nothing older
    HistoryAnchor next;  ///< of the page after, unless `last`
};

/// A post that was changed after it was posted, as it stands now, and the events that this may come from.
struct ChangedPost {
    core::Event posted;                  ///< with its reactions; without its text once it is deleted
    core::Time changed_at{};             ///< of the last change of any kind
    std::optional<core::Event> edited;   ///< the last edit, where there was one
    std::optional<core::Event> deleted;  ///< the deletion, where there was one
    std::optional<std::vector<core::Event>> reactions;  ///< one for each that is there; nothing: not told
};

struct Changes {
    std::vector<ChangedPost> posts;
    bool complete = true;  ///< false: there were more than the messenger tells, and these may be any of them
};

/// Reads the past: pages of it, and what became of posts afterwards.
class HistorySource {
  public:
    virtual ~HistorySource() = default;

    /// The channels that are listened to and can be read, direct conversations among them; those that cannot
    /// be are reported (once each) with the reason, and left out. Errors: Errc::unauthorized is final.
    virtual boost::asio::awaitable<core::Result<std::vector<HistoryChannel>>> channels() = 0;

    /// One page of a channel. Errors: Errc::not_found and Errc::forbidden mean that this channel cannot be
    /// read (any more), Errc::unauthorized is final, others are worth another try later.
    virtual boost::asio::awaitable<core::Result<HistoryPage>> page(const core::Channel& channel,
                                                                   const HistoryAnchor& anchor) = 0;

    /// What was edited, deleted or reacted to after `since`. Errors: as of page().
    virtual boost::asio::awaitable<core::Result<Changes>> changes(const core::Channel& channel,
                                                                  core::Time since) = 0;

    /// The same for these posts, whenever it was. Posts that are not known any more are left out. Errors: as
    /// of page().
    virtual boost::asio::awaitable<core::Result<Changes>> changes_of(
        const core::Channel& channel, const std::vector<std::string>& post_ids) = 0;

    /// The event of a reaction that is no longer there, as it would have been heard.
    virtual core::Event reaction_removed(const core::Channel& channel, const std::string& post_id,
                                         const core::Person& author, const std::string& emoji,
                                         core::Time when) const = 0;
};

/// A message on its way out, complete: what to send, where, and how to recognise it later.
struct Outgoing {
    std::string token;  ///< the outbox row's marker, unique for ever
    core::Address to;
    core::Message message;
};

struct Delivered {
    std::string remote_id;
};
struct Retry {
    std::optional<core::Milliseconds> after;  ///< what the far side asked for
    std::string reason;
};
enum class RejectionClass {
    bad_message,    ///< this message is not accepted, others are
    dead_address,   ///< nothing can be sent there
    broken_config,  ///< nothing can be sent at all: token, rights
};
struct Rejected {
    RejectionClass rejection = RejectionClass::bad_message;
    std::string reason;
};
struct Moved {
    core::Address to;
};
/// Bytes may have left and no answer came.
struct Unknown {
    std::string reason;
};
using SendOutcome = std::variant<Delivered, Retry, Rejected, Moved, Unknown>;

/// Sends.
class Sender {
  public:
    virtual ~Sender() = default;

    /// One attempt, never repeated behind the caller's back.
    virtual boost::asio::awaitable<SendOutcome> send(const Outgoing& outgoing) = 0;

    /// Looks for a message of an earlier attempt on the far side, back to `since`: its id, or nothing when it
    /// is certainly not there. Errors: the far side could not be asked (Errc::unavailable and the like), or
    /// never can be (Errc::forbidden, Errc::not_found).
    virtual boost::asio::awaitable<core::Result<std::optional<std::string>>> find_sent(
        const Outgoing& outgoing, core::Time since) = 0;
};

/// One line of `mostik check --online`.
struct CheckLine {
    bool ok = true;
    std::string text;
};
using ReportCheck = std::function<void(const CheckLine&)>;

/// Checks with the far side what a configuration promises.
class OnlineCheck {
  public:
    virtual ~OnlineCheck() = default;

    /// Reports each thing looked at; with `say_hello` also posts to the test channel.
    virtual boost::asio::awaitable<void> check(bool say_hello, const ReportCheck& report) = 0;
};

/// One messenger: what it is called, and what it can do (nullptr: it cannot).
class Messenger {
  public:
    virtual ~Messenger() = default;
    virtual std::string_view type() const = 0;
    virtual Receiver* receiver() { return nullptr; }
    virtual HistorySource* history() { return nullptr; }
    virtual Sender* sender() { return nullptr; }
    virtual OnlineCheck* online_check() { return nullptr; }
};

}  // namespace mostik::messengers
