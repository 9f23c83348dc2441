#include "storage/sqlite/text_list.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace mostik::storage::sqlite {

std::string list_to_json(const std::vector<std::string>& texts) {
    return nlohmann::json(texts).dump();
}

std::vector<std::string> list_from_json(const std::string& json) {
    try {
        return nlohmann::json::parse(json).get<std::vector<std::string>>();
    } catch (const nlohmann::json::exception& error) {
        throw std::runtime_error(std::string("not a list of texts: ") + error.what());
    }
}

}  // namespace mostik::storage::sqlite
