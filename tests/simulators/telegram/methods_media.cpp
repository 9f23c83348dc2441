#include "tests/simulators/telegram/input_file.hpp"
#include "tests/simulators/telegram/methods.hpp"
#include "tests/simulators/telegram/shapes.hpp"
#include "tests/simulators/telegram/unicode.hpp"

namespace mostik::simulators::telegram::methods_detail {

namespace {

constexpr std::uint64_t max_download = 20ULL * 1024 * 1024;

Json send_media(Call& call, const std::string& kind, const std::string& right) {
    auto caption = read_text(call, "caption", "caption_entities", Missing::empty);
    const auto place = read_place(call);
    const auto media = read_media(call, kind, kind, call.parameters.text(kind));
    if (!media) throw bad_request("there is no " + kind + " in the request");
    caption = normalized(std::move(caption), true);
    if (count_code_points(caption.text) > max_caption) throw bad_request("message caption is too long");
    check_last(call, place, right);
    auto message = draft(call, place);
    message.media = media;
    message.text = std::move(caption.text);
    message.entities = std::move(caption.entities);
    return shapes::message(call.world(), call.world().add(std::move(message)));
}

}  // namespace

Json send_photo(Call& call) {
    return send_media(call, "photo", "photos");
}
Json send_document(Call& call) {
    return send_media(call, "document", "documents");
}
Json send_video(Call& call) {
    return send_media(call, "video", "videos");
}
Json send_audio(Call& call) {
    return send_media(call, "audio", "audios");
}
Json send_voice(Call& call) {
    return send_media(call, "voice", "voice_notes");
}
Json send_animation(Call& call) {
    return send_media(call, "animation", "other_messages");
}
Json send_sticker(Call& call) {
    return send_media(call, "sticker", "other_messages");
}

Json get_file(Call& call) {
    const auto id = call.parameters.text("file_id");
    if (id.empty()) throw bad_request("file_id not specified");
    const auto* file = call.world().find_file(id);
    if (file == nullptr) throw bad_request("invalid file_id");
    if (file->size > max_download && !call.server.options.self_hosted) throw bad_request("file is too big");
    return shapes::file(*file);
}

}  // namespace mostik::simulators::telegram::methods_detail
