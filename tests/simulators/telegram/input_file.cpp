#include "tests/simulators/telegram/input_file.hpp"

#include <algorithm>
#include <cctype>

namespace mostik::simulators::telegram {

namespace {

constexpr std::size_t max_photo_bytes = 10 * 1024 * 1024;
constexpr std::string_view attach = "attach://";

std::string mime_type(const std::string& kind, const std::string& given, const std::string& name) {
    if (kind == "video" || kind == "animation") return "video/mp4";
    if (kind == "voice") return "audio/ogg";
    if (kind == "audio") return "audio/mpeg";
    const auto ends = [&](std::string_view end) {
        return name.size() > end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
    };
    if (ends(".csv")) return "text/csv";
    if (ends(".txt")) return "text/plain";
    if (ends(".pdf")) return "application/pdf";
    return given.empty() ? "application/octet-stream" : given;
}

Media described(const Call& call, const std::string& kind, const std::string& name, const std::string& type) {
    Media media;
    media.kind = kind;
    media.file_name = name;
    media.mime_type = mime_type(kind, type, name);
    const auto number = [&](const char* key) {
        return static_cast<int>(call.parameters.integer(key, 0, 0, 1 << 30));
    };
    media.duration = number("duration");
    if (kind != "photo") {
        media.width = number("width");
        media.height = number("height");
    }
    media.title = call.parameters.text("title");
    media.performer = call.parameters.text("performer");
    media.emoji = call.parameters.text("emoji");
    return media;
}

Media stored(const Call& call, const std::string& kind, const Upload& upload) {
    if (upload.bytes.empty()) throw bad_request("file must be non-empty");
    if (kind == "photo" && upload.bytes.size() > max_photo_bytes) throw bad_request("file is too big");
    return call.world().store(described(call, kind, upload.name, upload.content_type), upload.bytes);
}

Media fetched(const Call& call, const std::string& kind, const std::string& url) {
    const auto found = call.world().web.find(url);
    if (found == call.world().web.end()) throw bad_request("failed to get HTTP URL content");
    const auto& [bytes, type] = found->second;
    if (kind == "photo" && type.rfind("image/", 0) != 0)
        throw bad_request("wrong type of the web page content");
    return call.world().store(described(call, kind, url.substr(url.rfind('/') + 1), type), bytes);
}

}  // namespace

std::optional<Media> read_media(const Call& call, const std::string& kind, const std::string& field,
                                const std::string& value) {
    const auto* upload = call.parameters.upload(field);
    if (value.rfind(attach, 0) == 0) upload = call.parameters.upload(value.substr(attach.size()));
    if (upload != nullptr) return stored(call, kind, *upload);
    if (value.empty() || value.rfind(attach, 0) == 0) return std::nullopt;
    if (value.rfind("http://", 0) == 0 || value.rfind("https://", 0) == 0) return fetched(call, kind, value);
    if (const auto* file = call.world().find_file(value)) {
        const bool fits = file->media.kind == kind || (file->media.kind != "photo" && kind == "document");
        if (!fits) throw bad_request("can't use file of type " + file->media.kind + " as " + kind);
        return file->media;
    }
    const bool is_plausible =
        value.size() >= 20 && std::all_of(value.begin(), value.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '_' || c == '-';
        });
    if (is_plausible) throw bad_request("wrong file identifier/HTTP URL specified");
    throw bad_request("wrong remote file identifier specified: can't unserialize it. Wrong last symbol");
}

}  // namespace mostik::simulators::telegram
