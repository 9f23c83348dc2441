#include "core/event.hpp"

namespace mostik::core {

const Post* post_of(const Event& event) {
    if (const auto* posted = std::get_if<Posted>(&event.body)) return &posted->post;
    if (const auto* edited = std::get_if<PostEdited>(&event.body)) return &edited->post;
    if (const auto* deleted = std::get_if<PostDeleted>(&event.body)) return &deleted->post;
    return nullptr;
}

std::string id_of(const Event& event) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string plain = event.messenger + "/" + event.type;
    if (!event.identity.empty()) plain += "/" + event.identity;
    std::string id;
    for (const char c : plain) {
        const auto byte = static_cast<unsigned char>(c);
        const bool printable = byte > 0x20 && byte < 0x7f && c != '%' && c != '"' && c != '\\';
        if (printable) {
            id += c;
        } else {
            id += '%';
            id += digits[byte >> 4U];
            id += digits[byte & 0xfU];
        }
    }
    return id;
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
