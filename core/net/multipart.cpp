#include "core/net/multipart.hpp"

#include <random>

namespace mostik::core::net {

namespace {

/// 128 random bits: they do not occur in what is sent.
std::string random_boundary() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::random_device source;
    std::uniform_int_distribution<std::size_t> pick(0, digits.size() - 1);
    std::string boundary = "mostik-";
    for (int i = 0; i < 32; ++i) boundary += digits[pick(source)];
    return boundary;
}

/// As browsers do it: what would end the quoted name, and the percent sign that marks it.
std::string quoted(std::string_view name) {
    std::string result;
    for (const char c : name) {
        switch (c) {
            case '"':
                result += "%22";
                break;
            case '%':
                result += "%25";
                break;
            case '\\':
                result += "%5C";
                break;
            case '\r':
            case '\n':
            case '\0':
                result += ' ';
                break;
            default:
                result += c;
        }
    }
    return result;
}

}  // namespace

Multipart::Multipart() : boundary_(random_boundary()) {}

void Multipart::text(std::string_view words) {
    if (pieces_.empty() || !pieces_.back().file.empty()) pieces_.emplace_back();
    pieces_.back().text += words;
}

void Multipart::field(std::string_view name, std::string_view value) {
    text("--" + boundary_ + "\r\nContent-Disposition: form-data; name=\"" + quoted(name) + "\"\r\n\r\n");
    text(value);
    text("\r\n");
}

void Multipart::begin_file(std::string_view name, std::string_view filename, std::string_view mime_type) {
    text("--" + boundary_ + "\r\nContent-Disposition: form-data; name=\"" + quoted(name) + "\"; filename=\"" +
         quoted(filename) + "\"\r\nContent-Type: " +
         (mime_type.empty() ? "application/octet-stream" : quoted(mime_type)) + "\r\n\r\n");
}

void Multipart::file(std::string_view name, std::string_view filename, std::string_view mime_type,
                     const std::filesystem::path& path) {
    begin_file(name, filename, mime_type);
    pieces_.push_back({.file = path});
    text("\r\n");
}

void Multipart::text_file(std::string_view name, std::string_view filename, std::string_view mime_type,
                          std::string_view contents) {
    begin_file(name, filename, mime_type);
    text(contents);
    text("\r\n");
}

std::string Multipart::content_type() const {
    return "multipart/form-data; boundary=" + boundary_;
}

std::vector<BodyPiece> Multipart::finish() && {
    text("--" + boundary_ + "--\r\n");
    return std::move(pieces_);
}

}  // namespace mostik::core::net
