#pragma once

#include "core/message.hpp"
#include "messengers/formatting/rich_text.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mostik::messengers::formatting {

/// What becomes of Mattermost's words in Telegram.
struct FromMarkdown {
    /// The Telegram user id of whom `@name` means; nothing, or no function: a stranger. Called with the name
    /// without "@", first with dots and dashes at its end, then without them.
    std::function<std::optional<std::string>(std::string_view name)> person = {};
    /// Strangers' names get U+2060 after their "@", or Telegram links them to whoever has the name there.
    bool neutralize_mentions = false;
    /// "https://chat.example.com" makes the target of [text](/path) absolute; empty: such a target is shown.
    std::string site = {};
};

/// Mattermost's Markdown as the text and the spans that Telegram shows: what Telegram has no form for becomes
/// text (bullets, tables in a monospaced block, headings in bold). Text outside of code with a ring (U+030A),
/// which Telegram drops, is composed (NFC); several blank lines become one, spaces at the ends of lines go,
/// broken bytes and NUL become U+FFFD. Markers
/// that mark nothing are text, and nothing else of what was typed is lost but the title of a link and what
/// stands behind the language of a code block. Spans are nested as
/// Telegram nests them and never automatic ones. Linear; never throws on any text. Any thread.
RichText from_markdown(std::string_view markdown, const FromMarkdown& options = {});

/// What becomes of Telegram's people in Mattermost.
struct ToMarkdown {
    /// The Mattermost name (without "@") of whom a `mention` (its text is "@name") or a `person` (its value
    /// is the id) means; nothing, or no function: a stranger, who becomes text that notifies nobody.
    std::function<std::optional<std::string>(const Span&, std::string_view text)> person = {};
};

/// Telegram's text and entities as Markdown that Mattermost shows like it: text as typed, styles, quotes and
/// code as in Telegram (underlining is left out, spoilers keep their bars). Nobody is notified but whom
/// `person` names: every other "@" before a word gets U+200B behind it. Spans may be wrong in any way.
/// Linear but for the sorting of spans; never throws on any text. The result may be longer than a post may
/// be: see split_markdown().
std::string to_markdown(const RichText& rich, const ToMarkdown& options = {});

/// A plain text so that Mattermost shows it as typed. It may still notify people: see neutralize_mentions().
std::string escape_markdown(std::string_view plain);

/// A message's text as Markdown, under its title in a bold line, where it has one.
std::string markdown_of(const core::Message& message);

/// Who may be notified: the name to write for `@name`, or nothing.
using KnownName = std::function<std::optional<std::string>(std::string_view name)>;

/// Markdown in which every `@name` outside of code is either what `known` makes of it or has U+200B after its
/// "@" ("%40" in addresses) and so notifies nobody: for texts that come from people of another server. Names
/// of groups (@all, @here, @channel) are never asked for. All else stays as it is but for clean line ends and
/// broken bytes.
std::string neutralize_mentions(std::string_view markdown, const KnownName& known = {});

}  // namespace mostik::messengers::formatting
