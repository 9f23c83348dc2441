#include "processors/when/expression.hpp"

#include <re2/re2.h>

namespace mostik::processors::when {

core::Result<Expression> Expression::parse(const std::string& pattern) {
    RE2::Options options;
    options.set_log_errors(false);  // they are reported where the pattern stands
    auto compiled = std::make_shared<const RE2>(pattern, options);
    if (!compiled->ok()) {
        return core::failure(core::Errc::invalid, "not a regular expression (RE2): " + compiled->error());
    }
    return Expression(std::move(compiled));
}

bool Expression::found_in(std::string_view text) const {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

}  // namespace mostik::processors::when
