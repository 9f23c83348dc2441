// Files: what is kept of uploads, and the ids by which it is found.
#include "tests/simulators/telegram/image_size.hpp"
#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/world.hpp"

#include <algorithm>
#include <array>
#include <iomanip>
#include <sstream>

namespace mostik::simulators::telegram {

namespace {

struct Kind {
    std::string_view name;
    std::string_view id_prefix;
    std::string_view unique_suffix;
    std::string_view folder;  // of file_path
    std::string_view extension;
};
constexpr std::array<Kind, 7> kinds{{
    {"photo", "AgACAgIAAxkBAAIB", "KxAgA", "photos", ".jpg"},
    {"document", "BQACAgIAAxkBAAIB", "KxBQA", "documents", ""},
    {"video", "BAACAgIAAxkBAAIB", "KxBAA", "videos", ".mp4"},
    {"audio", "CQACAgIAAxkBAAIB", "KxCQA", "music", ".mp3"},
    {"voice", "AwACAgIAAxkBAAIB", "KxAwA", "voice", ".oga"},
    {"animation", "CgACAgIAAxkBAAIB", "KxCgA", "animations", ".mp4"},
    {"sticker", "CAACAgIAAxkBAAIB", "KxCAA", "stickers", ".webp"},
}};

const Kind& kind_named(const std::string& name) {
    const auto* found =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == name; });
    if (found == kinds.end()) throw std::invalid_argument("no media of kind " + name);
    return *found;
}

std::string extension_of(const std::string& name, std::string_view otherwise) {
    const auto dot = name.rfind('.');
    return dot == std::string::npos ? std::string(otherwise) : name.substr(dot);
}

}  // namespace

File& World::new_file(const std::string& kind_name, std::string bytes, std::uint64_t size) {
    const auto& kind = kind_named(kind_name);
    const auto number = next_file_++;
    std::ostringstream digits;
    digits << std::setw(4) << std::setfill('0') << number;
    File file;
    file.id = std::string(kind.id_prefix) + digits.str() + "Zx7Qw_-9kLmNoPqRsTuVwXyZ0123456789abcdEfGhIjKl";
    file.unique_id = "AQADu" + digits.str() + std::string(kind.unique_suffix);
    file.path = std::string(kind.folder) + "/file_" + std::to_string(number);
    file.size = size;
    file.bytes = std::move(bytes);
    return files_[file.id] = std::move(file);
}

PhotoSize World::photo_size(std::string bytes, int width, int height, const std::string& path) {
    const auto size = bytes.size();
    auto& file = new_file("photo", std::move(bytes), size);
    file.path += path;
    return {file.id, file.unique_id, file.size, width, height};
}

Media World::store(Media media, std::string bytes) {
    const auto& kind = kind_named(media.kind);
    if (media.kind != "photo") {
        auto& file = new_file(media.kind, std::move(bytes), 0);
        file.size = std::max<std::uint64_t>(media.size, file.bytes.size());
        file.path += extension_of(media.file_name, kind.extension);
        file.name = media.file_name;
        file.mime_type = media.mime_type;
        media.file_id = file.id;
        media.file_unique_id = file.unique_id;
        media.size = file.size;
        file.media = media;
        return media;
    }
    const auto measured = image_size(bytes);
    if (!measured) throw bad_request("IMAGE_PROCESS_FAILED");
    const auto [width, height] = *measured;
    const auto longer = std::max(width, height);
    const auto shorter = std::max(1, std::min(width, height));
    if (width + height > 10'000 || longer > 20 * shorter) throw bad_request("PHOTO_INVALID_DIMENSIONS");
    // The smaller sizes are beginnings of the picture: of a size of their own, and of no further use.
    for (const int edge : {90, 320, 800}) {
        if (edge >= longer) break;
        const auto scaled = [&](int length) { return std::max(1, length * edge / longer); };
        const auto part = bytes.size() * static_cast<std::size_t>(edge) / static_cast<std::size_t>(longer);
        media.sizes.push_back(photo_size(bytes.substr(0, std::max<std::size_t>(1, part)), scaled(width),
                                         scaled(height), ".jpg"));
    }
    media.sizes.push_back(photo_size(std::move(bytes), width, height, ".jpg"));
    media.file_id = media.sizes.back().file_id;
    media.file_unique_id = media.sizes.back().file_unique_id;
    media.size = media.sizes.back().size;
    media.width = width;
    media.height = height;
    for (const auto& size : media.sizes) files_.find(size.file_id)->second.media = media;
    return media;
}

File* World::find_file(std::string_view id) {
    const auto found = files_.find(id);
    return found == files_.end() ? nullptr : &found->second;
}

File* World::find_file_by_path(std::string_view path) {
    const auto found = std::find_if(files_.begin(), files_.end(),
                                    [&](const auto& entry) { return entry.second.path == path; });
    return found == files_.end() ? nullptr : &found->second;
}

}  // namespace mostik::simulators::telegram
