#include "core/net/multipart.hpp"

#include <catch2/catch.hpp>

namespace mostik::core::net {

namespace {

std::string boundary_of(const Multipart& form) {
    const std::string type = form.content_type();
    const std::string prefix = "multipart/form-data; boundary=";
    REQUIRE(type.starts_with(prefix));
    return type.substr(prefix.size());
}

/// The pieces with the paths of files in angle brackets, and the boundary as "B".
std::string written(Multipart form) {
    const std::string boundary = boundary_of(form);
    std::string all;
    for (const BodyPiece& piece : std::move(form).finish()) {
        all += piece.file.empty() ? piece.text : "<" + piece.file.string() + ">";
    }
    for (auto at = all.find(boundary); at != std::string::npos; at = all.find(boundary, at + 1))
        all.replace(at, boundary.size(), "B");
    return all;
}

/// The head of the part of a file of that name.
std::string head_of_file(const std::string& filename, const std::string& mime_type = "text/plain") {
    Multipart form;
    form.file("document", filename, mime_type, "/f");
    const std::string all = written(std::move(form));
    return all.substr(0, all.find("\r\n\r\n"));
}

}  // namespace

TEST_CASE("a form is its fields and files, each behind the boundary") {
    Multipart form;
    form.field("chat_id", "-100200");
    form.field("caption", "two\r\nlines, \"quoted\" & 100%");
    form.file("document", "a.bin", "application/x-thing", "/data/spool/7");
    form.field("last", "");
    CHECK(written(std::move(form)) ==
          "--B\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n-100200\r\n"
          "--B\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\ntwo\r\nlines, \"quoted\" & 100%\r\n"
          "--B\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.bin\"\r\n"
          "Content-Type: application/x-thing\r\n\r\n</data/spool/7>\r\n"
          "--B\r\nContent-Disposition: form-data; name=\"last\"\r\n\r\n\r\n--B--\r\n");
}

TEST_CASE("an empty form is only its end") {
    CHECK(written(Multipart()) == "--B--\r\n");
}

TEST_CASE("each form has a boundary of its own that nothing needs to be quoted in") {
    const Multipart one;
    const Multipart other;
    CHECK(boundary_of(one) != boundary_of(other));
    CHECK(boundary_of(one).size() <= 70);
    CHECK(boundary_of(one).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
}

TEST_CASE("a file's name cannot end its quotes or its line") {
    const auto with = [](const std::string& name) {
        return "--B\r\nContent-Disposition: form-data; name=\"document\"; filename=\"" + name +
               "\"\r\nContent-Type: text/plain";
    };
    CHECK(head_of_file("plain.txt") == with("plain.txt"));
    CHECK(head_of_file("счёт № 7 😀.pdf") == with("счёт № 7 😀.pdf"));
    CHECK(head_of_file("a\"; x=\"b.txt") == with("a%22; x=%22b.txt"));
    CHECK(head_of_file("50%.txt") == with("50%25.txt"));
    CHECK(head_of_file("a\r\nX-Header: b") == with("a  X-Header: b"));
    CHECK(head_of_file("a\nb") == with("a b"));
    CHECK(head_of_file("a\\b") == with("a%5Cb"));
    CHECK(head_of_file(std::string("a\0b", 3)) == with("a b"));
    CHECK(head_of_file("") == with(""));
}

TEST_CASE("a type cannot end its line, and none is any bytes") {
    CHECK(head_of_file("a", "").ends_with("Content-Type: application/octet-stream"));
    CHECK(head_of_file("a", "text/x\r\nX-Header: b").find("\r\nX-Header") == std::string::npos);
}

}  // namespace mostik::core::net
