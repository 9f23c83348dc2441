#include "messengers/formatting/words.hpp"

#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/emoji.hpp"
#include "messengers/formatting/mention.hpp"
#include "messengers/formatting/web_address.hpp"

#include <algorithm>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

constexpr std::size_t longest_emoji_name = 80;

bool in_emoji_name(char c) {
    return is_ascii_word(static_cast<unsigned char>(c)) || c == '+' || c == '-';
}

/// Copies a text and moves the borders of its spans along.
class Words {
  public:
    Words(ByteText bytes, const FromMarkdown& options) : from_(std::move(bytes)), options_(options) {
        for (ByteSpan& span : from_.spans) {
            if (is_verbatim(span.kind) || span.kind == SpanKind::link) {
                fenced_.push_back({span.kind, span.begin, span.end});
            }
            borders_.push_back(&span.begin);
            borders_.push_back(&span.end);
        }
        std::sort(borders_.begin(), borders_.end(),
                  [](const auto* left, const auto* right) { return *left < *right; });
    }

    ByteText copy() {
        while (at_ < from_.text.size()) {
            const ByteSpan* fence = fence_here();
            if (fence != nullptr && is_verbatim(fence->kind)) {
                copy_to(fence->end);
            } else if (const std::size_t end = web_address_end(from_.text, at_); end != at_) {
                copy_to(end);
            } else if (!(from_.text[at_] == ':' && emoji()) &&
                       !(from_.text[at_] == '@' && fence == nullptr && mention())) {
                copy_to(at_ + 1);
            }
        }
        copy_to(at_);
        std::vector<ByteSpan> spans = std::move(from_.spans);
        std::move(people_.begin(), people_.end(), std::back_inserter(spans));
        return {std::move(out_), std::move(spans)};
    }

  private:
    /// The code or the link that holds this place.
    const ByteSpan* fence_here() {
        while (next_fence_ < fenced_.size() && fenced_[next_fence_].end <= at_) ++next_fence_;
        if (next_fence_ == fenced_.size() || fenced_[next_fence_].begin > at_) return nullptr;
        return &fenced_[next_fence_];
    }

    bool emoji() {
        std::size_t end = at_ + 1;
        while (end < from_.text.size() && end - at_ <= longest_emoji_name && in_emoji_name(from_.text[end])) {
            ++end;
        }
        if (end >= from_.text.size() || from_.text[end] != ':' || crossed(end + 1)) return false;
        const std::string_view name = std::string_view(from_.text).substr(at_ + 1, end - at_ - 1);
        // 10:30:15 is a time.
        const bool number = name.find_first_not_of("0123456789") == std::string_view::npos;
        if (number &&
            (is_word(character_before(from_.text, at_)) || is_word(character_at(from_.text, end + 1)))) {
            return false;
        }
        const auto found = emoji_named(name);
        if (!found) return false;
        replace(end + 1, *found);
        return true;
    }

    bool mention() {
        if (!may_mention(from_.text, at_)) return false;
        if (const auto mention = mention_at(from_.text, at_, options_.person);
            mention && !crossed(at_ + mention->size)) {
            const std::size_t end = at_ + mention->size;
            move_borders();
            people_.push_back({SpanKind::person, out_.size(), out_.size() + mention->size, mention->who});
            copy_to(end);
            return true;
        }
        if (!options_.neutralize_mentions) return false;
        copy_to(at_ + 1);
        append(out_, word_joiner);
        return true;
    }

    /// Is there a border between this place and that one?
    bool crossed(std::size_t end) {
        move_borders();
        return next_border_ < borders_.size() && *borders_[next_border_] < end;
    }

    void copy_to(std::size_t end) {
        for (; at_ < end; ++at_) {
            move_borders();
            out_ += from_.text[at_];
        }
        if (at_ == from_.text.size()) move_borders();
    }

    void replace(std::size_t end, std::string_view with) {
        move_borders();
        out_ += with;
        at_ = end;
    }

    /// The borders up to here are where the result ends.
    void move_borders() {
        while (next_border_ < borders_.size() && *borders_[next_border_] <= at_) {
            *borders_[next_border_++] = out_.size();
        }
    }

    ByteText from_;
    const FromMarkdown& options_;
    std::vector<ByteSpan> fenced_;
    std::size_t next_fence_ = 0;
    std::vector<std::size_t*> borders_;
    std::size_t next_border_ = 0;
    std::size_t at_ = 0;
    std::string out_;
    std::vector<ByteSpan> people_;
};

}  // namespace

ByteText with_words(ByteText bytes, const FromMarkdown& options) {
    return Words(std::move(bytes), options).copy();
}

}  // namespace mostik::messengers::formatting
