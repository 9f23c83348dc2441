#include "messengers/mattermost/sender.hpp"

#include "core/kill_point.hpp"
#include "messengers/formatting/markdown.hpp"
#include "messengers/formatting/split.hpp"
#include "messengers/mattermost/disclosure.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace asio = boost::asio;
using mostik::core::Errc;
using mostik::core::Operation;
using nlohmann::json;

namespace mostik::messengers::mattermost {

namespace {

// Between this machine's clock, which says when an attempt began, and the server's, which dates the posts.
constexpr std::chrono::minutes clocks_differ_by{5};
constexpr int page_size = 200;
constexpr auto setting_kept_for = std::chrono::minutes(10);

using Steps = tl::expected<std::vector<core::Step>, SendOutcome>;

Steps refused(SendOutcome outcome) {
    return tl::unexpected<SendOutcome>(std::move(outcome));
}

core::Step step_of(Operation operation, int part, const json& payload, std::string remote_id = {}) {
    return {.operation = operation,
            .part = part,
            .remote_id = std::move(remote_id),
            .payload = payload.dump(-1, ' ', false, json::error_handler_t::replace),
            .files = {}};
}

// What is made of braces is made outside of coroutines: GCC 12 mishandles such temporaries there.

core::Step step_of_removal(const core::LinkedMessage& copy, const std::string& channel_id) {
    return step_of(Operation::remove, copy.part, {{"channel_id", channel_id}}, copy.message.message_id);
}

core::Step step_of_reaction(const core::Message& message, const std::string& post_id,
                            const std::string& channel_id) {
    const json payload = {{"channel_id", channel_id}, {"emoji", message.emoji}, {"removed", message.removed}};
    return step_of(Operation::react, 0, payload, post_id);
}

core::Step step_of_post(int part, const std::string& channel_id, const std::string& root_id,
                        const std::string& text, const std::string& author) {
    json payload = {{"channel_id", channel_id}, {"root_id", root_id}, {"text", text}};
    if (!author.empty()) payload["author"] = author;
    return step_of(Operation::send, part, payload);
}

Delivered delivered_post(const std::string& channel_id, const std::string& post_id, int part,
                         const std::string& root_id) {
    return {channel_id, {{post_id, part, root_id, "post"}}};
}

SendOutcome changed(const json& payload) {
    return Delivered{payload.at("channel_id"), {}};
}

/// The post of this channel among those that say what is answered.
const core::LinkedMessage* in_channel(const std::vector<core::LinkedMessage>& messages,
                                      const std::string& channel_id) {
    const auto found = std::find_if(messages.begin(), messages.end(), [&](const core::LinkedMessage& each) {
        return each.message.channel_id == channel_id;
    });
    return found == messages.end() ? nullptr : &*found;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts = formatting::split_markdown(text);
    if (parts.empty()) parts.emplace_back();
    return parts;
}

/// Edits of what is there, posts for what is new, and deletions of what is too much.
std::vector<core::Step> changes(const Outgoing& outgoing, const std::string& channel_id,
                                const std::string& root_id, const std::string& text) {
    std::vector<core::Step> steps;
    const std::vector<std::string> parts = split(text);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const int part = static_cast<int>(i);
        if (i < outgoing.copies.size()) {
            steps.push_back(step_of(Operation::edit, part, {{"channel_id", channel_id}, {"text", parts[i]}},
                                    outgoing.copies[i].message.message_id));
        } else {
            steps.push_back(step_of_post(part, channel_id, root_id, parts[i], ""));
        }
    }
    for (std::size_t i = parts.size(); i < outgoing.copies.size(); ++i)
        steps.push_back(step_of_removal(outgoing.copies[i], channel_id));
    return steps;
}

}  // namespace

SendOutcome judge_send(const RestError& error) {
    const std::string reason = to_error(error).message;
    if (error.code == Errc::rate_limited) {
        return Retry{.after = error.retry_after, .reason = reason, .scope = RetryScope::messenger};
    }
    if (error.code == Errc::unknown) return Unknown{reason};
    // Without a status nobody answered; with one (5xx, a proxy's 502) the post may have been made all the
    // same.
    if (error.code == Errc::unavailable && error.status == 0) {
        return Retry{.reason = reason, .counts = false};
    }
    if (error.code == Errc::unavailable) return Unknown{reason};
    // Nothing is wrong with the message when the URL leads to something else than Mattermost.
    const bool misled = is_foreign(error) || (error.code == Errc::invalid && error.status == 0);
    if (error.code == Errc::unauthorized || misled) return Rejected{RejectionClass::broken_config, reason};
    if (error.code == Errc::forbidden || error.code == Errc::not_found ||
        error.id == "api.post.create_post.can_not_post_to_deleted.error") {
        return Rejected{RejectionClass::forbidden, reason};
    }
    if (error.code == Errc::cancelled) return Unknown{reason};
    return Rejected{RejectionClass::bad_message, reason};
}

