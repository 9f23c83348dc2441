#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::service_tests {

/// Makes HTTP requests to the API that began as right ones and were changed: fields of other types, odd
/// headers, paths and methods, wrong lengths, broken chunks, and bytes anywhere. The same seed makes the same
/// requests.
class GarbageRequests {
  public:
    /// `key`: an API key that works.
    GarbageRequests(std::uint32_t seed, std::string key) : random_(seed), key_(std::move(key)) {}

    /// The bytes of one request, which another may follow.
    std::string next();

  private:
    struct Request {
        std::string method, target, version = "HTTP/1.1";
        std::vector<std::pair<std::string, std::string>> headers;
        std::string body;
        bool has_body = false;
        bool with_length = true;
    };

    Request right_one();
    nlohmann::json message();
    void change_json(nlohmann::json& body);
    nlohmann::json odd_value(int depth = 0);
    std::string as_text(const nlohmann::json& body);
    void change_line(Request& request);
    void change_headers(Request& request);
    void change_framing(Request& request);
    std::string chunked(const std::string& body);
    void change_bytes(std::string& bytes);

    std::size_t below(std::size_t limit);
    bool in_a_hundred(std::size_t times) { return below(100) < times; }
    std::string bytes(std::size_t count);
    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

    std::mt19937 random_;
    std::string key_;
    std::size_t made_ = 0;
};

}  // namespace mostik::service_tests
