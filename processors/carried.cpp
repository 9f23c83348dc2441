#include "processors/carried.hpp"

namespace mostik::processors {

core::MessageRef ref_of(const core::Event& event, const std::string& post_id) {
    return {event.messenger, event.channel.id, post_id};
}

std::string escaped(const std::string& words) {
    constexpr std::string_view special = "\\`*_[]~#>|";
    std::string text;
    for (const char c : words) {
        if (special.find(c) != std::string_view::npos) text += '\\';
        text += c == '\n' ? ' ' : c;
    }
    return text;
}

std::string name_of(const core::Person& person) {
    if (!person.display_name.empty()) return person.display_name;
    return person.name.empty() ? person.id : person.name;
}

std::vector<core::File> files_of(const core::Event& event, const core::Post& post,
                                 const PostLink& post_link) {
    std::vector<core::File> files;
    for (const core::Attachment& file : post.attachments) {
        files.push_back({.post = ref_of(event, post.id),
                         .id = file.id,
                         .name = file.name,
                         .mime_type = file.mime_type,
                         .size = file.size,
                         .kind = file.kind,
                         .link = post_link ? post_link(event.channel.id, post.id) : ""});
    }
    return files;
}

std::string album_of(const core::Event& event, const core::Post& post) {
    return post.album.empty() ? "" : event.messenger + ":" + event.channel.id + ":" + post.album;
}

bool happened_at(const core::Address& address, const core::Event& event, storage::Chats& chats) {
    if (address.messenger != event.messenger) return false;
    const core::Channel& channel = event.channel;
    const std::string& target = address.target;
    if (channel.id.empty()) return false;
    if (target == channel.id) return true;
    if (!channel.team.empty() && target == channel.team + "/" + channel.name) return true;
    if (!channel.topic.empty() && target == channel.id + "/" + channel.topic) return true;
    if (channel.direct && target == "@" + event.author.name) return true;
    const std::string chat = target.substr(0, target.find('/'));
    // What is said in a topic belongs to the whole chat too; only a topic's own address is narrower.
    if (chat != target) return false;
    const std::string current = chats.current_id(address.messenger, chat);
    return current != chat && current == channel.id;
}

}  // namespace mostik::processors
