// How the server resolves entities that overlap or nest.
#include "tests/simulators/telegram/formatted_text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace mostik::simulators::telegram {

namespace {

constexpr std::array<std::string_view, 5> styles{"bold", "italic", "underline", "strikethrough", "spoiler"};

int style_index(const Entity& entity) {
    const auto* found = std::find(styles.begin(), styles.end(), entity.type);
    return static_cast<int>(found - styles.begin());
}

// Of entities with the same range the lower one comes first, outside.
int priority(const Entity& entity) {
    if (is_blockquote(entity)) return 0;
    if (entity.type == "pre") return entity.language.empty() ? 11 : 10;
    if (entity.type == "code") return 20;
    if (entity.type == "text_link" || entity.type == "text_mention") return 49;
    if (is_style(entity)) return 90 + style_index(entity);
    return entity.type == "custom_emoji" ? 99 : 50;
}

int end_of(const Entity& entity) {
    return entity.offset + entity.length;
}

Entity piece(const Entity& entity, int begin, int end) {
    Entity result = entity;
    result.offset = begin;
    result.length = end - begin;
    return result;
}

bool is_continuous(const Entity& entity) {
    return !is_style(entity) && !is_blockquote(entity);
}

// Whether they nest as the server stores them; sorted ones are asked for.
bool are_in_order(const std::vector<Entity>& entities) {
    std::array<int, styles.size()> style_ends{};
    style_ends.fill(-1);
    std::vector<const Entity*> open;
    for (const auto& entity : entities) {
        while (!open.empty() && entity.offset >= end_of(*open.back())) open.pop_back();
        if (!open.empty()) {
            const auto any = [&](auto predicate) {
                return std::any_of(open.begin(), open.end(),
                                   [&](const Entity* one) { return predicate(*one); });
            };
            if (end_of(entity) > end_of(*open.back())) return false;
            if (any([&](const Entity& one) { return one.type == entity.type; })) return false;
            if (is_code(*open.back())) return false;
            if (is_code(entity) && any([](const Entity& one) { return !is_blockquote(one); })) return false;
            if (!is_style(entity) && any(is_continuous)) return false;
            if (is_blockquote(entity) && any(is_blockquote)) return false;
            if (any(is_style)) return false;  // has to be cut
        }
        if (is_style(entity)) {
            auto& end = style_ends[static_cast<std::size_t>(style_index(entity))];
            if (end >= entity.offset) return false;  // can be joined
            end = end_of(entity);
        }
        open.push_back(&entity);
    }
    return true;
}

void drop_intersecting(std::vector<Entity>& entities) {
    int end = 0;
    const auto intersects = [&](const Entity& entity) {
        if (entity.offset < end) return true;
        end = end_of(entity);
        return false;
    };
    std::vector<Entity> kept;
    for (auto& entity : entities) {
        if (!intersects(entity)) kept.push_back(std::move(entity));
    }
    entities = std::move(kept);
}

// Quotes hold entities whole or not at all.
void drop_crossing_quotes(std::vector<Entity>& entities, const std::vector<Entity>& quotes) {
    const auto crosses = [&](const Entity& entity) {
        return std::any_of(quotes.begin(), quotes.end(), [&](const Entity& quote) {
            const bool apart = end_of(quote) <= entity.offset || end_of(entity) <= quote.offset;
            const bool inside = entity.offset >= quote.offset && end_of(entity) <= end_of(quote);
            return !apart && !inside;
        });
    };
    entities.erase(std::remove_if(entities.begin(), entities.end(), crosses), entities.end());
}

// Joins styles that touch and cuts them where one of `others` begins or ends; none is left inside code.
class StyleCutter {
  public:
    explicit StyleCutter(const std::vector<Entity>& sorted_styles) : styles_(sorted_styles) {}

    std::vector<Entity> cut(const std::vector<Entity>& others) {
        for (const auto& other : others) {
            go_to(other.offset);
            open_.push_back(&other);
        }
        go_to(std::numeric_limits<int>::max());
        sort_entities(result_);
        return std::move(result_);
    }