SendOutcome judge_before_sending(const RestError& error) {
    SendOutcome outcome = judge_send(error);
    if (const auto* unknown = std::get_if<Unknown>(&outcome)) return Retry{.reason = unknown->reason};
    return outcome;
}

SendOutcome judge_change(const RestError& error, Operation operation) {
    // What is gone need not be taken away: a deleted post is said to be forbidden.
    const bool gone = is_hidden(error);
    if (gone && operation == Operation::remove) return Delivered{};
    return judge_before_sending(error);
}

MattermostSender::MattermostSender(RestApi& api, Directory& directory) : api_(api), directory_(directory) {}

AddressRules MattermostSender::address_rules() const {
    return {
        .chat_of = [](const core::Address& to) { return to.target; },
        .buckets =
            [](const core::Address& to) {
                return std::vector<core::TokenBucket>{{.name = to.messenger}, {.name = core::to_string(to)}};
            }};
}

asio::awaitable<RestResult<std::string>> MattermostSender::channel_of(std::string target) {
    const auto known = channels_.find(target);
    if (known != channels_.end()) co_return known->second;
    const auto slash = target.find('/');
    if (slash == std::string::npos && target.front() != '@') co_return target;
    std::string id;
    if (target.front() == '@') {
        const auto user = co_await api_.user_by_name(target.substr(1));
        if (!user) co_return tl::unexpected<RestError>(user.error());
        const auto own = co_await directory_.own();
        if (!own) co_return tl::unexpected<RestError>(own.error());
        const auto channel = co_await api_.direct_channel(own->id, user->id);
        if (!channel) co_return tl::unexpected<RestError>(channel.error());
        id = channel->id;
    } else {
        const auto channel = co_await api_.channel_by_name(target.substr(0, slash), target.substr(slash + 1));
        if (!channel) co_return tl::unexpected<RestError>(channel.error());
        id = channel->id;
    }
    channels_[target] = id;
    co_return id;
}

asio::awaitable<bool> MattermostSender::names_can_be_overridden() {
    if (std::chrono::steady_clock::now() < override_known_until_) co_return override_names_;
    const auto config = co_await api_.client_config();
    // No message waits for that: a byline does as well.
    if (!config) co_return false;
    override_names_ = config->names_can_be_overridden;
    override_known_until_ = std::chrono::steady_clock::now() + setting_kept_for;
    co_return override_names_;
}

asio::awaitable<Steps> MattermostSender::plan(const Outgoing& outgoing) {
    const auto channel = co_await channel_of(outgoing.to.target);
    if (!channel) co_return refused(judge_before_sending(channel.error()));
    if (outgoing.operation == Operation::send || outgoing.operation == Operation::edit) {
        auto steps = co_await plan_posts(outgoing, *channel);
        co_return steps;
    }
    std::vector<core::Step> steps;
    if (outgoing.operation == Operation::remove) {
        // The first of a split message last: when it is gone, so are the replies to it.
        for (auto copy = outgoing.copies.rbegin(); copy != outgoing.copies.rend(); ++copy) {
            steps.push_back(step_of_removal(*copy, *channel));
        }
    } else if (outgoing.operation == Operation::react) {
        if (const auto* const target = in_channel(outgoing.answered, *channel)) {
            steps.push_back(step_of_reaction(outgoing.message, target->message.message_id, *channel));
        }
    }
    co_return steps;
}

asio::awaitable<Steps> MattermostSender::plan_posts(const Outgoing& outgoing, std::string channel_id) {
    const core::Message& message = outgoing.message;
    std::string text = formatting::markdown_of(message);
    if (message.excerpts) {
        Disclosure disclosure(api_, channel_id);
        auto with_excerpts = co_await disclosure.text_of(message);
        if (!with_excerpts) co_return refused(judge_before_sending(with_excerpts.error()));
        text = std::move(*with_excerpts);
    }
    std::string author;
    if (!message.author.empty()) {
        const bool allowed = co_await names_can_be_overridden();
        if (allowed) author = message.author;
    }
    if (author.empty()) text.insert(0, message.byline);
    // Others' words call nobody.
    if (message.carried) text = formatting::neutralize_mentions(text);

    const core::LinkedMessage* const answered = in_channel(outgoing.answered, channel_id);
    std::string root_id;
    if (answered == nullptr && message.only_in_reply) {
        co_return refused(Retry{.reason = "the thread that it belongs to is not there yet"});
    }
    if (answered != nullptr) {
        root_id = answered->thread_id.empty() ? answered->message.message_id : answered->thread_id;
    }
    if (outgoing.operation == Operation::edit) {
        if (outgoing.copies.empty()) co_return std::vector<core::Step>{};
        co_return changes(outgoing, channel_id, root_id, text);
    }
    std::vector<core::Step> steps;
    for (const std::string& part : split(text)) {
        steps.push_back(step_of_post(static_cast<int>(steps.size()), channel_id, root_id, part, author));
    }
    for (int i = 0; i < static_cast<int>(message.files.size()); ++i) steps.back().files.push_back(i);
    co_return steps;
}

