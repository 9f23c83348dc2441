#include "core/base64.hpp"
#include "core/digest.hpp"

#include <catch2/catch.hpp>

using namespace mostik::core;

TEST_CASE("base64 as in RFC 4648") {
    // Its section 10.
    const auto [plain, encoded] = GENERATE(table<std::string, std::string>({{"", ""},
                                                                            {"f", "Zg=="},
                                                                            {"fo", "Zm8="},
                                                                            {"foo", "Zm9v"},
                                                                            {"foob", "Zm9vYg=="},
                                                                            {"fooba", "Zm9vYmE="},
                                                                            {"foobar", "Zm9vYmFy"}}));
    CHECK(to_base64(plain) == encoded);
    CHECK(from_base64(encoded) == plain);
}

TEST_CASE("every byte survives base64") {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i);
    for (std::size_t size = 0; size < bytes.size(); size += 37) {
        CHECK(from_base64(to_base64(bytes.substr(0, size))) == bytes.substr(0, size));
    }
}

TEST_CASE("what is not exactly base64 is refused") {
    for (const char* text : {"Z", "Zg", "Zg=", "Zg= ", "Zg==Zg==", "=Zg=", "====", "Zm9v\n", " Zm9", "Zm9-",
                             "Zm9_", "Z===", "Zm\xc3\xb6v"}) {
        INFO(text);
        CHECK_FALSE(from_base64(text));
    }
}

TEST_CASE("SHA-256 as in FIPS 180-4") {
    CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("secrets are compared as a whole") {
    CHECK(equal_in_constant_time("abc", "abc"));
    CHECK(equal_in_constant_time("", ""));
    CHECK_FALSE(equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(equal_in_constant_time("abc", "ab"));
    CHECK_FALSE(equal_in_constant_time("", "a"));
}
