#include "processors/carried.hpp"
#include "processors/forward/routes.hpp"
#include "processors/registry.hpp"
#include "processors/when/conditions.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include <spdlog/fmt/fmt.h>

namespace mostik::processors {

namespace {

using storage::Operation;

// How the owner of a message learns what became of it: part of OutboxDraft::owner.
constexpr std::string_view owner_marks = "forward/marks";    // by a reaction on the original
constexpr std::string_view owner_notice = "forward/notice";  // by an answer to it, when it failed

class Forward final : public Processor {
  public:
    explicit Forward(const Ingredients& ingredients)
        : routes_(ingredients.routes),
          post_link_(ingredients.post_link),
          tells_in_chat_(ingredients.tells_in_chat) {}

    Verdict process(const core::Event& event, storage::UnitOfWork& unit, const Context& context) override {
        if (const auto* outcome = std::get_if<core::Outcome>(&event.body)) {
            tell(*outcome, event, unit, context);
        } else if (const auto* reaction = std::get_if<core::ReactionChanged>(&event.body)) {
            carry_reaction(event, *reaction, unit, context);
        } else if (const core::Post* const post = core::post_of(event)) {
            carry_post(event, *post, unit, context);
        }
        return Verdict::pass_on;
    }

  private:
    void carry_post(const core::Event& event, const core::Post& post, storage::UnitOfWork& unit,
                    const Context& context) const {
        const bool deleted = std::holds_alternative<core::PostDeleted>(event.body);
        if (deleted && post.thread_id.empty()) remove_replies(event, post, unit, context);
        // What Mostik said itself, this one or another, is nobody's message.
        if (event.author.self || post.own || post.system) return;
        if (unit.links().origin_of(ref_of(event, post.id))) return;
        if (std::holds_alternative<core::Posted>(event.body)) carry(event, post, unit, context);
        if (std::holds_alternative<core::PostEdited>(event.body)) change(event, post, unit, context);
        if (deleted) remove_copies(event, ref_of(event, post.id), unit, context);
    }

    void carry(const core::Event& event, const core::Post& post, storage::UnitOfWork& unit,
               const Context& context) const {
        if (!routes_) return;
        for (const Route* const route : routes_->from(event, unit.chats())) {
            const when::Speech speech{event, post, when::read_command(post)};
            if (!route->conditions.hold(speech)) continue;
            storage::OutboxDraft draft = draft_of(event, route->to, ref_of(event, post.id));
            draft.message = message_of(event, post, *route);
            if (draft.message.text.empty() && draft.message.files.empty()) continue;
            if (!post.album.empty()) {
                draft.album = album_of(event, post);
                draft.gather = album_pause;
            }
            if (route->marks) {
                draft.owner = owner_marks;
                draft.tell_delivered = true;
            } else if (tells_in_chat_) {
                draft.owner = owner_notice;
            }
            unit.outbox().enqueue(draft, context.now);
        }
    }

    /// Edits go where copies are, whatever the conditions say by now; but nothing new is said where no route
    /// leads any more.
    void change(const core::Event& event, const core::Post& post, storage::UnitOfWork& unit,
                const Context& context) const {
        if (!routes_) return;
        const core::MessageRef source = ref_of(event, post.id);
        const std::vector<const Route*> routes = routes_->from(event, unit.chats());
        for (const storage::CopyPlace& place : copies_of(source, unit)) {
            const auto route =
                std::ranges::find_if(routes, [&](const Route* each) { return each->to == place.to; });
            if (route == routes.end()) continue;
            storage::OutboxDraft draft = draft_of(event, place.to, source);
            draft.operation = Operation::edit;
            draft.order_key = place.order_key;
            draft.message = message_of(event, post, **route);
            unit.outbox().enqueue(draft, context.now);
        }
    }

    /// With a root its replies are gone, of which Mattermost tells nothing (reference: "one event for a root,
    /// none for its replies"); whoever wrote the root.
    static void remove_replies(const core::Event& event, const core::Post& root, storage::UnitOfWork& unit,
                               const Context& context) {
        const core::MessageRef source = ref_of(event, root.id);
        for (const core::MessageRef& reply : unit.links().replies_with_copies(source))
            remove_copies(event, reply, unit, context);
        for (const core::MessageRef& reply : unit.outbox().pending_replies(source))
            remove_copies(event, reply, unit, context);
    }

    /// Deletions go where copies are, whatever was said meanwhile about routes.
    static void remove_copies(const core::Event& event, const core::MessageRef& source,
                              storage::UnitOfWork& unit, const Context& context) {
        for (const storage::CopyPlace& place : copies_of(source, unit)) {
            storage::OutboxDraft draft = draft_of(event, place.to, source);
            draft.dedupe_key += ":" + source.message_id;  // with a root several go
            draft.operation = Operation::remove;
            draft.order_key = place.order_key;
            unit.outbox().enqueue(draft, context.now);
        }
    }

