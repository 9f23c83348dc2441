#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace mostik::core {

/// Why an operation that depends on input or on the far side did not succeed. Broken infrastructure throws
/// instead.
enum class Errc {
    invalid,       ///< the request itself is wrong; repeating it cannot help
    not_found,     ///< what was asked for does not exist
    unauthorized,  ///< the credentials are not accepted
    forbidden,     ///< the credentials are accepted, the right is missing
    rate_limited,  ///< too many requests; try later
    unavailable,   ///< nobody answered, or answered with a passing fault; nothing is known to have happened
    unknown,       ///< bytes may have left and no answer came: it may or may not have happened
    cancelled,     ///< this side stopped it
};

struct Error {
    Errc code = Errc::invalid;
    std::string message;  ///< for a person; never holds a secret
};

/// A value, or the reason why there is none.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(Errc code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace mostik::core
