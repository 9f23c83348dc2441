#pragma once

#include "core/address.hpp"
#include "core/command_menu.hpp"
#include "core/event.hpp"
#include "core/message.hpp"
#include "core/net/http_routes.hpp"
#include "core/result.hpp"
#include "core/step.hpp"
#include "core/token_bucket.hpp"

#include <cstdint>
#include <filesystem>
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

    /// Returns when everything that was put is committed, so that it need not be heard again.
    virtual boost::asio::awaitable<void> settle() = 0;

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
    /// The last sign that the connection works, be it that nothing happened (the answer to a ping); zero:
    /// none yet.
    core::Time alive_at{};
    core::Milliseconds alive_every{0};  ///< a connection that works gives such a sign before this is over
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

/// A message on its way out, complete: what to do, where, and how to recognise it later.
struct Outgoing {
    std::string token;  ///< the outbox row's marker, unique for ever
    core::Operation operation = core::Operation::send;
    core::Address to;
    core::Message message;
    /// What Message::reply_to names, in every chat of this messenger where it stands; the nearest first.
    std::vector<core::LinkedMessage> answered;
    /// What an `edit` or a `remove` changes, by part; of all chats of this messenger that were addressed so.
    std::vector<core::LinkedMessage> copies;
};

/// A file of the message, fetched.
struct LocalFile {
    std::filesystem::path path;
    core::File file;
};

struct Delivered {
    std::string channel_id;  ///< by the messenger's own naming
    std::vector<core::Made> made;
};
/// What has to wait, when an attempt has to.
enum class RetryScope { message, chat, messenger };
struct Retry {
    std::optional<core::Milliseconds> after;  ///< what the far side asked for
    std::string reason;
    RetryScope scope = RetryScope::message;
    bool counts = true;  ///< against the limit of attempts: not when the message had no chance at all
};
enum class RejectionClass {
    bad_message,    ///< this message is not accepted, others are
    forbidden,      ///< it may not be sent there, as things are
    dead_address,   ///< nothing can be sent there until something is heard from there
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

/// What is done about a message of which it is not known whether it arrived.
enum class WhenUncertain {
    ask,     ///< the far side knows
    resend,  ///< it may arrive twice
    hold,    ///< it may never arrive: a person decides
};

/// What a messenger's addresses mean for whoever plans the sending. Immutable; any thread.
struct AddressRules {
    /// The chat that an address leads to, without a topic in it.
    std::function<std::string(const core::Address& to)> chat_of;
    /// The buckets that a message takes tokens from: the whole messenger's first, then the chat's, then
    /// further ones.
    std::function<std::vector<core::TokenBucket>(const core::Address& to)> buckets;
};

/// Sends.
class Sender {
  public:
    virtual ~Sender() = default;

    /// The requests that the message takes, in order; none: there is nothing to be done. Called once for a
    /// message: what was planned is kept. Nothing is sent to the far side, but it may be asked for names.
    virtual boost::asio::awaitable<tl::expected<std::vector<core::Step>, SendOutcome>> plan(
        const Outgoing& outgoing) = 0;

    /// One attempt at a step, never repeated behind the caller's back. `files` are those that the step names.
    virtual boost::asio::awaitable<SendOutcome> perform(const Outgoing& outgoing, const core::Step& step,
                                                        const std::vector<LocalFile>& files) = 0;

    virtual WhenUncertain when_uncertain() const = 0;

    /// Looks for what an earlier attempt at the step made, back to `since`; nothing when it is certainly not
    /// there. Only of a sender that can be asked. Errors: the far side could not be asked (Errc::unavailable
    /// and the like), or never can be (Errc::forbidden, Errc::not_found).
    virtual boost::asio::awaitable<core::Result<std::optional<Delivered>>> find_sent(const Outgoing& outgoing,
                                                                                     const core::Step& step,
                                                                                     core::Time since) = 0;

    virtual AddressRules address_rules() const = 0;
};

/// Has the files of its messages.
class FileStore {
  public:
    virtual ~FileStore() = default;

    /// Writes the file's bytes to `to`. Errors: Errc::invalid when there are more than `max_bytes` of them,
    /// Errc::not_found and Errc::forbidden when they cannot be had; others are worth another try.
    virtual boost::asio::awaitable<core::Result<void>> fetch(const core::File& file,
                                                             const std::filesystem::path& to,
                                                             std::int64_t max_bytes) = 0;
};

/// Is called over HTTP.
class HttpEndpoint {
  public:
    virtual ~HttpEndpoint() = default;

    /// What it answers on Mostik's own port. Asked for once, before anything is served; the handlers are
    /// called until the server has stopped, also when listen() has ended or not begun.
    virtual std::vector<core::net::HttpRoute> routes() = 0;
};

/// One line of `mostik check --online`.
struct CheckLine {
    bool ok = true;
    std::string text;
};
using ReportCheck = std::function<void(const CheckLine&)>;

/// What a check is about beside the messenger's own section.
struct CheckWishes {
    bool say_hello = false;               ///< also post to the test channel
    std::vector<core::Address> from, to;  ///< of this messenger, in routes
};

/// Checks with the far side what a configuration promises.
class OnlineCheck {
  public:
    virtual ~OnlineCheck() = default;

    /// Reports each thing looked at.
    virtual boost::asio::awaitable<void> check(const CheckWishes& wishes, const ReportCheck& report) = 0;
};

class ConfiguredMessenger;

/// What became different in what a messenger listens to.
struct ListeningChange {
    bool any = false;
    std::vector<std::string> left;  ///< ids of channels that are not listened to any more, as far as known
    bool direct_begun = false;      ///< direct messages are listened to, and were not before
};

/// One messenger: what it is called, and what it can do (nullptr: it cannot).
class Messenger {
  public:
    virtual ~Messenger() = default;
    virtual std::string_view type() const = 0;
    virtual Receiver* receiver() { return nullptr; }
    virtual HistorySource* history() { return nullptr; }
    virtual Sender* sender() { return nullptr; }
    virtual FileStore* files() { return nullptr; }
    virtual HttpEndpoint* http_endpoint() { return nullptr; }
    virtual OnlineCheck* online_check() { return nullptr; }

    /// The commands that people can say, in each language, for a messenger that shows menus. Asked for once,
    /// before anything is listened to.
    virtual void offer(std::vector<core::CommandMenu> /*menus*/) {}

    /// Takes over what is declared as live in its section, from the next event on and without a reconnection.
    /// All other keys of `next` are as they were.
    virtual ListeningChange apply(const ConfiguredMessenger& next) = 0;
};

}  // namespace mostik::messengers
