#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::core {

/// What is done on the far side.
enum class Operation {
    send,             ///< a new message
    edit,             ///< the copies of a message get its new text
    remove,           ///< the copies of a message are taken away
    react,            ///< a reaction is added to a message, or taken back
    answer_callback,  ///< whoever pressed a button is told that it was heard
};

/// "send", "edit", "remove", "react", "answer_callback" and back; operation_from throws std::runtime_error on
/// another word.
std::string_view to_string(Operation operation);
Operation operation_from(std::string_view text);

/// A message of some messenger, named where it came from.
struct MessageRef {
    std::string messenger;
    std::string channel_id;
    std::string message_id;

    friend bool operator==(const MessageRef&, const MessageRef&) = default;
};

/// A message that is, or has, a copy in another chat.
struct LinkedMessage {
    MessageRef message;
    int part = 0;           ///< of the message that it is, where that has several counterparts
    std::string thread_id;  ///< the root of the thread that it belongs to; empty: none, or it is the root
    std::string kind;       ///< of a copy: the word of the sender that made it ("text", "caption", …)

    friend bool operator==(const LinkedMessage&, const LinkedMessage&) = default;
};

/// How a file is shown, where a messenger makes a difference.
enum class FileKind { document, photo, video, audio, voice, animation };
std::string_view to_string(FileKind kind);
/// An unknown word is a document.
FileKind file_kind_from(std::string_view text);

/// A file where it lies: its bytes are fetched from there when they are sent.
struct File {
    MessageRef post;  ///< the message that has it
    std::string id;   ///< by its messenger's own naming
    std::string name;
    std::string mime_type;
    std::int64_t size = 0;  ///< bytes; 0 when unknown
    FileKind kind = FileKind::document;
    std::string link;  ///< where people find it, for messengers that cannot take it; empty: nowhere

    friend bool operator==(const File&, const File&) = default;
};

/// A button under a message: opens a link, or tells us that it was pressed.
struct Button {
    std::string label;
    std::string data;  ///< comes back with the press; at most 64 bytes
    std::string url;

    friend bool operator==(const Button&, const Button&) = default;
};

/// Words out of a channel that not everybody may read.
struct Excerpt {
    std::string channel_id;
    std::string text;  ///< Markdown

    friend bool operator==(const Excerpt&, const Excerpt&) = default;
};

/// Excerpts for somebody who asked for them. Who may read them is decided when the message is sent, not when
/// it is written: memberships change. A sender shows an excerpt only when the reader belongs to its channel
/// at that moment, and everybody who will see the message may read that channel too.
struct Excerpts {
    std::string reader;               ///< an account of the messenger that the message goes to
    std::vector<Excerpt> candidates;  ///< best first
    int shown = 5;                    ///< so many of them at most
    std::string otherwise;            ///< what the message says when none can be shown
    std::string withheld;  ///< said after the rest when some are for the reader and not for all who see it

    friend bool operator==(const Excerpts&, const Excerpts&) = default;
};

/// What is to be said, in no messenger's own terms.
struct Message {
    std::string title;   ///< plain words; stands before the text, as whatever its messenger has for that
    std::string text;    ///< Markdown
    bool plain = false;  ///< the text is plain words instead: shown as they are, nobody is notified by them
    std::optional<MessageRef>
        reply_to;  ///< the message that it answers, or the root of the thread that it belongs to: of any
                   ///< messenger, its copy where this one goes is what is answered
    std::optional<Excerpts> excerpts;  ///< follow the text
    std::vector<File> files;
    std::vector<std::vector<Button>> buttons;  ///< rows of them
    std::string author;                        ///< whose words these are, for messengers that can show it …
    std::string byline;          ///< … and for those that cannot, what stands before the text; Markdown
    bool carried = false;        ///< others' words, from elsewhere: nobody is notified by a name in them
    bool only_in_reply = false;  ///< waits while what it answers has no counterpart where it goes
    std::string emoji;           ///< of a reaction: its short name, without colons; empty: none any more
    bool removed = false;        ///< the reaction is taken back
    std::string callback_query;  ///< what is answered

    friend bool operator==(const Message&, const Message&) = default;
};

/// The text of a message that has excerpts: with `shown` of them. `withheld`: others were left out because of
/// who else would see them.
std::string text_with(const Message& message, const std::vector<Excerpt>& shown, bool withheld);

/// One JSON object and back. from_json throws std::runtime_error on text that to_json did not write.
std::string to_json(const Message& message);
Message message_from_json(std::string_view json);

}  // namespace mostik::core
