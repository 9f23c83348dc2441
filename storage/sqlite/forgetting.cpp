#include "storage/sqlite/forgetting.hpp"

#include "storage/sqlite/query.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace mostik::storage::sqlite {

namespace {

// In all statements ?1 is the person's messenger and ?2 his target.

#define HIS_TICKETS                                                                                        \
    "(SELECT number FROM tickets WHERE person_messenger = ?1 AND person_target = ?2 AND person_target <> " \
    "'')"

// The message that opens a ticket among the specialists has no original: it is a copy of the ticket itself.
#define IS_HIS_TICKET(MESSENGER, CHANNEL, MESSAGE) \
    "(" MESSENGER " = 'mostik' AND " CHANNEL " = 'ticket' AND " MESSAGE " IN " HIS_TICKETS ")"

// To him, from him, or about a ticket of his. The last line is for what an event of his caused without
// carrying it: a key begins with the event's type and identity, and where messages are counted in each chat
// anew an identity begins with the chat.
#define HIS_OUTBOX_ROWS \
    "((messenger = ?1 AND target = ?2)"                                                               \
    " OR (source_messenger = ?1 AND source_channel_id = ?2)"                                          \
    " OR " IS_HIS_TICKET("source_messenger", "source_channel_id", "CAST(source_message_id AS INTEGER)") \
    " OR " IS_HIS_TICKET("message ->> '$.reply_to.messenger'", "message ->> '$.reply_to.channel_id'",  \
                         "CAST(message ->> '$.reply_to.message_id' AS INTEGER)")                      \
    " OR (message ->> '$.reply_to.messenger' = ?1 AND message ->> '$.reply_to.channel_id' = ?2)"       \
    " OR substr(dedupe_key, instr(dedupe_key, ':') + 1) GLOB ?2 || ':[0-9]*')"

// A lease that is over is nobody's: whoever had it is gone.
#define UNDER_WAY "(state = 'sending' AND lease_until >= ?3)"

// `event` is what core::to_json() wrote, or something that nobody can read.
#define HIS_EVENTS                                                                                 \
    "CASE WHEN json_valid(event) THEN"                                                             \
    " (event ->> '$.messenger' = ?1 AND event ->> '$.channel.id' = ?2)"                            \
    " OR event ->> '$.body.to' = ?1 || ':' || ?2"                                                  \
    " OR (event ->> '$.body.source.messenger' = ?1 AND event ->> '$.body.source.channel_id' = ?2)" \
    " ELSE 0 END"

/// How long a messenger may deliver an event once more (https://core.telegram.org/bots/api#getting-updates).
constexpr std::chrono::hours may_come_again{24};

class Forgetting {
  public:
    Forgetting(Connection& connection, const core::Address& person, core::Time now)
        : connection_(connection), person_(person), now_(now) {}

    Forgotten run() {
        // What finds the rest by links and tickets comes before these go.
        forget_posts();
        forget_outbox();
        forget_links();
        forget_tickets();
        forget_traces();
        return forgotten_;
    }

  private:
    /// Runs a statement about the person; returns how many rows it changed.
    template <class... Values>
    int run(std::string_view sql, const Values&... values) {
        return Query(connection_, sql, person_.messenger, person_.target, values...).run();
    }

