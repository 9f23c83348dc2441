#pragma once

#include <string>
#include <vector>

namespace mostik::bot {

/// What is wrong with one field of a request.
struct FieldProblem {
    std::string pointer;  ///< where, as a JSON pointer (RFC 6901): "/to/0"; empty: the whole
    std::string detail;   ///< what is wrong, and what was expected; for people
};
using FieldProblems = std::vector<FieldProblem>;

}  // namespace mostik::bot
