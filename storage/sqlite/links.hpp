#pragma once

#include "storage/links.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

class SqliteLinks final : public Links {
  public:
    explicit SqliteLinks(Connection& connection) : connection_(connection) {}

    bool record(const Link& link, core::Time now) override;
    std::vector<Link> copies_of(const core::MessageRef& origin) override;
    std::optional<Link> origin_of(const core::MessageRef& copy) override;
    std::vector<LinkedMessage> counterparts(const core::MessageRef& message,
                                            const core::Address& near) override;
    std::vector<core::MessageRef> replies_with_copies(const core::MessageRef& root) override;
    void forget_copy(const core::MessageRef& copy) override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
