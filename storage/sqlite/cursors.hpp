#pragma once

#include "storage/cursors.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

class SqliteCursors final : public Cursors {
  public:
    explicit SqliteCursors(Connection& connection) : connection_(connection) {}

    std::optional<ChannelCursor> find(const std::string& messenger, const std::string& channel_id) override;
    std::vector<ChannelCursor> all(const std::string& messenger) override;
    void put(const ChannelCursor& cursor) override;
    void advance(const std::string& messenger, const std::string& channel_id, core::Time head) override;

    void note_changes_known(const std::string& messenger, const std::string& channel_id,
                            core::Time until) override;
    std::int64_t open_span(const Span& span) override;
    void update_span(const Span& span) override;
    void close_span(std::int64_t id) override;
    std::vector<Span> open_spans(const std::string& messenger) override;

    std::optional<std::string> value(const std::string& name) override;
    void set_value(const std::string& name, const std::string& value) override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
