#include "tests/simulators/net/request.hpp"

#include <cctype>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace mostik::simulators::net {

std::string Request::header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? std::string() : found->second;
}

std::string Request::parameter(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
}

void split_target(std::string_view target, Request& request) {
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question == std::string_view::npos) return;
    request.query_text = target.substr(question + 1);
    const auto url = boost::urls::parse_origin_form(target);
    if (!url) return;
    for (const auto parameter : url->params()) request.query[parameter.key] = parameter.value;
}

std::string to_lower_ascii(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

}  // namespace mostik::simulators::net