    void carry_reaction(const core::Event& event, const core::ReactionChanged& reaction,
                        storage::UnitOfWork& unit, const Context& context) const {
        if (!routes_ || event.author.self) return;
        const core::MessageRef source = ref_of(event, reaction.post_id);
        for (const Route* const route : routes_->from(event, unit.chats())) {
            if (!route->reactions || !has_counterpart(source, *route, unit)) continue;
            storage::OutboxDraft draft = draft_of(event, route->to, source);
            draft.dedupe_key += ":" + event.author.id + ":" + reaction.emoji;
            draft.operation = Operation::react;
            draft.message.reply_to = source;
            draft.message.emoji = reaction.emoji;
            draft.message.removed = !reaction.added;
            unit.outbox().enqueue(draft, context.now);
        }
    }

    /// Says what became of a message where its author sees it.
    static void tell(const core::Outcome& outcome, const core::Event& event, storage::UnitOfWork& unit,
                     const Context& context) {
        const bool mine = outcome.owner == owner_marks || outcome.owner == owner_notice;
        if (!mine || !outcome.source) return;
        storage::OutboxDraft draft;
        draft.dedupe_key = "outcome:" + event.identity + ":forward";
        draft.caused_at = event.happened_at;
        draft.to = {outcome.source->messenger, outcome.source->channel_id};
        draft.order_key = core::to_string(draft.to) + " marks";
        draft.message.reply_to = *outcome.source;
        if (outcome.owner == owner_marks) {
            draft.operation = Operation::react;
            draft.message.emoji = outcome.delivered ? "white_check_mark" : "warning";
        } else if (!outcome.delivered) {
            // Once for a message, however many places it was to go to.
            draft.dedupe_key = "not carried:" + outcome.source->channel_id + ":" + outcome.source->message_id;
            draft.caused_at = core::Time{};
            const core::Translator& tr = context.translator;
            draft.message.text = fmt::format(fmt::runtime(tr("This message could not be carried: {}")),
                                             escaped(outcome.reason));
        } else {
            return;
        }
        unit.outbox().enqueue(draft, context.now);
    }

    static storage::OutboxDraft draft_of(const core::Event& event, const core::Address& to,
                                         const core::MessageRef& source) {
        storage::OutboxDraft draft;
        const std::string& identity = event.identity.empty() ? source.message_id : event.identity;
        draft.dedupe_key = event.type + ":" + identity + ":forward:" + core::to_string(to);
        draft.caused_at = event.happened_at;
        draft.to = to;
        draft.source = source;
        return draft;
    }

    core::Message message_of(const core::Event& event, const core::Post& post, const Route& route) const {
        core::Message message;
        message.text = core::markdown_of(post);
        message.carried = true;
        message.author = name_of(event.author);
        message.byline = route.author.render({{"author", escaped(message.author)},
                                              {"login", escaped(event.author.name)},
                                              {"channel", escaped(event.channel.name)},
                                              {"channel_name", escaped(event.channel.display_name)},
                                              {"team", escaped(event.channel.team)}});
        const std::string& answered = post.reply_to.empty() ? post.thread_id : post.reply_to;
        if (!answered.empty()) message.reply_to = ref_of(event, answered);
        message.files = files_of(event, post, post_link_);
        return message;
    }

    static std::vector<storage::CopyPlace> copies_of(const core::MessageRef& source,
                                                     storage::UnitOfWork& unit) {
        std::vector<storage::CopyPlace> places = unit.outbox().pending_copies(source);
        for (const storage::Link& link : unit.links().copies_of(source)) {
            if (std::find(places.begin(), places.end(), link.place) == places.end())
                places.push_back(link.place);
        }
        return places;
    }

    /// Is there, or will there be, a message to react to?
    static bool has_counterpart(const core::MessageRef& source, const Route& route,
                                storage::UnitOfWork& unit) {
        const auto places = copies_of(source, unit);
        const bool copied = std::any_of(places.begin(), places.end(), [&](const storage::CopyPlace& place) {
            return place.to == route.to;
        });
        const auto origin = unit.links().origin_of(source);
        return copied || (origin && origin->origin.message.messenger == route.to.messenger);
    }

    std::shared_ptr<const Routes> routes_;
    PostLink post_link_;
    bool tells_in_chat_;
};

}  // namespace

ProcessorType forward_type() {
    return {.name = "forward",
            .aliases = {"forward-to-outbox"},
            .help = "Carries messages, edits, deletions and reactions along `routes`.",
            .takes_direct = true,
            .once = true,
            .takes_own = true,
            .build = [](const core::ConfigNode& node, const Ingredients& ingredients,
                        core::Diagnostics& out) -> std::unique_ptr<Processor> {
                if (!core::expect_map(node, {}, out)) return nullptr;
                return std::make_unique<Forward>(ingredients);
            }};
}

}  // namespace mostik::processors
