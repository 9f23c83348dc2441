#include "processors/registry.hpp"

#include <memory>

#include <nlohmann/json.hpp>

namespace mostik::processors {

namespace {

struct SaveSettings {
    bool system = false;
    bool own = false;
};

const core::Section<SaveSettings>& save_section() {
    static const auto section =
        core::Section<SaveSettings>{}
            .key("system", &SaveSettings::system,
                 {.help = "Remember the server's own posts too: who joined, who left, what a header became."})
            .key("own", &SaveSettings::own, {.help = "Remember what this bot says too."});
    return section;
}

std::string attachments_json(const std::vector<core::Attachment>& attachments) {
    nlohmann::json list = nlohmann::json::array();
    for (const core::Attachment& file : attachments) {
        list.push_back(
            {{"id", file.id}, {"name", file.name}, {"mime_type", file.mime_type}, {"size", file.size}});
    }
    return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

storage::PostKey key_of(const core::Event& event, const core::Post& post) {
    return {.messenger = event.messenger, .created_at = post.created_at, .id = post.id};
}

storage::StoredPost to_stored(const core::Event& event, const core::Post& post) {
    return {.key = key_of(event, post),
            .channel_id = event.channel.id,
            .channel_name = event.channel.name,
            .thread_id = post.thread_id,
            .author_id = event.author.id,
            .author_name = event.author.name,
            .text = post.text,
            .edited_at = post.edited_at,
            .attachments = attachments_json(post.attachments),
            .raw = event.raw};
}

storage::PostRef ref_of(const core::Event& event, const std::string& post_id) {
    return {.messenger = event.messenger, .channel_id = event.channel.id, .id = post_id};
}

storage::StoredReaction to_stored(const core::Reaction& reaction) {
    return {.author_id = reaction.author.id,
            .author_name = reaction.author.name,
            .emoji = reaction.emoji,
            .created_at = reaction.created_at};
}

/// Remembers the posts whose text matches the filter, with every later version of them.
class Save final : public Processor {
  public:
    Save(const SaveSettings& settings, core::TextFilter filter)
        : settings_(settings), filter_(std::move(filter)) {}

    Verdict process(const core::Event& event, storage::UnitOfWork& unit, const Context&) override {
        if (const auto* deleted = std::get_if<core::PostDeleted>(&event.body)) {
            const bool told = deleted->deleted_at != core::Time{};
            const core::Time when = told ? deleted->deleted_at : event.happened_at;
            unit.posts().mark_deleted(key_of(event, deleted->post), when);
            // The server tells of the root only.
            if (deleted->post.thread_id.empty()) {
                unit.posts().mark_replies_deleted(key_of(event, deleted->post), event.channel.id, when);
            }
        } else if (const auto* changed = std::get_if<core::ReactionChanged>(&event.body)) {
            change_reaction(event, *changed, unit);
        } else if (const core::Post* post = core::post_of(event)) {
            if (is_wanted(event, *post) || is_version_of_stored(event, *post, unit)) {
                unit.posts().save(to_stored(event, *post));
                for (const core::Reaction& reaction : post->reactions) {
                    unit.posts().add_reaction(ref_of(event, post->id), to_stored(reaction));
                }
            }
        }
        return Verdict::pass_on;
    }

  private:
    static void change_reaction(const core::Event& event, const core::ReactionChanged& reaction,
                                storage::UnitOfWork& unit) {
        const storage::PostRef post = ref_of(event, reaction.post_id);
        if (reaction.added) {
            unit.posts().add_reaction(
                post, to_stored(core::Reaction{event.author, reaction.emoji, event.happened_at}));
        } else {
            unit.posts().remove_reaction(post, event.author.id, reaction.emoji, event.happened_at);
        }
    }

    bool is_wanted(const core::Event& event, const core::Post& post) const {
        if (post.system && !settings_.system) return false;
        // The mark alone says little: another bot of this kind has it too, and anybody can write it.
        if (event.author.self && !settings_.own) return false;
        return filter_.matches(post.text);
    }

    /// What is remembered is remembered in all its versions, also those whose text no longer matches. The
    /// past shows an edited post as a plain post with the time of its edit.
    static bool is_version_of_stored(const core::Event& event, const core::Post& post,
                                     storage::UnitOfWork& unit) {
        const bool edited =
            std::holds_alternative<core::PostEdited>(event.body) || post.edited_at != core::Time{};
        return edited && unit.posts().contains(key_of(event, post));
    }

    SaveSettings settings_;
    core::TextFilter filter_;
};

}  // namespace

ProcessorType save_type() {
    return {.name = "save",
            .help =
                "Stores the posts that contain one of `filter_messages_contains`, with their edits, "
                "deletions and reactions.",
            .takes_history = true,
            .once = true,
            .keys = save_section().keys(),
            .build = [](const core::ConfigNode& node, const Ingredients& ingredients,
                        core::Diagnostics& out) -> std::unique_ptr<Processor> {
                SaveSettings settings;
                save_section().read_into(settings, node, out);
                return std::make_unique<Save>(settings, ingredients.filter);
            }};
}

}  // namespace mostik::processors
