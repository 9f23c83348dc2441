#include "messengers/formatting/markdown_parser.hpp"

#include <exception>
#include <limits>

namespace mostik::messengers::formatting {

namespace {

/// md4c is C: exceptions wait until it has returned.
struct Run {
    const std::string& text;
    MarkdownEvents& events;
    std::exception_ptr thrown = nullptr;
};

template <class Report>
int guarded(void* user, Report report) {
    auto& run = *static_cast<Run*>(user);
    try {
        report(run);
        return 0;
    } catch (...) {
        run.thrown = std::current_exception();
        return 1;
    }
}

int on_enter_block(MD_BLOCKTYPE type, void* detail, void* user) {
    return guarded(user, [&](Run& run) { run.events.enter_block(type, detail); });
}
int on_leave_block(MD_BLOCKTYPE type, void* detail, void* user) {
    return guarded(user, [&](Run& run) { run.events.leave_block(type, detail); });
}
int on_enter_span(MD_SPANTYPE type, void* detail, void* user) {
    return guarded(user, [&](Run& run) { run.events.enter_span(type, detail); });
}
int on_leave_span(MD_SPANTYPE type, void* detail, void* user) {
    return guarded(user, [&](Run& run) { run.events.leave_span(type, detail); });
}
int on_text(MD_TEXTTYPE type, const MD_CHAR* piece, MD_SIZE size, void* user) {
    return guarded(user, [&](Run& run) {
        const std::less<> before;
        const char* begin = run.text.data();
        const bool inside = !before(piece, begin) && before(piece, begin + run.text.size());
        run.events.text(type, {piece, size},
                        inside ? static_cast<std::size_t>(piece - begin) : MarkdownEvents::no_place);
    });
}

}  // namespace

bool parse_markdown(const MattermostSource& source, MarkdownEvents& events) {
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOHTML;
    parser.enter_block = on_enter_block;
    parser.leave_block = on_leave_block;
    parser.enter_span = on_enter_span;
    parser.leave_span = on_leave_span;
    parser.text = on_text;
    const std::string& text = source.text();
    if (text.size() > std::numeric_limits<MD_SIZE>::max()) return false;
    Run run{text, events};
    const int status = md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &run);
    if (run.thrown) std::rethrow_exception(run.thrown);
    return status == 0;
}

std::string plain(const MattermostSource& source, const MD_ATTRIBUTE& attribute) {
    return source.plain({attribute.text, attribute.size});
}

}  // namespace mostik::messengers::formatting
