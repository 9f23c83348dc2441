#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <simdjson.h>

/// What the messengers' readers of JSON share, over simdjson. For their .cpp files: no header that others see
/// includes it.
namespace mostik::messengers::json_reading {

// Members of an object (an element that is one, too). One that is not there, or of another type, is empty, 0
// or false.
template <class Object>
std::string text(const Object& object, const char* key) {
    std::string_view value;
    if (object[key].get(value) != simdjson::SUCCESS) return {};
    return std::string(value);
}

/// A fraction is cut off; what is too large for the type is 0, like what is no number.
template <class Object>
std::int64_t number(const Object& object, const char* key) {
    std::int64_t value = 0;
    if (object[key].get(value) == simdjson::SUCCESS) return value;
    constexpr double limit = 0x1p63;
    double fraction = 0;
    if (object[key].get(fraction) == simdjson::SUCCESS && fraction >= -limit && fraction < limit)
        return static_cast<std::int64_t>(fraction);
    return 0;
}

template <class Object>
bool flag(const Object& object, const char* key) {
    bool value = false;
    return object[key].get(value) == simdjson::SUCCESS && value;
}

/// The element as JSON text.
inline std::string shown(const simdjson::dom::element& element) {
    return simdjson::minify(element);
}

/// Parses the text and reads its root with `read`, which returns a Result. Errors: Errc::invalid for what is
/// no JSON.
template <class Read>
auto parse(std::string_view json, Read read) -> decltype(read(simdjson::dom::element{})) {
    // A parser keeps its buffers for the next text; each thread has its own.
    thread_local simdjson::dom::parser parser;
    simdjson::dom::element root;
    const auto error = parser.parse(json.data(), json.size()).get(root);
    if (error != simdjson::SUCCESS) {
        return core::failure(core::Errc::invalid, std::string("not JSON: ") + simdjson::error_message(error));
    }
    return read(root);
}

}  // namespace mostik::messengers::json_reading
