#include "core/config_variables.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

namespace mostik::core {
namespace {

struct Reference {
    std::string name;
    std::optional<std::string> fallback;
    std::size_t length = 0;  ///< of the whole "${…}"
};

/// `text` begins with "${"; nothing when it is no reference.
std::optional<Reference> read_reference(std::string_view text) {
    const auto close = text.find('}');
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view inner = text.substr(2, close - 2);
    Reference reference;
    reference.length = close + 1;
    const auto colon = inner.find(":-");
    reference.name = inner.substr(0, colon);
    if (colon != std::string_view::npos) {
        reference.fallback = inner.substr(colon + 2);
        if (reference.fallback->find("${") != std::string::npos) return std::nullopt;
    }
    constexpr auto letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    const bool name_is_good = !reference.name.empty() &&
                              (reference.name[0] < '0' || reference.name[0] > '9') &&
                              reference.name.find_first_not_of(letters) == std::string::npos;
    if (!name_is_good) return std::nullopt;
    return reference;
}

std::optional<std::string> read_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::string contents{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) return std::nullopt;
    contents.erase(contents.find_last_not_of("\r\n") + 1);
    return contents;
}

/// The variable's value; without one, `scalar` says why.
std::string value_of(const Reference& reference, ConfigNode& scalar) {
    const char* value = std::getenv(reference.name.c_str());
    const bool given = value != nullptr && (*value != '\0' || !reference.fallback);
    if (!given) {
        if (!reference.fallback) scalar.unset_variable = reference.name;
        return reference.fallback.value_or("");
    }
    if (!std::string_view(reference.name).ends_with("_FILE")) return value;
    std::optional<std::string> contents = read_file(value);
    if (!contents) {
        scalar.unset_variable = reference.name;
        scalar.unreadable_file = value;
    }
    return contents.value_or("");
}

}  // namespace

void replace_variables(ConfigNode& scalar, Diagnostics& diagnostics) {
    const std::string text = scalar.scalar;
    if (text.find('$') == std::string::npos) return;
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view rest = std::string_view(text).substr(i);
        if (rest.starts_with("$$")) {
            result += '$';
            i += 2;
        } else if (rest.starts_with("${")) {
            const std::optional<Reference> reference = read_reference(rest);
            if (!reference) {
                diagnostics.error(scalar.mark,
                                  core::quoted(text) +
                                      " has a ${ that names no variable; expected ${NAME}, ${NAME_FILE} "
                                      "or ${NAME:-default}, or $${ for the two characters themselves");
                return;
            }
            scalar.written = text;
            result += value_of(*reference, scalar);
            i += reference->length;
        } else {
            result += text[i++];
        }
    }
    scalar.scalar = scalar.unset_variable.empty() ? result : std::string{};
    const bool vanished = scalar.scalar.empty() && !scalar.quoted && scalar.unset_variable.empty();
    if (vanished) scalar.kind = ConfigNode::Kind::null;
}

}  // namespace mostik::core
