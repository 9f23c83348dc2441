#include "processors/respond/search.hpp"

#include "core/search_snippet.hpp"
#include "processors/shorten.hpp"

#include <map>

#include <spdlog/fmt/fmt.h>

namespace mostik::processors::respond {

namespace {

// What a search indexes before it looks, at most: the rest of a long queue must not hold up other events.
constexpr int indexed_first = 512;

constexpr int shown = 5;
// Of a channel no more can be shown; so whichever channels the asker belongs to, the best are among these.
constexpr int most_of_a_channel = shown;
constexpr std::size_t most_candidates = 100;

// In code points. Five excerpts and what stands around them are far below what a message can hold.
constexpr std::size_t longest_snippet = 240;
constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_excerpt = 1'500;

bool is_word_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A person's words as Markdown that shows them as they are, and calls nobody.
std::string as_markdown(std::string_view text) {
    std::string escaped;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool inside_word =
            i > 0 && i + 1 < text.size() && is_word_character(text[i - 1]) && is_word_character(text[i + 1]);
        const bool special =
            c == '_' ? !inside_word : std::string_view("\\`*[]~|>#").find(c) != std::string_view::npos;
        // At the beginning of a line these begin a list.
        const bool begins_list = i == 0 && (c == '-' || c == '+');
        if (special || begins_list) escaped += '\\';
        escaped += c;
    }
    return silenced(escaped);
}

std::string as_markdown(const core::Snippet& snippet) {
    std::string text;
    for (const core::SnippetPiece& piece : snippet) {
        text += piece.hit ? "**" + as_markdown(piece.text) + "**" : as_markdown(piece.text);
    }
    return text;
}

std::string name_or_id(const std::string& name, const std::string& id) {
    return as_markdown(shorten(core::in_one_line(name.empty() ? id : name), longest_name));
}

/// "2026-11-21 12:00 UTC"
std::string minute(core::Time time) {
    std::string text = core::to_rfc3339(time).substr(0, 16);
    text[10] = ' ';
    return text + " UTC";
}

core::Excerpt to_excerpt(const storage::StoredPost& post, const core::SearchQuery& query,
                         const PostLink& post_link) {
    const std::string link = post_link ? post_link(post.channel_id, post.key.id) : "";
    std::string when = minute(post.key.created_at);
    if (!link.empty()) when = "[" + when + "](" + link + ")";
    std::string text = "**" + name_or_id(post.author_name, post.author_id) + "**, " +
                       name_or_id(post.channel_name, post.channel_id) + ", " + when + "\n> " +
                       as_markdown(core::cut_snippet(post.text, query, longest_snippet));
    return {post.channel_id, shorten(text, longest_excerpt)};
}

/// Is the post itself a search? Those find each other best of all, and help nobody.
bool is_search(const storage::StoredPost& post) {
    const std::string_view said = trimmed(post.text);
    return said.starts_with('!') && command_name(said.substr(0, said.find_first_of(" \t\n"))) == "search";
}

std::vector<core::Excerpt> find_candidates(const Speech& speech, const core::SearchQuery& query,
                                           storage::Search& search, const PostLink& post_link) {
    storage::SearchFilter filter;
    filter.messenger = speech.event.messenger;
    std::vector<core::Excerpt> candidates;
    std::map<std::string, int> taken;
    search.find(query, filter, [&](const storage::StoredPost& post) {
        if (post.key.id == speech.post.id || is_search(post)) return true;
        if (++taken[post.channel_id] > most_of_a_channel) return true;
        candidates.push_back(to_excerpt(post, query, post_link));
        return candidates.size() < most_candidates;
    });
    return candidates;
}

/// What is said when the newest posts could not all be looked through; empty: they could.
std::string not_indexed_note(std::int64_t waiting, const core::Translator& tr) {
    if (waiting == 0) return {};
    const std::string text = tr.plural("{} post is still being indexed and cannot be found yet.",
                                       "{} posts are still being indexed and cannot be found yet.", waiting);
    return fmt::format(fmt::runtime(text), waiting);
}

}  // namespace

core::Message search_answer(const Speech& speech, storage::UnitOfWork& unit, const Context& context,
                            const PostLink& post_link) {
    const core::Translator& tr = context.translator;
    const core::SearchQuery query = core::parse_search_query(speech.command ? speech.command->args : "");
    if (query.empty()) {
        return {.text = tr(
                    "Tell me which words to look for: `search deploy failed`, or `search \"deploy failed\"` "
                    "for words that stand together.")};
    }
    storage::Search& search = unit.search();
    search.index_some(indexed_first);
    const std::string note = not_indexed_note(search.waiting(), tr);
    const std::string found_nothing =
        tr("I found nothing in the channels that you belong to.") + (note.empty() ? "" : "\n" + note);

    std::vector<core::Excerpt> candidates = find_candidates(speech, query, search, post_link);
    if (candidates.empty()) return {.text = found_nothing};
    return {.text = tr("Found, the best first:") + (note.empty() ? "" : "\n" + note),
            .excerpts = core::Excerpts{
                .reader = speech.event.author.id,
                .candidates = std::move(candidates),
                .shown = shown,
                .otherwise = found_nothing,
                .withheld = tr("Some of what I found is in channels that not everybody here can read: ask me "
                               "directly.")}};
}

}  // namespace mostik::processors::respond
