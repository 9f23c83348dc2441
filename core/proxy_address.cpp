#include "core/proxy_address.hpp"

#include <algorithm>

#include <boost/url/parse.hpp>

namespace mostik::core {

namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

}  // namespace

std::string check_proxy(const std::string& text) {
    constexpr auto expected = "expected http://host:port, socks5://host:port or socks5h://host:port";
    const auto url = boost::urls::parse_uri(text);
    if (!url || url->encoded_host().empty()) return std::string("not a proxy's address; ") + expected;
    const std::string scheme = lower(url->scheme());
    if (scheme == "https") {
        return "a proxy that is itself spoken to through TLS, which is not supported; expected "
               "http://host:port: what "
               "passes through the proxy is encrypted in any case";
    }
    if (scheme == "http" || scheme == "socks5" || scheme == "socks5h") return {};
    return std::string("no kind of proxy that is known; ") + expected;
}

}  // namespace mostik::core
