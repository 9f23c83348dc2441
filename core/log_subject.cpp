#include "core/log_subject.hpp"

namespace mostik::core {

namespace {

thread_local const LineSubject* current_line = nullptr;

}  // namespace

std::string prefix_of(const LogSubject& subject) {
    std::string prefix;
    if (subject.message) prefix += "message " + std::to_string(*subject.message) + " ";
    if (!subject.event.empty()) prefix += "event " + subject.event + " ";
    if (subject.ticket) prefix += "ticket " + std::to_string(*subject.ticket) + " ";
    if (!prefix.empty()) prefix.replace(prefix.size() - 1, 1, ": ");
    return prefix;
}

LineSubject::LineSubject(const LogSubject& subject, std::size_t prefix)
    : subject_(subject), prefix_(prefix), before_(current_line) {
    current_line = this;
}

LineSubject::~LineSubject() {
    current_line = before_;
}

const LineSubject* LineSubject::current() {
    return current_line;
}

}  // namespace mostik::core
