#include "bot/spool.hpp"

#include <system_error>

namespace mostik::bot {

namespace fs = std::filesystem;

fs::path Spool::next() {
    if (!ready_) {
        fs::create_directories(folder_);
        fs::permissions(folder_, fs::perms::owner_all);
        for (const fs::directory_entry& left : fs::directory_iterator(folder_)) fs::remove(left.path());
        ready_ = true;
    }
    return folder_ / std::to_string(++count_);
}

SpooledFile::~SpooledFile() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
}

}  // namespace mostik::bot