asio::awaitable<SendOutcome> MattermostSender::perform(const Outgoing& outgoing, const core::Step& step,
                                                       const std::vector<LocalFile>& files) {
    if (step.operation == Operation::send) co_return co_await post(outgoing, step, files);
    if (step.operation == Operation::edit) co_return co_await edit(step);
    if (step.operation == Operation::react) co_return co_await react(step);
    if (step.operation == Operation::remove) {
        const auto deleted = co_await api_.delete_post(step.remote_id);
        if (!deleted) {
            SendOutcome outcome = judge_change(deleted.error(), step.operation);
            auto* const done = std::get_if<Delivered>(&outcome);
            if (done == nullptr) co_return outcome;
        }
        co_return changed(json::parse(step.payload));
    }
    co_return SendOutcome{Rejected{RejectionClass::bad_message, "Mattermost has no such operation"}};
}

asio::awaitable<SendOutcome> MattermostSender::post(const Outgoing& outgoing, const core::Step& step,
                                                    const std::vector<LocalFile>& files) {
    const auto own = co_await directory_.own();
    // Nothing has left yet: whatever went wrong, the message was not sent.
    if (!own) co_return judge_before_sending(own.error());
    const json payload = json::parse(step.payload);
    PostDraft draft;
    draft.channel_id = payload.at("channel_id");
    draft.message = payload.at("text");
    draft.root_id = payload.at("root_id");
    draft.author = payload.value("author", "");
    for (const LocalFile& file : files) {
        const auto uploaded = co_await api_.upload_file(draft.channel_id, file.file.name, file.path);
        if (!uploaded) co_return judge_before_sending(uploaded.error());
        draft.file_ids.push_back(uploaded->id);
    }
    // The server's memory of these values is shared by all users.
    draft.pending_post_id = own->id + ":" + outgoing.token;
    if (step.part > 0) draft.pending_post_id += ":" + std::to_string(step.part);
    draft.marker = outgoing.token;
    draft.part = step.part;
    MOSTIK_KILL_POINT("mattermost.before_send");
    const auto post = co_await api_.create_post(draft);
    MOSTIK_KILL_POINT("mattermost.after_send");
    if (!post) co_return judge_send(post.error());
    co_return SendOutcome(delivered_post(draft.channel_id, post->id, step.part, draft.root_id));
}

asio::awaitable<SendOutcome> MattermostSender::edit(const core::Step& step) {
    const json payload = json::parse(step.payload);
    // A patch replaces the props as a whole: those that are there have to be sent again.
    const auto current = co_await api_.post(step.remote_id);
    if (!current) co_return judge_change(current.error(), step.operation);
    const std::string text = payload.at("text");
    if (current->message != text) {
        const auto patched = co_await api_.patch_post(*current, text);
        if (!patched) co_return judge_change(patched.error(), step.operation);
    }
    co_return changed(payload);
}

asio::awaitable<SendOutcome> MattermostSender::react(const core::Step& step) {
    const auto own = co_await directory_.own();
    if (!own) co_return judge_before_sending(own.error());
    const json payload = json::parse(step.payload);
    const std::string emoji = payload.at("emoji");
    const bool removed = payload.at("removed");
    RestResult<void> done;
    if (removed) {
        done = co_await api_.remove_reaction(own->id, step.remote_id, emoji);
    } else {
        done = co_await api_.add_reaction(own->id, step.remote_id, emoji);
    }
    if (!done) co_return judge_change(done.error(), step.operation);
    co_return changed(payload);
}

asio::awaitable<core::Result<std::optional<Delivered>>> MattermostSender::find_sent(const Outgoing& outgoing,
                                                                                    const core::Step& step,
                                                                                    core::Time since) {
    const auto own = co_await directory_.own();
    if (!own) co_return tl::unexpected<core::Error>(to_error(own.error()));
    const json payload = json::parse(step.payload);
    const std::string channel_id = payload.at("channel_id");
    const core::Time oldest = since - clocks_differ_by;
    for (int page = 0;; ++page) {
        const auto list = co_await api_.posts_page(channel_id, page, page_size);
        if (!list) co_return tl::unexpected<core::Error>(to_error(list.error()));
        for (const WirePost& post : list->posts) {
            // Anyone can send the marker: only an own post counts.
            const bool ours = post.marker == outgoing.token && post.user_id == own->id;
            if (ours && post.marker_part == step.part) {
                co_return delivered_post(channel_id, post.id, step.part, post.root_id);
            }
        }
        const bool last = list->posts.size() < page_size;
        if (last || core::from_millis(list->posts.back().create_at) < oldest) co_return std::nullopt;
    }
}

}  // namespace mostik::messengers::mattermost
