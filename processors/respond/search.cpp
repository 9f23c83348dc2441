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

std::string_view first_word(std::string_view text) {
    return text.substr(0, text.find_first_of(" \t\n"));
}

enum class IsSearch { no, perhaps, yes };

/// Is the post itself a search? Those say little else than what is looked for, so they would be the best of
/// all. Who "@name search …" was said to, a bot or a person, its text does not tell.
IsSearch is_search(const storage::StoredPost& post) {
    std::string_view said = trimmed(post.text);
    const bool mention = said.starts_with('@');
    if (!mention && !said.starts_with('!')) return IsSearch::no;
    if (mention) said = trimmed(said.substr(first_word(said).size()));
    if (command_name(first_word(said)) != "search") return IsSearch::no;
    return mention ? IsSearch::perhaps : IsSearch::yes;
}

/// Collects excerpts, of no channel too many.
class Candidates {
  public:
    Candidates(const core::SearchQuery& query, const PostLink& post_link)
        : query_(query), post_link_(post_link) {}

    /// Returns whether there is room for more.
    bool add(const storage::StoredPost& post) {
        int& of_channel = taken_[post.channel_id];
        if (of_channel < most_of_a_channel && excerpts_.size() < most_candidates) {
            ++of_channel;
            excerpts_.push_back(to_excerpt(post, query_, post_link_));
        }
        return excerpts_.size() < most_candidates;
    }

    std::vector<core::Excerpt> take() { return std::move(excerpts_); }

  private:
    const core::SearchQuery& query_;
    const PostLink& post_link_;
    std::vector<core::Excerpt> excerpts_;
    std::map<std::string, int> taken_;
};

std::vector<core::Excerpt> find_candidates(const Speech& speech, const core::SearchQuery& query,
                                           storage::Search& search, const PostLink& post_link) {
    storage::SearchFilter filter;
    filter.messenger = speech.event.messenger;
    Candidates candidates(query, post_link);
    std::vector<storage::StoredPost> last;
    search.find(query, filter, [&](const storage::StoredPost& post) {
        const IsSearch searches = is_search(post);
        if (post.key.id == speech.post.id || searches == IsSearch::yes) return true;
        if (searches == IsSearch::no) return candidates.add(post);
        last.push_back(post);
        return true;
    });
    for (const storage::StoredPost& post : last) candidates.add(post);
    return candidates.take();
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