  private:
    void go_to(int offset) {
        while (!open_.empty() && offset >= end_of(*open_.back())) {
            const auto before = result_.size();
            take_until(end_of(*open_.back()));
            if (is_code(*open_.back())) result_.resize(before);
            open_.pop_back();
        }
        take_until(offset);
    }

    void take_until(int offset) {
        while (next_ < styles_.size() && styles_[next_].offset < offset) {
            const auto& style = styles_[next_++];
            const auto index = static_cast<std::size_t>(style_index(style));
            if (end_[index] != 0 && style.offset <= end_[index]) {
                end_[index] = std::max(end_[index], end_of(style));
            } else {
                flush(style.offset);
                begin_[index] = style.offset;
                end_[index] = end_of(style);
            }
        }
        flush(offset);
    }

    void flush(int offset) {
        for (std::size_t index = 0; index < styles.size(); ++index) {
            if (end_[index] == 0 || begin_[index] >= offset) continue;
            const auto end = std::min(end_[index], offset);
            Entity entity;
            entity.type = styles[index];
            result_.push_back(piece(entity, begin_[index], end));
            const bool over = end_[index] <= offset;
            begin_[index] = over ? 0 : offset;
            if (over) end_[index] = 0;
        }
    }

    const std::vector<Entity>& styles_;
    std::size_t next_ = 0;
    std::array<int, styles.size()> begin_{};
    std::array<int, styles.size()> end_{};
    std::vector<const Entity*> open_;
    std::vector<Entity> result_;
};

struct ByNature {
    std::vector<Entity> continuous;
    std::vector<Entity> quotes;
    std::vector<Entity> styles;
};

ByNature split(std::vector<Entity>& entities) {
    ByNature result;
    for (auto& entity : entities) {
        auto& part = is_style(entity)        ? result.styles
                     : is_blockquote(entity) ? result.quotes
                                             : result.continuous;
        part.push_back(std::move(entity));
    }
    return result;
}

void append(std::vector<Entity>& to, const std::vector<Entity>& from) {
    to.insert(to.end(), from.begin(), from.end());
    sort_entities(to);
}

std::vector<Entity> joined(ByNature parts) {
    auto others = std::move(parts.continuous);
    if (!parts.quotes.empty()) {
        drop_intersecting(parts.quotes);
        drop_crossing_quotes(others, parts.quotes);
        append(others, parts.quotes);
    }
    auto result = StyleCutter(parts.styles).cut(others);
    append(result, others);
    return result;
}

}  // namespace

bool is_style(const Entity& entity) {
    return style_index(entity) < static_cast<int>(styles.size());
}
bool is_blockquote(const Entity& entity) {
    return entity.type == "blockquote" || entity.type == "expandable_blockquote";
}
bool is_code(const Entity& entity) {
    return entity.type == "code" || entity.type == "pre";
}

void sort_entities(std::vector<Entity>& entities) {
    std::stable_sort(entities.begin(), entities.end(), [](const Entity& left, const Entity& right) {
        if (left.offset != right.offset) return left.offset < right.offset;
        if (left.length != right.length) return left.length > right.length;
        return priority(left) < priority(right);
    });
}

void repair_entities(std::vector<Entity>& entities) {
    sort_entities(entities);
    if (are_in_order(entities)) return;
    auto parts = split(entities);
    drop_intersecting(parts.continuous);
    entities = joined(std::move(parts));
}

void add_entities(std::vector<Entity>& entities, std::vector<Entity> found) {
    if (found.empty()) return;
    if (entities.empty()) {
        entities = std::move(found);
        return;
    }
    auto parts = split(entities);
    for (auto& entity : found) {
        const bool touches =
            std::any_of(parts.continuous.begin(), parts.continuous.end(), [&](const Entity& given) {
                return given.offset < end_of(entity) && entity.offset < end_of(given);
            });
        if (!touches) parts.continuous.push_back(std::move(entity));
    }
    sort_entities(parts.continuous);
    entities = joined(std::move(parts));
}

}  // namespace mostik::simulators::telegram
