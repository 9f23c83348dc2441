// What a path asks for.
#pragma once

#include "tests/simulators/net/request.hpp"
#include "tests/simulators/telegram/refusal.hpp"

#include <optional>
#include <string>

namespace mostik::simulators::telegram {

struct Route {
    enum class Kind { method, file, unknown };
    Kind kind = Kind::unknown;
    std::string token;
    std::string rest;  // the method's name as given, or the file's path
};

// Paths are /bot<token>/<method>, /bot<token>/test/<method> and /file/bot<token>/<file_path>.
Route route_of(const std::string& path);

// Why this token is not served; nothing: it is.
std::optional<Refusal> token_refusal(const std::string& token, const std::string& served, bool is_revoked);

// The body as it was before it was compressed. False: an encoding that is not known.
bool decompress(net::Request& request);

}  // namespace mostik::simulators::telegram
