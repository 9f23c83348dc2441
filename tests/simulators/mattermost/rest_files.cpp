// Files.
#include "tests/simulators/mattermost/handlers.hpp"
#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/shapes.hpp"
#include "tests/simulators/net/http_date.hpp"
#include "tests/simulators/net/multipart.hpp"

#include <cctype>
#include <charconv>

namespace mostik::simulators::mattermost::handlers {

namespace {

std::string percent_encoded(std::string_view name) {
    constexpr std::string_view kept = "-_.~$&+:=@";
    std::string result;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || kept.find(c) != std::string_view::npos) {
            result += c;
        } else {
            result += {'%', "0123456789ABCDEF"[byte >> 4U], "0123456789ABCDEF"[byte & 15U]};
        }
    }
    return result;
}

Response simple_upload(Call& call) {
    const auto channel_id = call.request.parameter("channel_id");
    if (!is_valid_id(channel_id)) return refused(call, errors::invalid_body_param("channel_id"));
    if (!call.world.is_member(channel_id, call.user->id)) return refused(call, errors::permissions());
    if (call.request.body.empty()) return refused(call, errors::upload_not_read());
    const auto& file =
        call.world.add_file(*call.user, channel_id, call.request.parameter("filename"), call.request.body);
    return json_response(201, {{"file_infos", Json::array({file_json(file)})}, {"client_ids", nullptr}});
}

// The file, if the caller may read it: an unattached one is its uploader's only.
File* readable_file(Call& call, ApiError& error) {
    auto* file = call.world.find_file(call.param("file_id"));
    if (file == nullptr) {
        error = errors::unknown_file();
        return nullptr;
    }
    const auto* post = call.world.find_post(file->post_id);
    const bool readable =
        file->user_id == call.user->id || (post != nullptr && may_read_posts(call, post->channel_id));
    error = errors::permissions();
    return readable ? file : nullptr;
}

struct Range {
    std::size_t first = 0;
    std::size_t last = 0;
};

// One range "bytes=FIRST-LAST" or "bytes=FIRST-".
std::optional<Range> parse_range(std::string_view header, std::size_t size) {
    constexpr std::string_view unit = "bytes=";
    if (header.substr(0, unit.size()) != unit || size == 0) return std::nullopt;
    header.remove_prefix(unit.size());
    Range range{0, size - 1};
    const auto dash = header.find('-');
    if (dash == std::string_view::npos || dash == 0) return std::nullopt;
    const auto* end = header.data() + header.size();
    std::from_chars(header.data(), header.data() + dash, range.first);
    if (dash + 1 < header.size()) std::from_chars(header.data() + dash + 1, end, range.last);
    range.last = std::min(range.last, size - 1);
    return range.first <= range.last ? std::optional(range) : std::nullopt;
}

}  // namespace

Response upload_files(Call& call) {
    const auto content_type = call.request.header("content-type");
    if (content_type.find("multipart/form-data") == std::string::npos) return simple_upload(call);
    const auto parts = net::parse_multipart(content_type, call.request.body);
    if (!parts) return refused(call, errors::upload_not_read());
    auto channel_id = call.request.parameter("channel_id");
    Json client_ids = Json::array();
    for (const auto& part : *parts) {
        if (part.name == "channel_id") channel_id = part.content;
        if (part.name == "client_ids") client_ids.push_back(part.content);
    }
    if (!is_valid_id(channel_id)) return refused(call, errors::invalid_body_param("channel_id"));
    if (!call.world.is_member(channel_id, call.user->id)) return refused(call, errors::permissions());
    Json infos = Json::array();
    Milliseconds at = 0;  // files of one request share it
    for (const auto& part : *parts) {
        if (part.name != "files") continue;
        const auto& file = call.world.add_file(*call.user, channel_id, part.filename, part.content, at);
        at = file.create_at;
        infos.push_back(file_json(file));
    }
    if (infos.empty()) return refused(call, errors::upload_not_read());
    return json_response(201, {{"file_infos", infos}, {"client_ids", client_ids}});
}

Response get_file(Call& call) {
    ApiError error;
    const auto* file = readable_file(call, error);
    if (file == nullptr) return refused(call, error);
    Response response;
    const auto type = mime_type(file->name);
    response.content_type = type.empty() ? "application/octet-stream" : type;
    response.body = file->bytes;
    const auto name = percent_encoded(file->name);
    const bool shown_inline = type.rfind("image/", 0) == 0;
    response.headers = {
        {"Accept-Ranges", "bytes"},
        {"Cache-Control", "private, no-cache"},
        {"Content-Disposition", (shown_inline ? "inline;filename=\"" : "attachment;filename=\"") + name +
                                    "\"; filename*=UTF-8''" + name},
        {"Content-Security-Policy", "Frame-ancestors 'none'"},
        {"Last-Modified", net::http_date(file->create_at)},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"}};
    if (const auto range = parse_range(call.request.header("range"), file->bytes.size())) {
        response.status = 206;
        response.body = file->bytes.substr(range->first, range->last - range->first + 1);
        response.headers.emplace_back("Content-Range", "bytes " + std::to_string(range->first) + "-" +
                                                           std::to_string(range->last) + "/" +
                                                           std::to_string(file->bytes.size()));
    }
    return response;
}

Response get_file_info(Call& call) {
    ApiError error;
    const auto* file = readable_file(call, error);
    return file == nullptr ? refused(call, error) : json_response(200, file_json(*file));
}

Response get_file_preview(Call& call) {
    ApiError error;
    const auto* file = readable_file(call, error);
    if (file == nullptr) return refused(call, error);
    if (mime_type(file->name).rfind("image/", 0) != 0) return refused(call, errors::no_file_preview());
    Response response;
    response.content_type = mime_type(file->name);
    response.body = file->bytes;
    return response;
}

Response post_files_info(Call& call) {
    const auto* post = call.world.find_live_post(call.param("post_id"));
    if (post == nullptr || !may_read_posts(call, post->channel_id))
        return refused(call, errors::permissions());
    Json result = Json::array();
    for (const auto* file : call.world.files_of(*post)) result.push_back(file_json(*file));
    return json_response(200, result);
}

}  // namespace mostik::simulators::mattermost::handlers
