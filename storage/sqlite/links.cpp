#include "storage/sqlite/links.hpp"

#include "storage/sqlite/query.hpp"

#include <algorithm>

namespace mostik::storage::sqlite {

namespace {

#define LINK_COLUMNS                                                                                 \
    "origin_messenger, origin_channel, origin_message, origin_part, origin_thread, copy_messenger, " \
    "copy_channel, copy_message, copy_part, copy_thread, copy_kind, target, order_key"

LinkedMessage read_message(const Query& query, int first) {
    return {{query.text(first), query.text(first + 1), query.text(first + 2)},
            static_cast<int>(query.integer(first + 3)),
            query.text(first + 4),
            ""};
}

std::vector<Link> read_links(Query& query) {
    std::vector<Link> links;
    while (query.next()) {
        Link link{.origin = read_message(query, 0), .copy = read_message(query, 5)};
        link.copy.kind = query.text(10);
        link.place = {{link.copy.message.messenger, query.text(11)}, query.text(12)};
        links.push_back(std::move(link));
    }
    return links;
}

}  // namespace

bool SqliteLinks::record(const Link& link, core::Time now) {
    const core::MessageRef& origin = link.origin.message;
    const core::MessageRef& copy = link.copy.message;
    const int added =
        Query(connection_,
              "INSERT INTO links (" LINK_COLUMNS
              ", linked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
              "?, ?) ON CONFLICT DO NOTHING",
              origin.messenger, origin.channel_id, origin.message_id, link.origin.part, link.origin.thread_id,
              copy.messenger, copy.channel_id, copy.message_id, link.copy.part, link.copy.thread_id,
              link.copy.kind, link.place.to.target, link.place.order_key, now)
            .run();
    if (added > 0) return true;
    const std::vector<Link> there = copies_of(origin);
    return std::any_of(there.begin(), there.end(), [&](const Link& each) {
        return each.origin.part == link.origin.part && each.copy.message == copy &&
               each.copy.part == link.copy.part;
    });
}

std::vector<Link> SqliteLinks::copies_of(const core::MessageRef& origin) {
    Query query(connection_,
                "SELECT " LINK_COLUMNS
                " FROM links WHERE origin_message = ? AND origin_channel = ? AND "
                "origin_messenger = ? ORDER BY copy_messenger, copy_channel, target, origin_part",
                origin.message_id, origin.channel_id, origin.messenger);
    return read_links(query);
}

std::optional<Link> SqliteLinks::origin_of(const core::MessageRef& copy) {
    Query query(connection_,
                "SELECT " LINK_COLUMNS
                " FROM links WHERE copy_message = ? AND copy_channel = ? AND "
                "copy_messenger = ? ORDER BY copy_part LIMIT 1",
                copy.message_id, copy.channel_id, copy.messenger);
    std::vector<Link> links = read_links(query);
    if (links.empty()) return std::nullopt;
    return std::move(links.front());
}

std::vector<LinkedMessage> SqliteLinks::counterparts(const core::MessageRef& message,
                                                     const core::Address& near) {
    std::vector<LinkedMessage> all{{message, 0, "", ""}};
    core::MessageRef origin = message;
    if (const auto link = origin_of(message)) {
        all.front().thread_id = link->copy.thread_id;
        all.push_back(link->origin);
        origin = link->origin.message;
    }
    std::vector<Link> copies = copies_of(origin);
    std::stable_partition(copies.begin(), copies.end(),
                          [&](const Link& link) { return link.place.to == near; });
    for (const Link& link : copies) {
        if (origin == message) all.front().thread_id = link.origin.thread_id;
        if (link.copy.message != message) all.push_back(link.copy);
    }
    return all;
}

std::vector<core::MessageRef> SqliteLinks::replies_with_copies(const core::MessageRef& root) {
    Query query(connection_,
                "SELECT origin_message FROM links WHERE origin_thread = ? AND origin_thread <> '' AND "
                "origin_channel = ? AND origin_messenger = ? GROUP BY origin_message ORDER BY min(id)",
                root.message_id, root.channel_id, root.messenger);
    std::vector<core::MessageRef> replies;
    while (query.next()) replies.push_back({root.messenger, root.channel_id, query.text(0)});
    return replies;
}

void SqliteLinks::forget_copy(const core::MessageRef& copy) {
    Query(connection_, "DELETE FROM links WHERE copy_message = ? AND copy_channel = ? AND copy_messenger = ?",
          copy.message_id, copy.channel_id, copy.messenger)
        .run();
}

}  // namespace mostik::storage::sqlite
