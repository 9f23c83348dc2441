#include "core/config_yaml_errors.hpp"

#include <array>
#include <string_view>

namespace mostik::core {

std::string yaml_error_in_plain_words(const std::string& message) {
    struct Row {
        std::string_view theirs;
        std::string_view ours;
    };
    static constexpr std::array rows = {
        Row{"end of map not found",
            "this line does not fit what stands above it; expected \"key: value\" indented as "
            "the keys of the same map"},
        Row{"end of sequence not found",
            "this line does not fit the list above it; expected \"- \" indented as the "
            "other items"},
        Row{"end of map flow not found", "a { is not closed; expected } or a comma"},
        Row{"end of sequence flow not found", "a [ is not closed; expected ] or a comma"},
        Row{"illegal map key",
            "a key cannot stand here; expected it on a line of its own, with the same indentation "
            "as its neighbours"},
        Row{"illegal map value",
            "a \": \" cannot stand here; expected one key in a line (text with a colon has to be "
            "quoted)"},
        Row{"illegal block entry",
            "a \"- \" cannot stand here; expected the list on lines of its own, under its key"},
        Row{"illegal flow end", "a ] or } closes nothing; expected a [ or { before it"},
        Row{"illegal tab when looking for indentation", "a tab in the indentation; expected spaces"},
        Row{"illegal EOF in scalar", "the file ends inside a quoted text; expected the closing quote"},
        Row{"illegal character in scalar",
            "an unexpected character; expected indented text, or a closing quote before "
            "it"},
        Row{"illegal document indicator in scalar",
            "\"---\" or \"...\" inside a quoted text; expected the closing quote "
            "before it"},
        Row{"unknown escape character",
            "an escape that YAML does not know; expected \\\\ for a backslash in double "
            "quotes, or single quotes around the text"},
        Row{"bad character found while scanning hex number",
            "an escape with a wrong number; expected hexadecimal "
            "digits"},
        Row{"invalid unicode", "an escape that names no character; expected a Unicode number"},
        Row{"unknown token",
            "a character that begins no value; expected quotes around text that begins with @, ` or "
            "%"},
        Row{"the referenced anchor is not defined",
            "an alias (*name) without its anchor; expected &name at an earlier "
            "value, or quotes around text that begins with \"*\""},
        Row{"alias", "a wrong alias (*name); expected quotes around text that begins with \"*\""},
        Row{"anchor", "a wrong anchor (&name); expected quotes around text that begins with \"&\""},
        Row{"tag", "a wrong tag (!name); expected quotes around text that begins with \"!\""},
        Row{"block scalar",
            "a wrong head of a text block; expected | or > and then the text, indented, from the next "
            "line on"},
        Row{"YAML", "a wrong %YAML directive; expected none"},
    };
    for (const Row& row : rows) {
        if (message.find(row.theirs) != std::string::npos) return std::string(row.ours);
    }
    return "this is no YAML (" + message + "); expected \"key: value\"";
}

}  // namespace mostik::core
