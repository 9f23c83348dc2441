#pragma once

#include "storage/chats.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

class SqliteChats final : public Chats {
  public:
    explicit SqliteChats(Connection& connection) : connection_(connection) {}

    bool heard(const Chat& chat, core::Time now) override;
    void suppress(const std::string& messenger, const std::string& id, const std::string& reason,
                  core::Time now) override;
    void reached(const std::string& messenger, const std::string& id) override;
    void moved(const std::string& messenger, const std::string& from, const std::string& to,
               core::Time now) override;
    std::string current_id(const std::string& messenger, const std::string& id) override;
    std::optional<Chat> find(const std::string& messenger, const std::string& id) override;
    std::vector<Chat> all() override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
