#include "tests/simulators/telegram/input_file.hpp"
#include "tests/simulators/telegram/methods.hpp"
#include "tests/simulators/telegram/shapes.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>

namespace mostik::simulators::telegram::methods_detail {

namespace {

constexpr std::size_t max_items = 10;

struct Item {
    Media media;
    FormattedText caption;
};

std::string member(const Json& item, const char* name) {
    const auto found = item.find(name);
    return found != item.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void check_mixture(const std::vector<Item>& items) {
    for (const auto* kind : {"document", "audio"}) {
        const auto count = std::count_if(items.begin(), items.end(),
                                         [&](const Item& item) { return item.media.kind == kind; });
        if (count != 0 && count != static_cast<std::ptrdiff_t>(items.size())) {
            throw bad_request(std::string(kind) + " can't be mixed with other media types");
        }
    }
}

Item read_item(const Call& call, const Json& json, std::size_t number) {
    const auto kind = member(json, "type");
    if (kind != "photo" && kind != "video" && kind != "document" && kind != "audio") {
        throw bad_request("can't parse InputMedia: type must be photo, video, audio or document");
    }
    Item item;
    item.caption = normalized(read_text(call, member(json, "caption"), member(json, "parse_mode"),
                                        json.value("caption_entities", Json()), Missing::empty),
                              true);
    if (count_code_points(item.caption.text) > max_caption) throw bad_request("message caption is too long");
    try {
        const auto media = read_media(call, kind, {}, member(json, "media"));
        if (!media) throw bad_request("can't parse InputMedia: media not found");
        item.media = *media;
    } catch (const Refusal& refusal) {
        // What is found out behind the server names the item.
        const std::string what = refusal.what();
        const auto code = what.substr(what.rfind(' ') + 1);
        const bool is_code = code == "IMAGE_PROCESS_FAILED" || code == "PHOTO_INVALID_DIMENSIONS";
        if (!is_code) throw;
        throw bad_request("failed to send message #" + std::to_string(number) + " with the error message \"" +
                          code + "\"");
    }
    return item;
}

}  // namespace

Json send_media_group(Call& call) {
    const auto place = read_place(call);
    const auto list = Json::parse(call.parameters.text("media"), nullptr, false);
    if (!list.is_array()) throw bad_request("can't parse media JSON object");
    if (list.size() > max_items) throw bad_request("too many messages to send as an album");
    if (list.empty()) throw bad_request("there are no messages to send");
    std::vector<Item> items;
    for (const auto& json : list) items.push_back(read_item(call, json, items.size() + 1));
    check_mixture(items);
    const bool has_photo =
        std::any_of(items.begin(), items.end(), [](const Item& item) { return item.media.kind == "photo"; });
    check_last(call, place, has_photo ? "photos" : "documents", static_cast<int>(items.size()));
    auto& world = call.world();
    const auto group = items.size() > 1 ? world.next_media_group_id() : std::string();
    Json result = Json::array();
    for (auto& item : items) {
        auto message = draft(call, place);
        message.reply_markup = nullptr;
        message.media = std::move(item.media);
        message.media_group_id = group;
        message.text = std::move(item.caption.text);
        message.entities = std::move(item.caption.entities);
        result.push_back(shapes::message(world, world.add(std::move(message))));
    }
    return result;
}

}  // namespace mostik::simulators::telegram::methods_detail
