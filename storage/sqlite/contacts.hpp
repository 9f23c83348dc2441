#pragma once

#include "storage/contacts.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

class SqliteContacts final : public Contacts {
  public:
    explicit SqliteContacts(Connection& connection) : connection_(connection) {}

    std::optional<Contact> find(const core::Address& address) override;
    void put(const Contact& contact, core::Time now) override;
    Forgotten forget(const core::Address& address, core::Time now) override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