    /// Those of the conversation with him, and where his words were carried to.
    void forget_posts() {
        std::vector<std::pair<std::int64_t, std::optional<std::int64_t>>> posts;
        {
            Query query(connection_,
                        "SELECT row_id, search_id FROM posts WHERE messenger = ?1 AND channel_id = ?2 "
                        "UNION SELECT row_id, search_id FROM posts WHERE (messenger, channel_id, id) IN "
                        "(SELECT copy_messenger, copy_channel, copy_message FROM links WHERE "
                        "(origin_messenger = ?1 AND origin_channel = ?2) OR " IS_HIS_TICKET(
                            "origin_messenger", "origin_channel", "CAST(origin_message AS INTEGER)") ")",
                        person_.messenger, person_.target);
            while (query.next()) {
                posts.emplace_back(query.integer(0),
                                   query.is_null(1) ? std::nullopt : std::optional(query.integer(1)));
            }
        }
        bool indexed = false;
        for (const auto& [row, search_id] : posts) {
            if (search_id) Query(connection_, "DELETE FROM search_index WHERE rowid = ?", *search_id).run();
            Query(connection_, "DELETE FROM posts WHERE row_id = ?", row).run();
            indexed = indexed || search_id.has_value();
        }
        // What is deleted there stays in the index's pages until they are merged.
        if (indexed) Query(connection_, "INSERT INTO search_index (search_index) VALUES ('optimize')").run();
        forgotten_.posts = static_cast<std::int64_t>(posts.size());
    }

    /// With their attempts and parts. Outbox::claim_due() removes those under way when they have ended.
    void forget_outbox() {
        forgotten_.under_way =
            run("UPDATE outbox SET forgotten = 1 WHERE " UNDER_WAY " AND " HIS_OUTBOX_ROWS, now_);
        forgotten_.outbox = run("DELETE FROM outbox WHERE NOT " UNDER_WAY " AND " HIS_OUTBOX_ROWS, now_);
        // Files of what was handed in for him, and what its sender called it. (Those of others wait for their
        // messages to go.)
        Query(connection_,
              "DELETE FROM notifications WHERE NOT EXISTS "
              "(SELECT 1 FROM outbox WHERE notification = notifications.id)")
            .run();
    }

    void forget_links() {
        run("DELETE FROM links WHERE (origin_messenger = ?1 AND origin_channel = ?2) "
            "OR (copy_messenger = ?1 AND copy_channel = ?2)");
    }

    void forget_tickets() {
        forgotten_.messages = run("DELETE FROM ticket_messages WHERE ticket IN " HIS_TICKETS
                                  " OR (messenger = ?1 AND channel_id = ?2)");
        run("INSERT INTO ticket_notes (ticket, at, who, what) "
            "SELECT number, ?3, 'forgotten', 'closed' FROM tickets WHERE number IN " HIS_TICKETS
            " AND state <> 'closed'",
            now_);
        run("UPDATE tickets SET state = 'closed', turn = turn + 1, changed_at = ?3, closed_at = ?3, "
            "closed_by = 'forgotten' WHERE number IN " HIS_TICKETS " AND state <> 'closed'",
            now_);
        forgotten_.tickets =
            run("UPDATE tickets SET person_messenger = '', person_target = '', "
                "person_name = '', person_login = '', source = '' "
                "WHERE number IN " HIS_TICKETS);
    }

    void forget_traces() {
        run("DELETE FROM failed_events WHERE " HIS_EVENTS);
        run("DELETE FROM own_events WHERE " HIS_EVENTS);
        run("DELETE FROM chats WHERE messenger = ?1 AND id = ?2");
        // What stays of rows that left the outbox before.
        run("DELETE FROM forgotten_messages WHERE dedupe_key GLOB '*:' || ?1 || ':' || ?2"
            " OR substr(dedupe_key, instr(dedupe_key, ':') + 1) GLOB ?2 || ':[0-9]*'");
        run("DELETE FROM rate_limits WHERE bucket = ?1 || ':' || ?2");
        run("DELETE FROM inbox WHERE messenger = ?1 AND recorded_at < ?3 "
            "AND substr(identity, 1, length(?2) + 1) = ?2 || ':'",
            now_ - may_come_again);
    }

    Connection& connection_;
    const core::Address& person_;
    core::Time now_;
    Forgotten forgotten_;
};

}  // namespace

Forgotten forget_person(Connection& connection, const core::Address& person, core::Time now) {
    return Forgetting(connection, person, now).run();
}

}  // namespace mostik::storage::sqlite
