#include "core/event.hpp"

namespace mostik::core {

const Post* post_of(const Event& event) {
    if (const auto* posted = std::get_if<Posted>(&event.body)) return &posted->post;
    if (const auto* edited = std::get_if<PostEdited>(&event.body)) return &edited->post;
    if (const auto* deleted = std::get_if<PostDeleted>(&event.body)) return &deleted->post;
    return nullptr;
}

std::string_view to_string(Origin origin) {
    switch (origin) {
        case Origin::live:
            return "live";
        case Origin::gap:
            return "gap";
        case Origin::history:
            return "history";
    }
    return "unknown";
}

}  // namespace mostik::core
