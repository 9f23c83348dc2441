#pragma once

#include "messengers/formatting/rich_text.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::messengers::formatting {

/// In what the length of a text is measured. Telegram counts code points.
enum class Unit { utf16, code_points };

/// Telegram's limits in code points: a message's text, and the caption of a file.
constexpr std::size_t longest_message = 4096;
constexpr std::size_t longest_caption = 1024;
/// Mattermost's limit of a post in code points, on a server that is set up as usual.
constexpr std::size_t longest_post = 16383;

/// Cuts a text in parts that are no longer than the limit: where the second half of a part has a blank line,
/// else the end of a line, else a space, else a line end in code, each as late as possible; never inside of
/// what is seen as one character, and not inside of links, names, addresses and code in a line, unless there
/// is no other way. Spaces and line ends at a cut are left out (in `pre` the one line end). Spans that go
/// across a cut go on in the next part. Parts without visible text are left out; so the result of a text
/// without any is empty. `first_limit`: the first part's own limit, for captions. Limits of 0 count as 1.
/// The text is repaired. Linear but for the sorting of spans.
std::vector<RichText> split(const RichText& rich, std::size_t limit, Unit unit = Unit::code_points,
                            std::optional<std::size_t> first_limit = std::nullopt);

/// Cuts Markdown of Mattermost in parts that are no longer than the limit: places are chosen like in split(),
/// never inside of what is seen as one character or of an escape, and not inside of links, addresses, styles
/// and code in a line, unless one is longer than a part. A fence that is cut is closed at the end of a part
/// and opened again, with its language, in the next one. Text that fits is one part, unchanged.
std::vector<std::string> split_markdown(std::string_view markdown, std::size_t limit = longest_post);

}  // namespace mostik::messengers::formatting
